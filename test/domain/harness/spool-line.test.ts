import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HookReading } from '../../../src/domain/harness/hook-reading';
import {
  formatSpoolLine,
  isSpoolFileName,
  spoolFileName,
  spoolLineFrom,
  spoolLineLimitBytes,
} from '../../../src/domain/harness/spool-line';
import { sha256 } from '../../support/world';

const receivedAt = '2026-11-21T12:00:00.123Z';
const tokens = { input: 1, output: 2, cacheWrite5m: 3, cacheWrite1h: 4, cacheRead: 5, reasoning: 0 };
const reading = (over: Partial<HookReading> = {}): HookReading => ({
  harness: 'claude',
  shape: 'own',
  event: 'PostToolUse',
  kind: 'tool-end',
  conversation: 'conv-1',
  cwd: '/repo',
  tool: { name: 'Bash', id: 'toolu_1', writes: [] },
  facts: [{ type: 'command', command: 'npm test', exitCode: 2, failed: true }],
  key: 'claude:conv-1::tool-end:toolu_1',
  repeatable: false,
  ...over,
});

describe('a line of the spool', () => {
  it('gives back what was written, without the paths that a tool is about to write', () => {
    const full = reading({
      source: 'startup',
      reason: 'clear',
      at: '2026-11-21T11:59:59.000Z',
      transcriptPath: '/t.jsonl',
      model: 'm',
      agentId: 'a1',
      twin: 'tw',
      usage: { responseId: 'r', model: null, tokens, toldCostUsd: 0.5 },
      facts: [
        { type: 'file_write', path: 'a "b"\n' },
        { type: 'git_commit', sha: 'abc', subject: 's' },
        { type: 'git_commit' },
        { type: 'command', command: 'x', failed: false },
      ],
    });
    const line = formatSpoolLine(full, receivedAt);
    expect(line.startsWith(`{"v":1,"receivedAt":"${receivedAt}"`)).toBe(true);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(spoolLineFrom(line)).toEqual({ ...full, v: 1, receivedAt, tool: { name: 'Bash', id: 'toolu_1' } });
  });

  it('is never longer than 64 KiB: the longest facts go first and are counted', () => {
    const facts = Array.from({ length: 900 }, (_, n) => ({ type: 'file_write' as const, path: `/repo/${n}/${'é'.repeat(n)}` }));
    const line = formatSpoolLine(reading({ facts }), receivedAt);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(spoolLineLimitBytes);
    const back = spoolLineFrom(line);
    const kept = back?.facts.length ?? 0;
    expect(kept).toBeGreaterThan(150);
    expect(back?.facts).toEqual(facts.slice(0, kept));
    expect(back?.factsCut).toBe(900 - kept);
  });

  it('holds a reading whose every text is absurdly long', () => {
    const huge = 'h'.repeat(300_000);
    const line = formatSpoolLine(
      reading({
        conversation: huge,
        cwd: huge,
        key: huge,
        event: huge,
        model: huge,
        facts: [{ type: 'file_write', path: huge }],
      }),
      receivedAt,
    );
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(spoolLineLimitBytes);
    expect(spoolLineFrom(line)?.cwd?.length).toBe(4096);
  });

  it('is found behind a torn line that it shares a line with', () => {
    const line = formatSpoolLine(reading(), receivedAt);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: line.length - 2 }), (length) => {
        const torn = line.slice(0, length);
        expect(spoolLineFrom(torn)).toBeUndefined();
        expect(spoolLineFrom(torn + line)?.key).toBe('claude:conv-1::tool-end:toolu_1');
      }),
    );
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"v":2,"receivedAt":"2026-11-21T12:00:00.123Z","key":"k"}',
    '{"v":1,"receivedAt":"yesterday","key":"k"}',
    '{"v":1,"receivedAt":"2026-13-41T12:00:00Z","key":"k"}',
    '{"v":1,"receivedAt":"2026-11-21T12:00:00.123Z"}',
  ])('%s is none', (line) => expect(spoolLineFrom(line)).toBeUndefined());

  it('takes members of a wrong kind for missing ones', () => {
    const line = JSON.stringify({
      v: 1,
      receivedAt,
      key: 'k',
      kind: 'constructor',
      harness: 'x',
      facts: [1, { type: 'command' }, { type: '__proto__', path: 'p' }],
      at: 'soon',
      cwd: {},
    });
    expect(spoolLineFrom(line)).toEqual({
      v: 1,
      receivedAt,
      key: 'k',
      harness: 'unknown',
      shape: 'own',
      kind: 'unknown',
      repeatable: false,
      facts: [],
    });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), fc.json(), (text, json) => void [spoolLineFrom(text), spoolLineFrom(json)]));
  });
});

describe('the file of a conversation', () => {
  it.each([
    [undefined, 'unknown.jsonl'],
    ['0b8f6f4e-1f5e-4a7e-9d0c-1a2b3c4d5e6f', '0b8f6f4e-1f5e-4a7e-9d0c-1a2b3c4d5e6f.jsonl'],
    ['ses_1.2', 'ses_1.2.jsonl'],
    ['../../etc/passwd', `x-${sha256('../../etc/passwd').slice(0, 32)}.jsonl`],
    ['__proto__', `x-${sha256('__proto__').slice(0, 32)}.jsonl`],
    ['nul', `x-${sha256('nul').slice(0, 32)}.jsonl`],
    ['', `x-${sha256('').slice(0, 32)}.jsonl`],
  ])('of %j is %s', (conversation, name) => {
    expect(spoolFileName(conversation, sha256)).toBe(name);
    expect(isSpoolFileName(name)).toBe(true);
  });

  it('never leaves its folder', () => {
    fc.assert(fc.property(fc.string(), (conversation) => isSpoolFileName(spoolFileName(conversation, sha256))));
  });

  it.each(['.x.jsonl', '__proto__', 'a.json', 'a.jsonl.old', 'a/b.jsonl'])('%s is none', (name) =>
    expect(isSpoolFileName(name)).toBe(false),
  );
});
