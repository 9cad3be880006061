import { describe, expect, test } from 'vitest';
import { completionsOf } from '../../../src/domain/ledger/choose-entry';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import { decideReconcile, noteUsages, type ReconcileChoices, withAttached } from '../../../src/domain/reconcile/decide-reconcile';
import type { ConversationUsage, Gathered, SessionWork, Stretch } from '../../../src/domain/reconcile/gathered';
import { noUsage } from '../../../src/domain/reconcile/totals';
import type { Session } from '../../../src/domain/session/schema';
import type { UsageTotals } from '../../../src/domain/usage/transcript';
import { noTokens } from '../../../src/domain/usage/usage';
import { toldOf } from '../../support/told';
import { makeSession, makeTask, makeWorld, type WorldParts } from '../../support/world';

const end = '2026-11-21T11:00:00.000Z';
const endMs = Date.parse(end);
const used = (output: number, over: Partial<UsageTotals> = {}): UsageTotals => ({
  responses: 1,
  tokens: { ...noTokens, output },
  byModel: [],
  costUsd: output / 100,
  costSource: 'harness',
  ...over,
});
const session = makeSession('aaaaaa', 'epic:T001', {
  agent: 'opus',
  harness: 'claude',
  status: 'ended',
  endedAt: end,
  git: { worktree: '/repo', branch: 'topic' },
});
const open = makeTask('T001', { title: 'One', startedAt: '2026-11-21T09:00:00.000Z' });
const closed = makeTask('T001', { title: 'One', status: 'done', completedAt: end, parentId: 'T000', phase: 'core' });
const entry = (over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  v: 1,
  id: 'uid-T001-1',
  type: 'completed',
  at: end,
  source: 'direct_session',
  task: { id: 'T001', uid: 'uid-T001', title: 'One', type: 'task', labels: [] },
  session: session.id,
  completedAt: end,
  files: [],
  commits: [],
  flags: [],
  prev: [],
  hash: 'a'.repeat(64),
  ...over,
});
const stretch = (over: Partial<Stretch> = {}): Stretch => ({
  session: session.id,
  task: 'T001',
  fromMs: endMs - 60_000,
  toMs: endMs,
  pile: { files: [], commits: [], events: 3 },
  usage: noUsage,
  isWhole: true,
  ...over,
});
const pile = (files: readonly string[], commits: readonly string[] = [], shared = false) => ({
  files: files.map((path) => ({ path, origin: 'hook' as const })),
  commits: commits.map((sha) => ({ sha, subject: sha, origin: 'hook' as const, ...(shared ? { shared } : {}) })),
  events: 3,
});
type Setting = {
  lines?: readonly LedgerEntry[];
  works?: readonly SessionWork[];
  stretches?: readonly Stretch[];
  conversations?: readonly ConversationUsage[];
  over?: Partial<Gathered>;
  parts?: WorldParts;
  choices?: Partial<ReconcileChoices>;
  finished?: SessionWork['timeline']['finished'];
};
const decide = ({
  lines = [],
  stretches = [stretch()],
  conversations = [],
  over = {},
  parts = {},
  choices = {},
  finished = [{ task: 'T001', atMs: endMs }],
  works,
}: Setting) => {
  const world = makeWorld({ tasks: [closed], sessions: [session], ledger: lines, ...parts });
  const gathered: Gathered = {
    heads: world.state.ledger.heads,
    works: works ?? [{ timeline: { session: session.id, windows: [], spoken: [], finished }, conversations, stretches }],
    asked: new Set([session.id]),
    completions: new Map([['T001', completionsOf(lines)]]),
    commitsOf: new Map(),
    unbound: [],
    outside: noUsage,
    transcripts: { read: 1, missing: 2 },
    ...over,
  };
  const outcome = decideReconcile(world, gathered, { force: false, ...choices });
  if (!outcome.ok || outcome.result.kind === 'stale') return ['stale'];
  const { tasks, unchanged, sessions, total, outside, unbound, changed, transcripts } = outcome.result.answer;
  return [
    JSON.stringify({ changed, tasks, unchanged, sessions }),
    JSON.stringify({ total, outside, unbound, transcripts }),
    ...toldOf(world, outcome),
  ];
};

describe('what reconciling answers and writes', () => {
  test('a task that was finished without an entry gets one', () => {
    expect(decide({ stretches: [stretch({ pile: pile(['a.ts'], ['c1'], true), usage: used(5) })] })).toEqual([
      '{"changed":true,"tasks":[{"action":"recorded","entry":"uid-T001-1","task":{"id":"T001","title":"One"},"sessions":["session_20261121_100000_aaaaaa"],"files":1,"commits":1,"tokens":5,"costUsd":0.05,"costSource":"harness"}],"unchanged":0,"sessions":[]}',
      '{"total":{"tokens":null,"costUsd":null,"unattributed":{"tokens":null,"costUsd":null,"share":0}},"outside":{"tokens":null,"costUsd":null},"unbound":[],"transcripts":{"read":1,"missing":2}}',
      'task T001: updatedAt=now entryId=uid-T001-1 completions=1',
      'ledger {v:1,id:uid-T001-1,type:completed,at:now,source:reconcile,task:{id:T001,uid:uid-T001,title:One,type:task,parentId:T000,phase:core,labels:[]},session:#aaaaaa,agent:opus,harness:claude,startedAt:2026-11-21T10:59:00.000Z,completedAt:2026-11-21T11:00:00.000Z,durationMs:60000,branch:topic,files:[{path:a.ts,origin:hook}],commits:[{sha:c1,subject:c1,origin:hook,shared:true}],tokens:{input:0,output:5,cacheWrite5m:0,cacheWrite1h:0,cacheRead:0,reasoning:0,total:5},costUsd:0.05,costSource:harness,events:3,flags:[shared-checkout]}',
    ]);
    expect(
      decide({
        stretches: [stretch()],
        parts: { tasks: [], archivedTasks: [{ ...closed, completions: 2 }], sessions: [makeSession('aaaaaa', 'epic:T001')] },
      }),
    ).toEqual([
      '{"changed":true,"tasks":[{"action":"recorded","entry":"uid-T001-2","task":{"id":"T001","title":"One"},"sessions":["session_20261121_100000_aaaaaa"],"files":0,"commits":0,"tokens":null,"costUsd":null}],"unchanged":0,"sessions":[]}',
      '{"total":{"tokens":null,"costUsd":null,"unattributed":{"tokens":null,"costUsd":null,"share":0}},"outside":{"tokens":null,"costUsd":null},"unbound":[],"transcripts":{"read":1,"missing":2}}',
      'new archived task {id:T001,uid:uid-T001,title:One,type:task,status:done,priority:medium,labels:[],depends:[],files:[],acceptance:[],notes:[],createdAt:2026-11-01T00:00:00.000Z,updatedAt:now,completedAt:2026-11-21T11:00:00.000Z,parentId:T000,phase:core,completions:2,entryId:uid-T001-2}',
      'ledger {v:1,id:uid-T001-2,type:completed,at:now,source:reconcile,task:{id:T001,uid:uid-T001,title:One,type:task,parentId:T000,phase:core,labels:[]},session:#aaaaaa,startedAt:2026-11-21T10:59:00.000Z,completedAt:2026-11-21T11:00:00.000Z,durationMs:60000,files:[],commits:[],events:3,flags:[]}',
    ]);
  });
  test('an open one is told, where something was done for it', () => {
    expect(decide({ finished: [], parts: { tasks: [open] }, stretches: [stretch({ pile: pile(['a.ts']) })] })[0]).toEqual(
      '{"changed":false,"tasks":[{"action":"open","task":{"id":"T001","title":"One"},"sessions":["session_20261121_100000_aaaaaa"],"files":0,"commits":0,"tokens":null,"costUsd":null}],"unchanged":0,"sessions":[]}',
    );
    expect(decide({ finished: [], parts: { tasks: [open] }, stretches: [stretch({ usage: used(5) })] })[0]).toEqual(
      '{"changed":false,"tasks":[{"action":"open","task":{"id":"T001","title":"One"},"sessions":["session_20261121_100000_aaaaaa"],"files":0,"commits":0,"tokens":5,"costUsd":0.05,"costSource":"harness"}],"unchanged":0,"sessions":[]}',
    );
    expect(decide({ finished: [], parts: { tasks: [open] } }).slice(0, 3)).toEqual([
      '{"changed":false,"tasks":[],"unchanged":0,"sessions":[]}',
      '{"total":{"tokens":null,"costUsd":null,"unattributed":{"tokens":null,"costUsd":null,"share":0}},"outside":{"tokens":null,"costUsd":null},"unbound":[],"transcripts":{"read":1,"missing":2}}',
      'no change',
    ]);
    expect(decide({ parts: { tasks: [] }, stretches: [stretch({ pile: pile([], ['c1']) })] })[0]).toEqual(
      '{"changed":false,"tasks":[{"action":"open","task":{"id":"T001","title":"T001"},"sessions":["session_20261121_100000_aaaaaa"],"files":0,"commits":0,"tokens":null,"costUsd":null}],"unchanged":0,"sessions":[]}',
    );
  });
  test('an entry gains what it lacks, numbered behind its amendments', () => {
    const amended = entry({
      id: 'uid-T001-1-a1',
      type: 'amended',
      ref: 'uid-T001-1',
      hash: 'b'.repeat(64),
      files: [{ path: 'a.ts', origin: 'hook' }],
    });
    expect(
      decide({
        lines: [entry(), amended],
        stretches: [stretch({ pile: pile(['a.ts', 'b.ts'], ['c1']), usage: used(7, { costUsd: null }) })],
      }),
    ).toEqual([
      '{"changed":true,"tasks":[{"action":"amended","entry":"uid-T001-1","task":{"id":"T001","title":"One"},"sessions":["session_20261121_100000_aaaaaa"],"files":1,"commits":1,"tokens":7,"costUsd":null,"costSource":"harness"}],"unchanged":0,"sessions":[]}',
      '{"total":{"tokens":null,"costUsd":null,"unattributed":{"tokens":null,"costUsd":null,"share":0}},"outside":{"tokens":null,"costUsd":null},"unbound":[],"transcripts":{"read":1,"missing":2}}',
      'ledger {v:1,id:uid-T001-1-a2,type:amended,ref:uid-T001-1,at:now,source:reconcile,task:{id:T001,uid:uid-T001,title:One,type:task,labels:[]},session:#aaaaaa,agent:opus,harness:claude,files:[{path:b.ts,origin:hook}],commits:[{sha:c1,subject:c1,origin:hook}],tokens:{input:0,output:7,cacheWrite5m:0,cacheWrite1h:0,cacheRead:0,reasoning:0,total:7},costUsd:null,costSource:harness,events:3,flags:[]}',
    ]);
    expect(decide({ lines: [entry(), amended], stretches: [stretch({ pile: pile(['a.ts']) })] })).toEqual([
      '{"changed":false,"tasks":[],"unchanged":1,"sessions":[]}',
      '{"total":{"tokens":null,"costUsd":null,"unattributed":{"tokens":null,"costUsd":null,"share":0}},"outside":{"tokens":null,"costUsd":null},"unbound":[],"transcripts":{"read":1,"missing":2}}',
      'no change',
    ]);
    expect(
      decide({
        lines: [entry()],
        stretches: [stretch({ pile: pile([], ['c1']) })],
        over: { commitsOf: new Map([['c1', 'uid-T009-1']]) },
      })[0],
    ).toEqual('{"changed":false,"tasks":[],"unchanged":1,"sessions":[]}');
    expect(
      decide({
        lines: [entry()],
        stretches: [stretch({ pile: pile([], ['c1']) })],
        over: { commitsOf: new Map([['c1', 'uid-T001-1']]) },
      })[0],
    ).toEqual(
      '{"changed":true,"tasks":[{"action":"amended","entry":"uid-T001-1","task":{"id":"T001","title":"One"},"sessions":["session_20261121_100000_aaaaaa"],"files":0,"commits":1,"tokens":null,"costUsd":null}],"unchanged":0,"sessions":[]}',
    );
  });
  test('only what was asked about, and not before its time', () => {
    const some = [stretch({ pile: pile(['a.ts']) })];
    expect(decide({ lines: [entry()], stretches: some, over: { asked: new Set(['else']) } })[0]).toEqual(
      '{"changed":false,"tasks":[],"unchanged":0,"sessions":[]}',
    );
    expect(decide({ lines: [entry()], stretches: some, over: { sinceMs: endMs } })[0]).toContain('amended');
    expect(decide({ lines: [entry()], stretches: some, over: { sinceMs: endMs + 1 } })[0]).toEqual(
      '{"changed":false,"tasks":[],"unchanged":0,"sessions":[]}',
    );
    expect(decide({ finished: [], parts: { tasks: [open] }, stretches: some, over: { sinceMs: endMs + 1 } })[0]).toContain(
      'open',
    );
  });
  test('with --force a derived entry that holds too much is derived anew; what people said goes along', () => {
    const derived = entry({
      source: 'reconcile',
      startedAt: '2026-11-21T10:00:00.000Z',
      durationMs: 5,
      branch: 'topic',
      conversation: 'c1',
      reason: 'why',
      note: 'n1',
      files: [
        { path: 'gone.ts', origin: 'hook' },
        { path: 'mine.ts', origin: 'flag' },
      ],
      commits: [{ sha: 'f1', subject: 'f1', origin: 'flag' }],
    });
    const task = { ...closed, entryId: 'uid-T001-1', completions: 1 };
    const setting = {
      lines: [derived],
      stretches: [stretch({ pile: pile(['a.ts', 'mine.ts'], ['f1']) })],
      parts: { tasks: [task] },
    };
    expect(decide({ ...setting, choices: { force: true } })).toEqual([
      '{"changed":true,"tasks":[{"action":"renewed","entry":"uid-T001-2","task":{"id":"T001","title":"One"},"sessions":["session_20261121_100000_aaaaaa"],"files":2,"commits":1,"tokens":null,"costUsd":null}],"unchanged":0,"sessions":[]}',
      '{"total":{"tokens":null,"costUsd":null,"unattributed":{"tokens":null,"costUsd":null,"share":0}},"outside":{"tokens":null,"costUsd":null},"unbound":[],"transcripts":{"read":1,"missing":2}}',
      'task T001: updatedAt=now entryId=uid-T001-2 completions=2',
      'ledger {v:1,id:uid-T001-1-voided,type:voided,ref:uid-T001-1,at:now,source:reconcile,task:{id:T001,uid:uid-T001,title:One,type:task,labels:[]},session:#aaaaaa,agent:opus,harness:claude,reason:derived anew by stint reconcile --force,flags:[]}',
      'ledger {v:1,id:uid-T001-2,type:completed,at:now,source:reconcile,task:{id:T001,uid:uid-T001,title:One,type:task,labels:[]},session:#aaaaaa,agent:opus,harness:claude,startedAt:2026-11-21T10:00:00.000Z,completedAt:2026-11-21T11:00:00.000Z,durationMs:5,reason:why,branch:topic,conversation:c1,note:n1,files:[{path:mine.ts,origin:flag},{path:a.ts,origin:hook}],commits:[{sha:f1,subject:f1,origin:flag}],events:3,flags:[]}',
    ]);
    expect(decide({ ...setting, parts: { tasks: [{ ...task, entryId: 'uid-T001-9' }] }, choices: { force: true } })[2]).toEqual(
      'task T001: completions=2',
    );
    expect(decide(setting)[0]).toContain('amended');
    expect(decide({ ...setting, lines: [{ ...derived, source: 'hook' }], choices: { force: true } })[0]).toContain('renewed');
    expect(decide({ ...setting, lines: [{ ...derived, source: 'direct_session' }], choices: { force: true } })[0]).toContain(
      'amended',
    );
    expect(
      decide({ ...setting, stretches: [stretch({ pile: pile(['a.ts']), isWhole: false })], choices: { force: true } })[0],
    ).toContain('amended');
    expect(decide({ ...setting, parts: { tasks: [] }, choices: { force: true } })[0]).toContain('amended');
    expect(
      decide({
        ...setting,
        stretches: [stretch({ pile: pile(['gone.ts', 'mine.ts', 'a.ts'], ['f1']) })],
        choices: { force: true },
      })[0],
    ).toContain('amended');
  });
  test('a record that has grown since decides nothing', () => {
    expect(decide({ over: { heads: ['x'] } })).toEqual(['stale']);
    expect(decide({ choices: { generation: 7 } })).toEqual(['stale']);
    expect(decide({ choices: { generation: 1 } })).not.toEqual(['stale']);
  });
  const usage = (conversation: string, total: UsageTotals, rest = noUsage): ConversationUsage => ({
    conversation,
    source: { harness: 'claude', transcript: '/t' },
    usage: { total, parts: [], rest },
    isWhole: true,
  });
  test('usage goes into its session, and into the answer', () => {
    const seen = { conversations: [usage('c1', used(40), used(10))], stretches: [], finished: [] };
    expect(decide({ ...seen, over: { outside: used(3) } })).toEqual([
      '{"changed":true,"tasks":[],"unchanged":0,"sessions":[{"id":"session_20261121_100000_aaaaaa","shortId":"aaaaaa","agent":"opus","tokens":40,"costUsd":0.4,"costSource":"harness","unattributed":{"tokens":10,"costUsd":0.1,"share":0.25}}]}',
      '{"total":{"tokens":40,"costUsd":0.4,"unattributed":{"tokens":10,"costUsd":0.1,"share":0.25}},"outside":{"tokens":3,"costUsd":0.03},"unbound":[],"transcripts":{"read":1,"missing":2}}',
      'session #aaaaaa: usage=[{conversation:c1,harness:claude,transcript:/t,at:now,responses:1,tokens:{input:0,output:40,cacheWrite5m:0,cacheWrite1h:0,cacheRead:0,reasoning:0},costUsd:0.4,costSource:harness,byModel:[],rest:{responses:1,tokens:{input:0,output:10,cacheWrite5m:0,cacheWrite1h:0,cacheRead:0,reasoning:0},costUsd:0.1}}]',
      'event usage {session:#aaaaaa,conversation:c1,agent:opus,data:{harness:claude,transcript:/t,kind:total,responses:1,tokens:{input:0,output:40,cacheWrite5m:0,cacheWrite1h:0,cacheRead:0,reasoning:0},costUsd:0.4,costSource:harness,byModel:[],parts:[]}}',
    ]);
    expect(decide({ ...seen, parts: { sessions: [], closedSessions: [{ ...session, status: 'closed' }] } }).slice(2, 3)).toEqual([
      'new archived session {id:#aaaaaa,status:closed,scope:{type:epic,rootTaskId:T001},focus:{currentTask:null,sessionNote:null,nextAction:null},conversations:[],held:[],startedAt:2026-11-21T10:00:00.000Z,lastActivityAt:2026-11-21T11:50:00.000Z,notes:[],focusHistory:[],stats:{tasksCompleted:0,focusChanges:0,suspends:0,resumes:0},agent:opus,harness:claude,endedAt:2026-11-21T11:00:00.000Z,git:{worktree:/repo,branch:topic},usage:[{conversation:c1,harness:claude,transcript:/t,at:now,responses:1,tokens:{input:0,output:40,cacheWrite5m:0,cacheWrite1h:0,cacheRead:0,reasoning:0},costUsd:0.4,costSource:harness,byModel:[],rest:{responses:1,tokens:{input:0,output:10,cacheWrite5m:0,cacheWrite1h:0,cacheRead:0,reasoning:0},costUsd:0.1}}]}',
    ]);
    expect(decide({ ...seen, parts: { sessions: [] } })).toEqual([
      '{"changed":false,"tasks":[],"unchanged":0,"sessions":[]}',
      '{"total":{"tokens":40,"costUsd":0.4,"unattributed":{"tokens":10,"costUsd":0.1,"share":0.25}},"outside":{"tokens":null,"costUsd":null},"unbound":[],"transcripts":{"read":1,"missing":2}}',
      'no change',
    ]);
    expect(decide({ conversations: [usage('c1', noUsage)], stretches: [], finished: [] })[0]).toEqual(
      '{"changed":false,"tasks":[],"unchanged":0,"sessions":[]}',
    );
    expect(
      decide({
        stretches: [],
        finished: [],
        over: { unbound: [{ source: {}, fromMs: 1, toMs: 2, files: 1, commands: 0, commits: 0 }] },
      })[1],
    ).toEqual(
      '{"total":{"tokens":null,"costUsd":null,"unattributed":{"tokens":null,"costUsd":null,"share":0}},"outside":{"tokens":null,"costUsd":null},"unbound":[{"from":"1970-01-01T00:00:00.001Z","to":"1970-01-01T00:00:00.002Z","files":1,"commands":0,"commits":0,"tokens":null,"costUsd":null,"sessions":[]}],"transcripts":{"read":1,"missing":2}}',
    );
  });
  test("what is attached is the session's from now on", () => {
    const span = { conversation: 'c9', from: end, to: end };
    const attach = { session: session.id, spans: [span] };
    expect(withAttached(session, undefined)).toBe(session);
    expect(withAttached(session, { ...attach, session: 'else' })).toBe(session);
    expect(withAttached(session, { ...attach, spans: [] })).toBe(session);
    expect(withAttached({ ...session, attached: [span] } as Session, attach).attached).toEqual([span, span]);
    expect(decide({ stretches: [], finished: [], choices: { attach } }).slice(2)).toEqual([
      'session #aaaaaa: attached=[{conversation:c9,from:2026-11-21T11:00:00.000Z,to:2026-11-21T11:00:00.000Z}]',
    ]);
    expect(noteUsages(makeWorld({ sessions: [session] }), [])).toStrictEqual({});
  });
});
