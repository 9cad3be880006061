import { createHash } from 'node:crypto';
import { machineZone } from '../../src/compose/machine-zone';
import type { Caller } from '../../src/domain/binding/caller';
import { effectiveConfig } from '../../src/domain/config/keys';
import type { ConfigFile } from '../../src/domain/config/schema';
import type { LedgerEntry } from '../../src/domain/ledger/schema';
import type { Outcome } from '../../src/domain/outcome';
import type { LifeSigns } from '../../src/domain/session/life-signs';
import type { Session } from '../../src/domain/session/schema';
import type { SpoolBatch, State } from '../../src/domain/state/state';
import { worldAfter } from '../../src/domain/state/world-after';
import type { Task } from '../../src/domain/task/schema';
import type { World } from '../../src/domain/world';

export const testNow = '2026-11-21T12:00:00.000Z';
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A task with every required field; `over` replaces what a test speaks of. */
export const makeTask = (id: string, over: Partial<Task> = {}): Task => ({
  id,
  uid: `uid-${id}`,
  title: `Title of ${id}`,
  type: 'task',
  status: 'pending',
  priority: 'medium',
  labels: [],
  depends: [],
  files: [],
  acceptance: [],
  notes: [],
  createdAt: '2026-11-01T00:00:00.000Z',
  updatedAt: '2026-11-01T00:00:00.000Z',
  ...over,
});

export const sessionIdOf = (hex: string): string => `session_20261121_100000_${hex}`;

/** An active session `session_20261121_100000_<hex>` on a scope such as `epic:T001` or `epicPhase:T001:testing`. */
export const makeSession = (hex: string, scope: string, over: Partial<Session> = {}): Session => {
  const [type, rootTaskId, phase] = scope.split(':');
  return {
    id: sessionIdOf(hex),
    status: 'active',
    scope: { type: type as Session['scope']['type'], ...(rootTaskId ? { rootTaskId } : {}), ...(phase ? { phase } : {}) },
    focus: { currentTask: null, sessionNote: null, nextAction: null },
    conversations: [],
    held: [],
    startedAt: '2026-11-21T10:00:00.000Z',
    lastActivityAt: '2026-11-21T11:50:00.000Z',
    notes: [],
    focusHistory: [],
    stats: { tasksCompleted: 0, focusChanges: 0, suspends: 0, resumes: 0 },
    ...over,
  };
};

export type WorldParts = {
  readonly tasks?: readonly Task[];
  readonly sessions?: readonly Session[];
  readonly archivedTasks?: readonly Task[];
  readonly closedSessions?: readonly Session[];
  readonly config?: Omit<ConfigFile, 'version'>;
  readonly caller?: Partial<Caller>;
  readonly now?: string;
  readonly signs?: Readonly<Record<string, Partial<LifeSigns>>>;
  readonly ledger?: readonly LedgerEntry[];
  readonly spool?: SpoolBatch;
};

const emptySpool: SpoolBatch = { arrivals: [], taken: {}, isNews: false, skipped: 0, unreadable: [], more: false, idle: [] };

export const makeWorld = (parts: WorldParts = {}): World => {
  const { tasks = [], sessions = [], archivedTasks = [], closedSessions = [], ledger = [] } = parts;
  const state: State = {
    generation: 1,
    config: effectiveConfig({ version: 1, ...parts.config }),
    tasks,
    lastTaskNumber: tasks.length + archivedTasks.length,
    sessions,
    ledger: {
      heads: ledger.slice(-1).map((entry) => entry.hash),
      count: ledger.length,
      entriesOf: (uid) => ledger.filter((entry) => entry.task.uid === uid),
    },
    archive: {
      task: (id) => archivedTasks.find((task) => task.id === id),
      tasks: () => archivedTasks,
      session: (id) => closedSessions.find((session) => session.id === id),
      sessions: () => closedSessions,
    },
    spool: { pending: () => parts.spool ?? emptySpool },
  };
  let minted = 0;
  return {
    state,
    now: parts.now ?? testNow,
    zone: machineZone,
    caller: { owner: 'me', checkout: { worktree: '/repo', branch: 'main', head: 'c0ffee' }, ...parts.caller },
    signsOf: (session) => ({ processGone: false, worktreeGone: false, ...parts.signs?.[session.id.slice(-6)] }),
    mint: {
      sessionSuffix: () => {
        minted += 1;
        return `f${minted.toString().padStart(5, '0')}`;
      },
      uid: () => {
        minted += 1;
        return `minted-${minted}`;
      },
    },
    sha256,
  };
};

/** The result of an accepted outcome and the world after it; fails the test on a refusal. */
export const accepted = <R>(
  world: World,
  outcome: Outcome<R>,
): { readonly result: R; readonly world: World; readonly warnings: string[] } => {
  if (!outcome.ok) throw new Error(`refused: ${outcome.refusals[0].code} ${outcome.refusals[0].message}`);
  return {
    result: outcome.result,
    world: worldAfter(world, outcome.change),
    warnings: outcome.warnings.map((warning) => warning.code),
  };
};

/** `ok`, or the code of the first refusal: for tables. */
export const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.refusals[0].code);
