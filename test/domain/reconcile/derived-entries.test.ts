import { describe, expect, test } from 'vitest';
import { foldCompletion } from '../../../src/domain/ledger/fold';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { amendWith, recordClosed, renew } from '../../../src/domain/reconcile/derived-entries';
import type { Found } from '../../../src/domain/reconcile/entry-news';
import type { Stretch } from '../../../src/domain/reconcile/gathered';
import { noUsage } from '../../../src/domain/reconcile/totals';
import type { Session } from '../../../src/domain/session/schema';
import { startDraft } from '../../../src/domain/state/draft';
import type { Task } from '../../../src/domain/task/schema';
import { noTokens } from '../../../src/domain/usage/usage';
import { toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, type WorldParts } from '../../support/world';

const at = '2026-11-21T11:00:00.000Z';
const spoken = makeSession('aaaaaa', 'task:T001', { agent: 'opus', harness: 'claude', git: { worktree: '/w', branch: 'topic' } });
const silent = makeSession('bbbbbb', 'task:T001');
const done = makeTask('T001', { status: 'done', phase: 'core', startedAt: '2026-11-21T09:00:00.000Z', completedAt: at });
const about = 'task:{id:T001,uid:uid-T001,title:Title of T001,type:task,phase:core,labels:[]}';
const found = (over: Partial<Found> = {}): Found => ({ files: [], commits: [], events: 0, usage: noUsage, ...over }) as Found;
const stretch = (from: string): Stretch => ({ fromMs: Date.parse(from) }) as Stretch;
const entry = (over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  v: 1,
  id: 'uid-T001-1',
  type: 'completed',
  at,
  source: 'reconcile',
  task: { id: 'T001', uid: 'uid-T001', title: 'Title of T001', type: 'task', phase: 'core', labels: [] },
  flags: [],
  prev: [],
  hash: '0'.repeat(64),
  ...over,
});

/** What a deed leaves in the records, and the id that it gives. */
const left = (
  { session, task = done, ...parts }: WorldParts & { session?: Session | undefined; task?: Task },
  deed: (place: {
    world: ReturnType<typeof makeWorld>;
    draft: ReturnType<typeof startDraft>;
    session: Session | undefined;
    task: Task;
  }) => string,
): string[] => {
  const world = makeWorld({ tasks: [done], ...parts });
  const draft = startDraft(world);
  const id = deed({ world, draft, session, task });
  return [id, ...toldOf(world, { ok: true, result: null, change: draft.change(), warnings: [] })];
};

describe('an amendment that is derived', () => {
  const amend = (session: Session | undefined, marks: readonly LedgerEntry[]) =>
    left({ session }, (place) => amendWith(place, foldCompletion(entry(), marks), { costUsd: 2 }, 7));
  const line = (id: string, who: string) =>
    `ledger {v:1,id:${id},type:amended,ref:uid-T001-1,at:now,source:reconcile,${about},${who}costUsd:2,events:7,flags:[]}`;

  test('names who spoke for the session, as far as that is known', () => {
    expect(amend(spoken, [])).toEqual(['uid-T001-1-a1', line('uid-T001-1-a1', 'session:#aaaaaa,agent:opus,harness:claude,')]);
    expect(amend(silent, [])).toEqual(['uid-T001-1-a1', line('uid-T001-1-a1', 'session:#bbbbbb,')]);
    expect(amend(undefined, [])).toEqual(['uid-T001-1-a1', line('uid-T001-1-a1', '')]);
  });

  test('counts on from those that stand and those that were voided', () => {
    const amended = (n: number) => entry({ id: `uid-T001-1-a${n}`, type: 'amended', ref: 'uid-T001-1' });
    const voided = entry({ id: 'v', type: 'voided', ref: 'uid-T001-1-a2' });
    expect(amend(undefined, [amended(1), amended(2), amended(3), voided])[0]).toBe('uid-T001-1-a4');
  });
});

describe('the missing entry of a finished task', () => {
  const closed = (
    session: Session | undefined,
    stretches: readonly Stretch[],
    facts: Found,
    task: Task = done,
    parts: WorldParts = {},
  ) => left({ session, task, ...parts }, (place) => recordClosed(place, stretches, facts, at));

  test('tells what was found, from the first stretch on', () => {
    const usage = {
      responses: 2,
      tokens: { ...noTokens, input: 3, output: 4 },
      byModel: [],
      costUsd: 0.5,
      costSource: 'harness',
    };
    const files = [{ path: 'a.ts', origin: 'hook' as const, shared: true }];
    const commits = [{ sha: 'abc', subject: 'Add', origin: 'hook' as const }];
    const stretches = [stretch('2026-11-21T10:30:00.000Z'), stretch('2026-11-21T08:00:00.000Z')];
    expect(closed(spoken, stretches, found({ files, commits, events: 9, usage } as Partial<Found>))).toEqual([
      'uid-T001-1',
      'task T001: updatedAt=now entryId=uid-T001-1 completions=1',
      `ledger {v:1,id:uid-T001-1,type:completed,at:now,source:reconcile,${about},session:#aaaaaa,agent:opus,harness:claude,startedAt:2026-11-21T10:30:00.000Z,completedAt:${at},durationMs:1800000,branch:topic,files:[{path:a.ts,origin:hook,shared:true}],commits:[{sha:abc,subject:Add,origin:hook}],tokens:{input:3,output:4,cacheWrite5m:0,cacheWrite1h:0,cacheRead:0,reasoning:0,total:7},costUsd:0.5,costSource:harness,events:9,flags:[shared-checkout]}`,
    ]);
  });

  test('has the times of the task where there is no stretch, and none where it has none', () => {
    const line = (times: string) =>
      `ledger {v:1,id:uid-T001-1,type:completed,at:now,source:reconcile,${about},${times},files:[],commits:[],events:0,flags:[]}`;
    expect(closed(undefined, [], found()).at(-1)).toBe(
      line(`startedAt:2026-11-21T09:00:00.000Z,completedAt:${at},durationMs:7200000`),
    );
    const { startedAt: _startedAt, ...timeless } = done;
    expect(closed(undefined, [], found(), timeless).at(-1)).toBe(line(`completedAt:${at}`));
    expect(closed(undefined, [stretch('2026-11-21T11:30:00.000Z')], found()).at(-1)).toBe(
      line(`startedAt:2026-11-21T11:30:00.000Z,completedAt:${at},durationMs:0`),
    );
  });

  test('of a task that was finished before, or is archived, counts its completions', () => {
    expect(closed(undefined, [], found(), { ...done, completions: 3 })[0]).toBe('uid-T001-3');
    const archived = { ...done, archivedAt: at };
    expect(closed(undefined, [], found(), archived, { tasks: [], archivedTasks: [archived] })[1]).toMatch(
      /^new archived task \{.*entryId:uid-T001-1,completions:1\}$/,
    );
  });
});

describe('a completion that is derived anew', () => {
  const renewed = (
    over: Partial<LedgerEntry>,
    marks: readonly LedgerEntry[],
    facts: Found,
    task: Task = { ...done, completions: 1, entryId: 'uid-T001-1' },
  ) => left({ session: silent, task }, (place) => renew(place, foldCompletion(entry(over), marks), facts));
  const voided = `ledger {v:1,id:uid-T001-1-voided,type:voided,ref:uid-T001-1,at:now,source:reconcile,${about},session:#bbbbbb,reason:derived anew by stint reconcile --force,flags:[]}`;

  test('keeps what people said of it, and takes the rest from what was found', () => {
    const file = (path: string, origin: 'flag' | 'hook') => ({ path, origin });
    const commit = (sha: string, origin: 'flag' | 'hook') => ({ sha, subject: sha, origin });
    const told = {
      reason: 'works',
      note: 'one',
      startedAt: '2026-11-21T10:00:00.000Z',
      completedAt: at,
      durationMs: 5,
      branch: 'old',
      conversation: 'c1',
      files: [file('by-hand.ts', 'flag'), file('found-then.ts', 'hook')],
      commits: [commit('aaa', 'hook'), commit('bbb', 'flag')],
    } as Partial<LedgerEntry>;
    const note = entry({ id: 'uid-T001-1-a1', type: 'amended', ref: 'uid-T001-1', note: 'two' });
    const facts = found({
      files: [file('by-hand.ts', 'hook'), file('found-now.ts', 'hook')],
      commits: [commit('bbb', 'hook'), commit('ccc', 'hook')],
      events: 4,
    } as Partial<Found>);
    expect(renewed(told, [note], facts)).toEqual([
      'uid-T001-2',
      'task T001: updatedAt=now completions=2 entryId=uid-T001-2',
      voided,
      `ledger {v:1,id:uid-T001-2,type:completed,at:now,source:reconcile,${about},session:#bbbbbb,startedAt:2026-11-21T10:00:00.000Z,completedAt:${at},durationMs:5,reason:works,branch:old,conversation:c1,note:"one\\ntwo",files:[{path:by-hand.ts,origin:flag},{path:found-now.ts,origin:hook}],commits:[{sha:bbb,subject:bbb,origin:flag},{sha:ccc,subject:ccc,origin:hook}],events:4,flags:[]}`,
    ]);
  });

  test('says no more than is known, and is not the last one of a task that was finished again', () => {
    const later = { ...done, completions: 2, entryId: 'uid-T001-2' };
    expect(renewed({ completedAt: at }, [], found(), later)).toEqual([
      'uid-T001-3',
      'task T001: completions=3 entryId=uid-T001-2',
      voided,
      `ledger {v:1,id:uid-T001-3,type:completed,at:now,source:reconcile,${about},session:#bbbbbb,completedAt:${at},files:[],commits:[],events:0,flags:[]}`,
    ]);
  });
});
