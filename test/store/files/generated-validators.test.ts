import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ZodType } from 'zod';
import { configFileSchema } from '../../../src/domain/config/schema';
import { eventSchema } from '../../../src/domain/event/schema';
import { ledgerEntrySchema } from '../../../src/domain/ledger/schema';
import { sessionSchema, sessionsFileSchema } from '../../../src/domain/session/schema';
import { taskSchema, todoFileSchema } from '../../../src/domain/task/schema';
import * as generated from '../../../src/generated/validators';
import { at, entry, session, task } from './fixtures';

const work = { by: 'me', at, head: 'abc' };
const fullTask = task('T1', { notes: [{ at, text: 'x' }], work, description: 'd', completions: 1, labels: ['a'], startedAt: at });
const fullSession = session('aaaaaa', {
  held: [{ taskId: 'T1', at }],
  notes: [{ at, text: 'n' }],
  focusHistory: [{ taskId: 'T1', at, action: 'focused' }],
  git: { worktree: '/w' },
  process: { pid: 1, startTime: 's', bootId: 'b', pidNamespace: 'p', host: 'h' },
});
const fullEntry = {
  ...entry('e', ['x'], 'a'),
  files: [{ path: 'p', origin: 'git' }],
  costUsd: null,
  tokens: { in: 1 },
  durationMs: 3,
};

const cases: readonly (readonly [string, (value: unknown) => boolean, ZodType, unknown])[] = [
  [
    'todoFile',
    generated.validateTodoFile,
    todoFileSchema,
    { version: 1, _meta: { lastTaskNumber: 1, activeSession: null }, tasks: [fullTask] },
  ],
  [
    'sessionsFile',
    generated.validateSessionsFile,
    sessionsFileSchema,
    { version: 1, _meta: { ledger: { heads: ['a'], count: 1, size: 1 } }, sessions: [fullSession] },
  ],
  [
    'configFile',
    generated.validateConfigFile,
    configFileSchema,
    {
      version: 1,
      multiSession: { enabled: true, maxConcurrentSessions: 3 },
      project: { phases: ['a'] },
      task: { prefix: 'T' },
      session: { staleAfter: '45m' },
      log: { maxSizeBytes: null },
      worktrees: 'own',
    },
  ],
  ['task', generated.validateTask, taskSchema, fullTask],
  ['session', generated.validateSession, sessionSchema, fullSession],
  ['ledgerEntry', generated.validateLedgerEntry, ledgerEntrySchema, fullEntry],
  ['event', generated.validateEvent, eventSchema, { id: 'i', at, type: 'log', synthetic: true, data: { a: 1 } }],
];

type Place = { readonly owner: Record<string, unknown>; readonly key: string };

const placesIn = (value: unknown): Place[] => {
  if (typeof value !== 'object' || value === null) return [];
  const owner = value as Record<string, unknown>;
  return Object.keys(owner).flatMap((key) => [{ owner, key }, ...placesIn(owner[key])]);
};

const values = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    1.5,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    [],
    {},
    [[]],
    'T1',
    at,
    '2026-03-04T05:06:07+02:00',
    '2026-03-04',
    'active',
    '45m',
    'x\n',
    'é',
    '\ud800',
    `${at}\n`,
  ),
);

/** zod passes over a `__proto__` entry of a record; the generated code looks at it. The stricter one decides. */
const hasProtoKey = (value: unknown): boolean => placesIn(value).some(({ key }) => key === '__proto__');

test.each(cases)('%s: the generated validator and zod agree', (_name, validate, schema, valid) => {
  expect(validate(valid)).toBe(true);
  expect(schema.safeParse(valid).success).toBe(true);
  const mutated = fc
    .tuple(fc.nat(), fc.constantFrom('replace', 'remove', 'add'), fc.string(), values)
    .map(([pick, how, name, value]) => {
      const copy = structuredClone(valid);
      const places = placesIn(copy);
      const place = places[pick % places.length];
      if (place === undefined || name === '__proto__') return copy;
      if (how === 'replace') place.owner[place.key] = value;
      else if (how === 'remove' && !Array.isArray(place.owner)) delete place.owner[place.key];
      else if (how === 'add' && !Array.isArray(place.owner)) place.owner[name] = value;
      return copy;
    });
  fc.assert(
    fc.property(fc.oneof({ weight: 6, arbitrary: mutated }, { weight: 1, arbitrary: values }), (value) => {
      fc.pre(!hasProtoKey(value));
      expect(validate(value)).toBe(schema.safeParse(value).success);
    }),
    { numRuns: 3_000 },
  );
});
