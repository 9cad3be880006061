import type { ScopeType } from '../scope/vocabulary';
import type { Instant } from '../time/instant';
import type { NewTask } from './new-task';
import type { TaskId, TaskNote } from './schema';

/** A backlog of another tool, in this tool's words; links still name the ids of the source. */
export type ImportBatch = {
  /** Name of the tool, as in `externalRef`. */
  readonly source: string;
  /** Where in the project the backlog lies: what tells two of one tool apart. */
  readonly place?: string;
  readonly tasks: readonly ImportedTask[];
  /** In the order of the work. */
  readonly phases: readonly string[];
  readonly currentPhase?: string;
  /** Values that the source has and this tool has not, with what they became. */
  readonly translated: readonly Translation[];
  /** Sessions of the source: they come in as history, closed. */
  readonly sessions?: readonly ImportedSession[];
  /** Completions that the source recorded. */
  readonly entries?: readonly ImportedEntry[];
  readonly leftOut?: readonly LeftOut[];
  /** Its tasks have no ids, only names that tell them apart: all get numbers but those that ask for an id. */
  readonly withoutIds?: true;
  /** It speaks only of tasks whose keys are these or begin with one of them and `/`; all of its place without. */
  readonly within?: readonly string[];
  /** Names that are no task of the source are ids of this project: for lists written by hand. */
  readonly linksHere?: boolean;
};

export type ImportedTask = Omit<NewTask, 'id' | 'uid' | 'parent' | 'where' | 'externalRef'> & {
  /** The id in the source: kept where it is a legal one. */
  readonly sourceId: string;
  /** The id that the task should have here, where that is not its id in the source. */
  readonly wantedId?: TaskId;
  /** The id that it should have where that is taken. */
  readonly otherId?: TaskId;
  readonly parent?: string;
  /** Finished and put away: it goes to the archive. */
  readonly archivedAt?: Instant;
};

export type ImportedSession = {
  readonly id: string;
  readonly name?: string;
  readonly agent?: string;
  readonly scope: { readonly type: ScopeType; readonly root?: string; readonly phase?: string };
  readonly startedAt: Instant;
  readonly lastActivityAt: Instant;
  readonly suspendedAt?: Instant;
  readonly endedAt?: Instant;
  readonly sessionNote?: string;
  readonly nextAction?: string;
  readonly notes: readonly TaskNote[];
  readonly focused: readonly { readonly task: string; readonly at: Instant }[];
  readonly stats: {
    readonly tasksCompleted: number;
    readonly focusChanges: number;
    readonly suspends: number;
    readonly resumes: number;
  };
  readonly extra?: Readonly<Record<string, unknown>>;
};

export type ImportedEntry = {
  /** The task in the source, which need not be in the backlog any more. */
  readonly task: string;
  readonly title: string;
  readonly labels: readonly string[];
  readonly epic?: string;
  readonly startedAt?: Instant;
  readonly completedAt: Instant;
  readonly durationMs?: number;
  readonly reason?: string;
  readonly harness?: string;
  readonly files: readonly string[];
  readonly commits: readonly { readonly sha: string; readonly subject: string }[];
  readonly tokens?: Readonly<Record<string, unknown>>;
  readonly costUsd?: number;
  readonly extra?: Readonly<Record<string, unknown>>;
};

export type Translation = { readonly task: string; readonly field: string; readonly from: string; readonly to: string };

/** Something of the source that has no place here, how many there are, and which where that can be said. */
export type LeftOut = { readonly what: string; readonly count: number; readonly items?: readonly string[] };

export type ImportReport = {
  readonly source: string;
  readonly added: number;
  /** Of these, how many went to the archive. */
  readonly archived: number;
  /** Tasks that took over what their source says now. */
  readonly updated: number;
  /** Fields that the source says otherwise than when the task came in; `both`: it was changed here, too, and stays. */
  readonly changed: readonly {
    readonly task: TaskId;
    readonly field: string;
    readonly from: string;
    readonly to: string;
    readonly both: boolean;
  }[];
  /** Tasks of the backlog that it does not have any more: they stay. */
  readonly gone: readonly { readonly task: TaskId; readonly key: string; readonly open: boolean }[];
  /** Other tasks that an earlier import brought: left as they are. */
  readonly unchanged: number;
  readonly epics: number;
  readonly open: number;
  readonly finished: number;
  /** Sessions that came in as closed ones. */
  readonly sessions: number;
  /** Lines that the ledger gained. */
  readonly entries: number;
  readonly phases: readonly string[];
  readonly translated: readonly Translation[];
  /** Ids that could not be kept. */
  readonly renamed: readonly { readonly from: string; readonly to: TaskId }[];
  /** The parent is not there: the task came in without one. */
  readonly missingParents: readonly { readonly task: TaskId; readonly parent: string }[];
  /** The dependency is not there: kept, and never met. */
  readonly missingDepends: readonly { readonly task: TaskId; readonly depends: string }[];
  /** Links that closed a cycle: left out. */
  readonly cut: readonly { readonly task: TaskId; readonly field: 'parent' | 'depends'; readonly to: TaskId }[];
  readonly leftOut: readonly LeftOut[];
  /** Rings of open tasks that wait for each other, so that none can ever be started. */
  readonly deadlocks: readonly string[];
};
