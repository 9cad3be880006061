import { describe, expect, test } from 'vitest';
import { canonicalJson } from '../../../src/domain/ledger/canonical-json';
import { type AmendRequest, decideAmend } from '../../../src/domain/ledger/decide-amend';
import { decideRedact, type RedactRequest } from '../../../src/domain/ledger/decide-redact';
import { decideVoid } from '../../../src/domain/ledger/decide-void';
import {
  type LedgerFilter,
  looksAtContent,
  matchesCompletion,
  matchesContent,
  matchesFacts,
  pieceOf,
} from '../../../src/domain/ledger/filter';
import { foldCompletion } from '../../../src/domain/ledger/fold';
import { gapWarnings } from '../../../src/domain/ledger/gap-warnings';
import { pathPattern } from '../../../src/domain/ledger/path-pattern';
import { type FilterRequest, resolveFilter } from '../../../src/domain/ledger/resolve-filter';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import {
  attributesWithLedger,
  attributesWithoutLedger,
  ignoreWithLedger,
  ignoreWithoutLedger,
  isTrackedBy,
} from '../../../src/domain/ledger/tracking-files';
import { detailOf, itemOf } from '../../../src/domain/ledger/view';
import type { LedgerGap } from '../../../src/domain/state/state';
import { toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, sessionIdOf, type WorldParts } from '../../support/world';

const at = (hour: number): string => `2026-11-21T${String(hour).padStart(2, '0')}:00:00.000Z`;
const line = (id: string, over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  v: 1,
  id,
  type: 'completed',
  at: at(9),
  source: 'direct_session',
  task: { id: 'T002', uid: 'u2', title: 'Tokens', type: 'task', labels: ['api'] },
  flags: [],
  prev: [],
  hash: id.padEnd(64, '0'),
  ...over,
});
const done = line('u2-1', { reason: 'works', agent: 'opus', files: [{ path: 'src/a.ts', origin: 'git' }], completedAt: at(8) });
const amended = line('u2-1-a1', { type: 'amended', ref: 'u2-1', reason: 'works well', note: 'seen', at: at(10) });
const reopened = line('u2-1-reopened', { type: 'reopened', ref: 'u2-1', at: at(11) });
const again = line('u2-2', { at: at(12), reason: 'fixed' });
const tasks = [makeTask('T001', { type: 'epic' }), makeTask('T002', { uid: 'u2', parentId: 'T001' })];
const archivedTasks = [makeTask('T003', { parentId: 'T002', status: 'done' })];
const session = makeSession('aaaaaa', 'epic:T001');
const worldOf = (parts: WorldParts = {}) =>
  makeWorld({ tasks, archivedTasks, sessions: [session], ledger: [done, amended], ...parts });
const bound: WorldParts = { caller: { pointer: sessionIdOf('aaaaaa'), agent: 'sonnet', harness: 'claude' } };

describe('amend', () => {
  const amend = (over: Partial<AmendRequest>, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = decideAmend(world, { uid: 'u2', files: [], ...over });
    return [...(outcome.ok ? [JSON.stringify(outcome.result)] : []), ...toldOf(world, outcome)];
  };
  test('what is new becomes a line', () => {
    expect(amend({ reason: 'better', note: 'n', files: ['src/b.ts', 'src/a.ts', 'src/b.ts'] })).toEqual([
      '{"id":"u2-1-a2","ref":"u2-1","task":{"id":"T002","title":"Tokens"},"changed":true}',
      'ledger {v:1,id:u2-1-a2,type:amended,ref:u2-1,at:now,source:direct_session,task:{id:T002,uid:u2,title:Tokens,type:task,labels:[api]},reason:better,note:n,files:[{path:src/b.ts,origin:flag}],flags:[]}',
    ]);
    expect(
      amend(
        { reason: 'better' },
        { ...bound, caller: { ...bound.caller, conversation: { id: 'c1', from: 'harness' }, pointer: sessionIdOf('aaaaaa') } },
      ),
    ).toEqual([
      '{"id":"u2-1-a2","ref":"u2-1","task":{"id":"T002","title":"Tokens"},"changed":true}',
      'ledger {v:1,id:u2-1-a2,type:amended,ref:u2-1,at:now,source:direct_session,task:{id:T002,uid:u2,title:Tokens,type:task,labels:[api]},session:#aaaaaa,conversation:c1,agent:sonnet,harness:claude,reason:better,flags:[]}',
    ]);
    expect(amend({ note: 'more' }, { ledger: [done, amended, line('v', { type: 'voided', ref: 'u2-1-a1' })] })).toEqual([
      '{"id":"u2-1-a2","ref":"u2-1","task":{"id":"T002","title":"Tokens"},"changed":true}',
      'ledger {v:1,id:u2-1-a2,type:amended,ref:u2-1,at:now,source:direct_session,task:{id:T002,uid:u2,title:Tokens,type:task,labels:[api]},note:more,flags:[]}',
    ]);
    expect(amend({ entry: 'u2-1', note: 'more' }, { ledger: [done, again] })[0]).toEqual(
      '{"id":"u2-1-a1","ref":"u2-1","task":{"id":"T002","title":"Tokens"},"changed":true}',
    );
    expect(amend({ note: 'more' }, { ledger: [done, again] })[0]).toEqual(
      '{"id":"u2-2-a1","ref":"u2-2","task":{"id":"T002","title":"Tokens"},"changed":true}',
    );
  });
  test('what it says already is not said again', () => {
    expect(amend({ reason: 'works well', note: 'seen', files: ['src/a.ts'] })).toEqual([
      '{"ref":"u2-1","task":{"id":"T002","title":"Tokens"},"changed":false}',
      'no change',
    ]);
  });
  test('what it refuses', () => {
    expect(amend({})).toEqual(['E_USAGE: nothing to amend: give --reason, --file or --note', 'fix stint ledger amend --help']);
    expect(amend({ entry: 'u2-1' })).toEqual([
      'E_USAGE: nothing to amend: give --reason, --file or --note',
      'fix stint ledger amend --help',
    ]);
    expect(amend({ note: 'n' }, { ledger: [] })).toEqual(['E_NOT_FOUND: the ledger has no completion of this task']);
    expect(amend({ note: 'n', entry: 'u9-1' })).toEqual([
      'E_NOT_FOUND: there is no ledger entry "u9-1"',
      'details {entry:u9-1}',
      'fix stint ledger list',
    ]);
    expect(amend({ note: 'n' }, { caller: { explicit: { session: 'eeeeee', from: '--session' } } })[0]).toEqual(
      'E_SESSION_NOT_FOUND: there is no session "eeeeee"',
    );
  });
});

describe('void', () => {
  const voided = (entry: string | undefined, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = decideVoid(world, { uid: 'u2', reason: 'wrong', ...(entry === undefined ? {} : { entry }) });
    return [...(outcome.ok ? [JSON.stringify(outcome.result)] : []), ...toldOf(world, outcome)];
  };
  test('a completion or an amendment, once', () => {
    expect(voided(undefined, bound)).toEqual([
      '{"id":"u2-1-voided","ref":"u2-1","task":{"id":"T002","title":"Tokens"},"changed":true}',
      'ledger {v:1,id:u2-1-voided,type:voided,ref:u2-1,at:now,source:direct_session,task:{id:T002,uid:u2,title:Tokens,type:task,labels:[api]},session:#aaaaaa,agent:sonnet,harness:claude,reason:wrong,flags:[]}',
    ]);
    expect(voided('u2-1-a1')).toEqual([
      '{"id":"u2-1-a1-voided","ref":"u2-1-a1","task":{"id":"T002","title":"Tokens"},"changed":true}',
      'ledger {v:1,id:u2-1-a1-voided,type:voided,ref:u2-1-a1,at:now,source:direct_session,task:{id:T002,uid:u2,title:Tokens,type:task,labels:[api]},reason:wrong,flags:[]}',
    ]);
    expect(voided('u2-1-a1', { ledger: [done, amended, line('v', { type: 'voided', ref: 'u2-1-a1' })] })).toEqual([
      '{"id":"v","ref":"u2-1-a1","task":{"id":"T002","title":"Tokens"},"changed":false}',
      'no change',
    ]);
    expect(voided(undefined, { ledger: [done, line('v', { type: 'voided', ref: 'u2-1' }), again] })[0]).toEqual(
      '{"id":"u2-2-voided","ref":"u2-2","task":{"id":"T002","title":"Tokens"},"changed":true}',
    );
    expect(voided(undefined, { ledger: [done, line('v', { type: 'voided', ref: 'u2-1' })] })).toEqual([
      '{"id":"v","ref":"u2-1","task":{"id":"T002","title":"Tokens"},"changed":false}',
      'no change',
    ]);
  });
  test('what it refuses', () => {
    expect(voided('u2-1-reopened', { ledger: [done, reopened] })).toEqual([
      'E_USAGE: u2-1-reopened is a reopened line: only completions and amendments can be voided',
      'details {entry:u2-1-reopened,type:reopened}',
      'fix stint ledger show u2-1-reopened',
    ]);
    expect(voided('u9-1')[0]).toEqual('E_NOT_FOUND: there is no ledger entry "u9-1"');
    expect(voided(undefined, { caller: { explicit: { session: 'eeeeee', from: '--session' } } })[0]).toEqual(
      'E_SESSION_NOT_FOUND: there is no session "eeeeee"',
    );
  });
});

describe('redact', () => {
  const redact = (over: Partial<RedactRequest>, parts: WorldParts = {}) => {
    const world = worldOf(parts);
    const outcome = decideRedact(world, { uid: 'u2', fields: ['reason'], ...over });
    return [...(outcome.ok ? [JSON.stringify(outcome.result), JSON.stringify(outcome.change)] : toldOf(world, outcome))];
  };
  test('takes fields out of one line, and says where they may stand besides', () => {
    expect(redact({ fields: ['reason', 'files'] }, { ledger: [done] })).toEqual([
      '{"id":"u2-1","fields":["reason","files"],"changed":true,"untouched":["session.log and its rotated files (the line \\"Completed …\\")","events/*.jsonl, if the text was logged or noted as well","the task itself (title, labels, phase, notes) and notes of the session","git, backups and exports, if the file was ever kept there"]}',
      '{"redact":[{"entryId":"u2-1","hash":"u2-1000000000000000000000000000000000000000000000000000000000000","field":"reason"},{"entryId":"u2-1","hash":"u2-1000000000000000000000000000000000000000000000000000000000000","field":"files"}]}',
    ]);
    expect(redact({ entry: 'u2-1-a1', fields: ['note'] })).toEqual([
      '{"id":"u2-1-a1","fields":["note"],"changed":true,"untouched":["other ledger lines about the same task: stint ledger show","events/*.jsonl, if the text was logged or noted as well","the task itself (title, labels, phase, notes) and notes of the session","git, backups and exports, if the file was ever kept there"]}',
      '{"redact":[{"entryId":"u2-1-a1","hash":"u2-1-a1000000000000000000000000000000000000000000000000000000000","field":"note"}]}',
    ]);
    expect(redact({}, { ledger: [line('u2-1', { redacted: { reason: 'x' } })] })).toEqual([
      '{"id":"u2-1","fields":[],"changed":false,"untouched":["session.log and its rotated files (the line \\"Completed …\\")","events/*.jsonl, if the text was logged or noted as well","the task itself (title, labels, phase, notes) and notes of the session","git, backups and exports, if the file was ever kept there"]}',
      'null',
    ]);
  });
  test('what it refuses', () => {
    expect(redact({ fields: ['reason', 'branch', 'tokens'] })).toEqual([
      'E_NOT_FOUND: u2-1 has no branch and no tokens',
      'details {entry:u2-1,fields:[branch,tokens]}',
      'fix stint ledger show u2-1',
    ]);
    expect(redact({ entry: 'u9-1' })[0]).toEqual('E_NOT_FOUND: there is no ledger entry "u9-1"');
  });
});

describe('a completion as it is shown', () => {
  const full = line('u2-1', {
    source: 'hook',
    task: { ...done.task, epicId: 'T001', phase: 'core' },
    agent: 'opus',
    session: 's1',
    reason: 'works',
    durationMs: 5,
    tokens: { total: 7 },
    costUsd: 0.5,
    costSource: 'harness',
    files: [{ path: 'a', origin: 'flag' }],
    commits: [{ sha: 'abc', subject: 'Fix', origin: 'git' }],
  });
  const marks = [
    line('u2-1-a2', {
      type: 'amended',
      ref: 'u2-1',
      at: at(11),
      source: 'reconcile',
      agent: 'x',
      session: 's2',
      reason: 'r2',
      note: 'n2',
      files: [
        { path: 'a', origin: 'flag' },
        { path: 'b', origin: 'flag' },
      ],
      costUsd: null,
    }),
    line('u2-1-a1', { type: 'amended', ref: 'u2-1', at: at(10), note: 'n1' }),
    line('v', { type: 'voided', ref: 'u2-1-a1', at: at(12) }),
  ];
  test('in a list', () => {
    expect(itemOf(foldCompletion(done, []))).toStrictEqual({
      id: 'u2-1',
      at: '2026-11-21T08:00:00.000Z',
      task: { id: 'T002', title: 'Tokens' },
      agent: 'opus',
      reason: 'works',
      files: 1,
      commits: 0,
    });
    expect(itemOf(foldCompletion(full, marks))).toStrictEqual({
      id: 'u2-1',
      at: '2026-11-21T09:00:00.000Z',
      task: { id: 'T002', title: 'Tokens' },
      epic: 'T001',
      phase: 'core',
      agent: 'opus',
      session: 's1',
      source: 'hook',
      reason: 'r2',
      durationMs: 5,
      files: 2,
      commits: 1,
      amended: 1,
    });
    expect(itemOf(foldCompletion(full, [...marks, line('w', { type: 'voided', ref: 'u2-1' })])).state).toBe('voided');
  });
  test('by itself', () => {
    expect(detailOf(foldCompletion(done, []))).toStrictEqual({
      id: 'u2-1',
      state: 'stands',
      reason: 'works',
      files: [{ path: 'src/a.ts', origin: 'git' }],
      commits: [],
      entry: {
        v: 1,
        id: 'u2-1',
        type: 'completed',
        at: '2026-11-21T09:00:00.000Z',
        source: 'direct_session',
        task: { id: 'T002', uid: 'u2', title: 'Tokens', type: 'task', labels: ['api'] },
        flags: [],
        prev: [],
        hash: 'u2-1000000000000000000000000000000000000000000000000000000000000',
        reason: 'works',
        agent: 'opus',
        files: [{ path: 'src/a.ts', origin: 'git' }],
        completedAt: '2026-11-21T08:00:00.000Z',
      },
    });
    expect(detailOf(foldCompletion(full, marks))).toStrictEqual({
      id: 'u2-1',
      state: 'stands',
      reason: 'r2',
      files: [
        { path: 'a', origin: 'flag' },
        { path: 'b', origin: 'flag' },
      ],
      commits: [{ sha: 'abc', subject: 'Fix', origin: 'git' }],
      tokens: { total: 7 },
      costUsd: null,
      notes: [{ at: '2026-11-21T11:00:00.000Z', text: 'n2', entry: 'u2-1-a2' }],
      marks: [
        { id: 'u2-1-a1', type: 'amended', at: '2026-11-21T10:00:00.000Z', note: 'n1', dropped: true },
        {
          id: 'u2-1-a2',
          type: 'amended',
          at: '2026-11-21T11:00:00.000Z',
          source: 'reconcile',
          agent: 'x',
          session: 's2',
          reason: 'r2',
          note: 'n2',
          files: ['a', 'b'],
        },
      ],
      entry: {
        v: 1,
        id: 'u2-1',
        type: 'completed',
        at: '2026-11-21T09:00:00.000Z',
        source: 'hook',
        task: { id: 'T002', uid: 'u2', title: 'Tokens', type: 'task', labels: ['api'], epicId: 'T001', phase: 'core' },
        flags: [],
        prev: [],
        hash: 'u2-1000000000000000000000000000000000000000000000000000000000000',
        agent: 'opus',
        session: 's1',
        reason: 'works',
        durationMs: 5,
        tokens: { total: 7 },
        costUsd: 0.5,
        costSource: 'harness',
        files: [{ path: 'a', origin: 'flag' }],
        commits: [{ sha: 'abc', subject: 'Fix', origin: 'git' }],
      },
    });
    const { marks: shown } = detailOf(
      foldCompletion(done, [
        line('u2-1-reopened', { type: 'reopened', ref: 'u2-1', at: at(13) }),
        line('w', { type: 'voided', ref: 'u2-1', at: at(12) }),
      ]),
    );
    expect(shown?.map(({ id }) => id)).toEqual(['w', 'u2-1-reopened']);
  });
  test('amendments count in the order of their times; those of one time in the order of the file', () => {
    const one = line('b', { type: 'amended', ref: 'u2-1', at: at(10), reason: 'first' });
    const two = line('a', { type: 'amended', ref: 'u2-1', at: at(10), reason: 'second' });
    const late = line('c', { type: 'amended', ref: 'u2-1', at: at(12), reason: 'third', durationMs: 9 });
    expect(foldCompletion(done, [one, two]).reason).toBe('second');
    expect(foldCompletion(done, [late, one, two])).toMatchObject({ reason: 'third', durationMs: 9 });
    expect(foldCompletion(done, [late, line('v', { type: 'voided', ref: 'c' })])).toMatchObject({
      reason: 'works',
      dropped: [late],
    });
    expect(foldCompletion(done, [line('d', { type: 'voided' })]).state).toBe('stands');
  });
});

describe('a filter', () => {
  const entry = line('u2-1', {
    task: { ...done.task, parentId: 'T001', epicId: 'T000', phase: 'core', labels: ['api', 'web'] },
    session: 's1',
    agent: 'opus',
    source: 'hook',
    completedAt: at(8),
    reason: 'Works',
    note: 'Noted',
    branch: 'topic',
    files: [{ path: 'src/a.ts', origin: 'git' }],
    commits: [{ sha: 'abc123', subject: 'Fix it', origin: 'git' }],
  });
  const ms = Date.parse(at(8));
  test.each<[LedgerFilter, boolean]>([
    [{}, true],
    [{ taskUid: 'u2' }, true],
    [{ taskUid: 'u3' }, false],
    [{ session: 's1' }, true],
    [{ session: 's2' }, false],
    [{ agent: 'opus' }, true],
    [{ agent: 'x' }, false],
    [{ phase: 'core' }, true],
    [{ phase: 'x' }, false],
    [{ source: 'hook' }, true],
    [{ source: 'import' }, false],
    [{ labels: ['api'] }, true],
    [{ labels: ['web', 'api'] }, true],
    [{ labels: ['web', 'x'] }, false],
    [{ within: { root: 'x', ids: new Set(['T002']) } }, true],
    [{ within: { root: 'x', ids: new Set(['T001']) } }, true],
    [{ within: { root: 'x', ids: new Set(['T000']) } }, true],
    [{ within: { root: 'x', ids: new Set(['T003']) } }, false],
    [{ sinceMs: ms }, true],
    [{ sinceMs: ms + 1 }, false],
    [{ untilMs: ms + 1 }, true],
    [{ untilMs: ms }, false],
    [{ sinceMs: ms - 1, untilMs: ms + 1 }, true],
    [{ sinceMs: ms + 1, untilMs: ms + 2 }, false],
  ])('%j', (filter, matches) => {
    expect(matchesFacts(filter, entry)).toBe(matches);
    expect(matchesCompletion(filter, foldCompletion(entry, []))).toBe(matches);
  });
  test.each<[string, boolean]>([
    ['u2-1', true],
    ['t002', true],
    ['TOKENS', true],
    ['web', true],
    ['works', true],
    ['noted', true],
    ['Topic', true],
    ['opus', true],
    ['src/A', true],
    ['abc1', true],
    ['fix IT', true],
    ['u9', false],
    ['s1', false],
  ])('the words %s', (text, matches) => expect(matchesContent({ text }, [entry])).toBe(matches));
  test('what was recorded later counts as well', () => {
    const later = foldCompletion(done, [amended, reopened, line('w', { type: 'voided', ref: 'u2-1', reason: 'Mistake' })]);
    expect(['seen', 'mistake', 'reopened', 'nothing'].map((text) => matchesCompletion({ text }, later))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(matchesCompletion({ file: pathPattern('src') }, later)).toBe(true);
    expect(matchesContent({ file: pathPattern('lib') }, [done])).toBe(false);
    expect(matchesContent({ file: pathPattern('src') }, [line('x')])).toBe(false);
    expect([{}, { text: 'x' }, { file: pathPattern('x') }, { agent: 'x' }].map(looksAtContent)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
  test('the piece that every line holds', () => {
    const pieces: LedgerFilter[] = [
      {},
      { text: 'a "b"' },
      { text: 'Größe!' },
      { text: 'ü' },
      { taskUid: 'u2' },
      { file: pathPattern('src/*.ts') },
      { session: 's1', agent: 'x' },
      { labels: ['api', 'b'], agent: 'x' },
      { agent: 'x', phase: 'p' },
      { phase: 'p', source: 'hook' },
      { source: 'hook' },
      { labels: [] },
    ];
    expect(pieces.map(pieceOf)).toEqual([
      undefined,
      { piece: 'a \\"b\\"', ignoreCase: true },
      { piece: 'Gr', ignoreCase: true },
      undefined,
      { piece: '"u2"', ignoreCase: false },
      { piece: 'src/', ignoreCase: false },
      { piece: '"s1"', ignoreCase: false },
      { piece: '"api"', ignoreCase: false },
      { piece: '"x"', ignoreCase: false },
      { piece: '"p"', ignoreCase: false },
      { piece: '"hook"', ignoreCase: false },
      undefined,
    ]);
  });
});

describe('path patterns', () => {
  const matching = (pattern: string, paths: string[]) => paths.filter((path) => pathPattern(pattern).matches(path));
  const paths = ['src', 'src/a.ts', 'src/b/c.ts', 'srcs/a.ts', 'lib/src/a.ts', 'a.ts', 'axts'];
  test('a path, a folder, wildcards', () => {
    expect(
      ['src', './src/', 'src/a.ts', '*.ts', '**/*.ts', 'src/**', 'src/?.ts', '**/a.ts', 'src/*/c.ts', '*'].map((pattern) =>
        matching(pattern, paths),
      ),
    ).toEqual([
      ['src', 'src/a.ts', 'src/b/c.ts'],
      ['src', 'src/a.ts', 'src/b/c.ts'],
      ['src/a.ts'],
      ['a.ts'],
      ['src/a.ts', 'src/b/c.ts', 'srcs/a.ts', 'lib/src/a.ts', 'a.ts'],
      ['src/a.ts', 'src/b/c.ts'],
      ['src/a.ts'],
      ['src/a.ts', 'srcs/a.ts', 'lib/src/a.ts', 'a.ts'],
      ['src/b/c.ts'],
      ['src', 'a.ts', 'axts'],
    ]);
    expect(['./src//', 'src/*.ts', '**', 'a?bcd*e'].map((pattern) => pathPattern(pattern).piece)).toEqual([
      'src',
      'src/',
      '',
      'bcd',
    ]);
    expect(matching('a+b(c)[d]{e}^$|.ts*', ['a+b(c)[d]{e}^$|.ts', 'aab(c)[d]{e}^$|.ts', 'a+b(c)[d]{e}^$|xts'])).toEqual([
      'a+b(c)[d]{e}^$|.ts',
    ]);
  });
});

describe('resolving a question', () => {
  const resolve = (request: FilterRequest) => {
    const world = worldOf();
    const outcome = resolveFilter(world, request);
    if (!outcome.ok) return toldOf(world, outcome);
    const { file, within, ...rest } = outcome.result;
    return [
      JSON.stringify(rest),
      ...(file === undefined ? [] : [file.piece]),
      ...(within === undefined ? [] : [`${within.root}: ${[...within.ids].join(' ')}`]),
    ];
  };
  test('tasks, sessions and times that the words mean', () => {
    expect(resolve({})).toEqual(['{}']);
    expect(resolve({ text: '', labels: [] })).toEqual(['{}']);
    expect(resolve({ text: 'x', agent: 'opus', phase: 'core', source: 'hook', labels: ['a'], file: 'src' })).toEqual([
      '{"text":"x","agent":"opus","phase":"core","source":"hook","labels":["a"]}',
      'src',
    ]);
    expect(resolve({ task: 't2', session: 'aaaaaa' })).toEqual(['{"taskUid":"u2","session":"session_20261121_100000_aaaaaa"}']);
    expect(resolve({ epic: 'T001' })).toEqual(['{}', 'T001: T001 T002 T003']);
    expect(resolve({ epic: 'T003' })).toEqual(['{}', 'T003: T003']);
    expect(resolve({ since: '1d', until: '2026-11-21T11:00:00.000Z' })).toEqual([
      '{"sinceMs":1795176000000,"untilMs":1795258800000}',
    ]);
  });
  test('unknown ones are refused', () => {
    expect(resolve({ task: 'T999' })[0]).toEqual('E_TASK_NOT_FOUND: there is no task "T999"');
    expect(resolve({ epic: 'T999' })[0]).toEqual('E_TASK_NOT_FOUND: there is no task "T999"');
    expect(resolve({ session: 'eeeeee' })[0]).toEqual('E_SESSION_NOT_FOUND: there is no session "eeeeee"');
    expect(resolve({ since: 'soon' })).toEqual([
      'E_USAGE: --since takes 2w, 3d, today, yesterday, 2026-03-04, 2026-03-04T15:00 or an ISO instant, not "soon"',
      'details {option:--since,given:soon}',
      'fix stint ledger search --since 2w',
    ]);
    expect(resolve({ until: '999999999d' })).toEqual([
      'E_USAGE: --until takes 2w, 3d, today, yesterday, 2026-03-04, 2026-03-04T15:00 or an ISO instant, not "999999999d"',
      'details {option:--until,given:999999999d}',
      'fix stint ledger search --until 2w',
    ]);
  });
});

describe('the ledger in git', () => {
  test('the lines of its own are added and taken out; those of the user stay', () => {
    expect([
      ignoreWithLedger(''),
      ignoreWithLedger('*\n'),
      ignoreWithLedger('*\n !ledger.jsonl \nmine'),
      ignoreWithoutLedger('*\n!.gitattributes\n!ledger.jsonl\nmine\n'),
      ignoreWithoutLedger('!ledger.jsonl\n'),
    ]).toEqual([
      '!.gitattributes\n!ledger.jsonl\n',
      '*\n!.gitattributes\n!ledger.jsonl\n',
      '*\n !ledger.jsonl \nmine\n!.gitattributes\n',
      '*\nmine\n',
      '',
    ]);
    expect([
      attributesWithLedger(''),
      attributesWithLedger('*.md text'),
      attributesWithLedger('/ledger.jsonl  -text merge=stint-ledger\n'),
    ]).toEqual([
      'ledger.jsonl merge=stint-ledger -text\n',
      '*.md text\nledger.jsonl merge=stint-ledger -text\n',
      '/ledger.jsonl  -text merge=stint-ledger\n',
    ]);
    expect([
      attributesWithoutLedger('ledger.jsonl merge=stint-ledger -text\n'),
      attributesWithoutLedger('*.md text\nledger.jsonl merge=stint-ledger\n'),
      attributesWithoutLedger('*.md text\n'),
    ]).toEqual([undefined, '*.md text\n', '*.md text\n']);
  });
  test.each<[string, boolean]>([
    ['ledger.jsonl merge=stint-ledger', true],
    ['  /ledger.jsonl\tmerge=stint-ledger -text', true],
    ['# x\nledger.jsonl text merge=stint-ledger', true],
    ['ledger.jsonl merge=stint-ledgers', false],
    ['my-ledger.jsonl merge=stint-ledger', false],
    ['ledger.jsonl xmerge=stint-ledger', false],
    ['ledger.jsonl', false],
    ['ledger_jsonl merge=stint-ledger', false],
    ['', false],
  ])('%j', (text, tracked) => expect(isTrackedBy(text)).toBe(tracked));
});

describe('what the ledger misses', () => {
  const told = (gap: Partial<LedgerGap>) => {
    const { state } = worldOf();
    return gapWarnings({ ...state, ledger: { ...state.ledger, gap: { lost: [], missed: [], elsewhere: [], ...gap } } }).map(
      ({ code, message }) => `${code}: ${message}`,
    );
  };
  test('is told where it was lost', () => {
    expect(gapWarnings(worldOf().state)).toEqual([]);
    expect(told({})).toEqual([]);
    expect(told({ missed: ['a'.repeat(64)] })).toEqual([]);
    expect(told({ lost: ['b'.repeat(64)] })).toEqual([
      'W_LEDGER_SHORT: the ledger no longer holds what was written to it (newest entry bbbbbbbbbbbb): the file was cut, replaced or removed. `stint ledger verify` says more; put the file back, from git or a backup, and the entries join again',
    ]);
    expect(told({ lost: ['b'.repeat(64), 'c'.repeat(64)], branch: 'topic' })).toEqual([
      'W_LEDGER_SHORT: the ledger no longer holds what was written to it on branch topic (newest entry bbbbbbbbbbbb, cccccccccccc): git took them away (reset, stash, checkout of the file), or the file was cut. `stint ledger verify` says more; put the file back, from git or a backup, and the entries join again',
    ]);
    expect(told({ elsewhere: [{ branch: 'x', heads: ['d'.repeat(64)] }] })).toEqual([]);
  });
});

describe('canonicalJson', () => {
  test.each<[unknown, string]>([
    [{ b: 1, a: [true, null, 'x'] }, '{"a":[true,null,"x"],"b":1}'],
    [{ a: undefined, c: { z: 1, y: 2 } }, '{"c":{"y":2,"z":1}}'],
    [[undefined, 1.5, 1e21], '[null,1.5,1e+21]'],
    ['Ü"\u2028', '"Ü\\"\u2028"'],
    [{ '\ud83d\ude00': 1, '\uff00': 2, é: 3, Z: 4, a: 5, aa: 6 }, '{"Z":4,"a":5,"aa":6,"é":3,"\ud83d\ude00":1,"\uff00":2}'],
    [null, 'null'],
    [{}, '{}'],
    [[], '[]'],
  ])('%j', (value, text) => expect(canonicalJson(value)).toBe(text));
  test('a value that JSON cannot hold is an error', () => {
    expect(() => canonicalJson(() => 1)).toThrow(new TypeError('a function cannot be written as JSON'));
    expect(() => canonicalJson({ a: Symbol('x') })).toThrow(TypeError);
  });
});
