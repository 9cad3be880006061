import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { HookReading } from '../../src/domain/event/hook-reading';
import { formatSpoolLine, spoolFileName } from '../../src/domain/event/spool-line';

/**
 * A process that reports as hooks do: `node spool-worker.cjs SPOOL NAME COUNT PAUSE_MS CONVERSATION…`, one O_APPEND
 * write for an event, each event with a key of its own. Every seventh comes through two hook files, every eleventh copy
 * comes late, every thirteenth event has a torn line before it.
 */
const [, , spool = '', name = '', count = '0', pauseMs = '0', ...conversations] = process.argv;

const append = (conversation: string, text: string): void => {
  const fd = openSync(join(spool, spoolFileName(conversation, String)), 'a', 0o600);
  writeSync(fd, text);
  closeSync(fd);
};

const reading = (conversation: string, key: string): HookReading => ({
  harness: 'claude',
  shape: 'own',
  kind: 'tool-end',
  conversation,
  tool: { name: 'Bash', id: key, writes: [] },
  facts: [{ type: 'command', command: `echo ${key}`, exitCode: 0, failed: false }],
  key,
  repeatable: false,
});

const sleeper = new Int32Array(new SharedArrayBuffer(4));
const late: (() => void)[] = [];
for (let n = 0; n < Number(count); n++) {
  const conversation = conversations[n % conversations.length] ?? '';
  const key = `${conversation}:${name}:${n}`;
  const line = (): string => formatSpoolLine(reading(conversation, key), new Date().toISOString());
  if (n % 13 === 0) append(conversation, line().slice(0, 30 + (n % 60)));
  append(conversation, line());
  if (n % 7 === 0) append(conversation, line());
  if (n % 11 === 0) late.push(() => append(conversation, line()));
  if (late.length > 2) late.shift()?.();
  Atomics.wait(sleeper, 0, 0, Math.random() * 2 * Number(pauseMs));
}
for (const each of late) each();
