import * as fs from 'node:fs';
import type { LedgerEntry } from '../../src/domain/ledger/schema';
import { createLineHash } from '../../src/store/files/ledger/line-hash';

export type LedgerPlan = {
  readonly count: number;
  /** The same seed gives the same ledger. */
  readonly seed?: number;
  readonly beginsAt?: string;
  /** Milliseconds between two entries. */
  readonly stepMs?: number;
  /** Every so many entries one is an amendment, a void or a reopening of an earlier completion; 0: none. */
  readonly markEvery?: number;
};

/** A small generator of numbers that look random: mulberry32. */
const randomFrom = (seed: number): ((below: number) => number) => {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
};

const words = 'parser login cache token retry upload index search theme export import queue worker schema layout'.split(' ');
const phases = ['design', 'build', 'testing'];

/** Sealed entries as the product writes them, chained one after the other. */
export function* generateEntries({
  count,
  seed = 1,
  beginsAt,
  stepMs = 60_000,
  markEvery = 20,
}: LedgerPlan): Generator<LedgerEntry> {
  const random = randomFrom(seed);
  const { hashOf } = createLineHash();
  const word = (): string => words[random(words.length)] ?? '';
  const start = Date.parse(beginsAt ?? '2024-01-01T00:00:00.000Z');
  let prev: string[] = [];
  for (let number = 1; number <= count; number++) {
    const atMs = start + number * stepMs;
    const at = new Date(atMs).toISOString();
    const marks = markEvery > 0 && number % markEvery === 0;
    const about = marks ? number - 1 - random(Math.min(10, number - 1)) : number;
    const target = about % Math.max(markEvery, 1) === 0 && markEvery > 0 ? about - 1 : about;
    const epic = 1 + Math.floor(target / 50) * 50;
    const uid = `u${target.toString(36).padStart(11, '0')}`;
    const tookMs = (1 + random(600)) * 60_000;
    const type: LedgerEntry['type'] = marks
      ? ((['amended', 'amended', 'reopened', 'voided'] as const)[(number / markEvery) % 4] ?? 'amended')
      : 'completed';
    const header = {
      v: 1 as const,
      id: type === 'completed' ? `${uid}-1` : `${uid}-1-${type === 'amended' ? `a${number}` : type}-${number}`,
      type,
      at,
      source: 'direct_session' as const,
      task: {
        id: `T${String(target).padStart(3, '0')}`,
        uid,
        title: `Make the ${word()} of the ${word()} ready`,
        type: 'task',
        parentId: `T${String(epic).padStart(3, '0')}`,
        epicId: `T${String(epic).padStart(3, '0')}`,
        phase: phases[target % 3] ?? 'build',
        labels: [word()],
      },
      session: `session_20240101_000000_${(target >> 5).toString(16).padStart(6, '0')}`,
      agent: `agent-${target % 7}`,
      harness: 'claude-code',
    };
    const body =
      type === 'completed'
        ? {
            ...header,
            startedAt: new Date(atMs - tookMs).toISOString(),
            completedAt: at,
            durationMs: tookMs,
            reason: `Changed the ${word()} so that the ${word()} works${number % 100_000 === 77 ? ' needle-in-the-hay' : ''}`,
            files: [
              { path: `src/${word()}/${word()}.ts`, origin: 'git' as const },
              { path: `test/${word()}.test.ts`, origin: 'git' as const },
            ],
            commits: [{ sha: hashOf({ number }).slice(0, 40), subject: `Change the ${word()}`, origin: 'git' as const }],
            branch: 'main',
            ...(number % 3 === 0 ? { tokens: { input: random(50_000), output: random(9_000) }, costUsd: random(500) / 100 } : {}),
            flags: [],
            prev,
          }
        : {
            ...header,
            ref: `${uid}-1`,
            ...(type === 'amended' ? { note: `see the ${word()}` } : { reason: 'it was wrong' }),
            flags: [],
            prev,
          };
    const hash = hashOf(body);
    yield { ...body, hash };
    prev = [hash];
  }
}

/** Writes a ledger file and gives what `sessions.json` would remember of it. */
export const writeLedger = (path: string, plan: LedgerPlan) => {
  const fd = fs.openSync(path, 'w', 0o600);
  let chunk = '';
  let last: LedgerEntry | undefined;
  let completions = 0;
  try {
    for (const entry of generateEntries(plan)) {
      chunk += `${JSON.stringify(entry)}\n`;
      last = entry;
      if (entry.type === 'completed') completions++;
      if (chunk.length < 1 << 20) continue;
      fs.writeSync(fd, chunk);
      chunk = '';
    }
    fs.writeSync(fd, chunk);
  } finally {
    fs.closeSync(fd);
  }
  return {
    heads: last === undefined ? [] : [last.hash],
    count: plan.count,
    size: fs.statSync(path).size,
    completions,
    ...(last === undefined ? {} : { maxAt: last.at }),
    lagMs: 0,
  };
};
