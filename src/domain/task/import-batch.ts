import type { NewTask } from './new-task';
import type { TaskId } from './schema';

/** A backlog of another tool, in this tool's words; links still name the ids of the source. */
export type ImportBatch = {
  /** Name of the tool, as in `externalRef`. */
  readonly source: string;
  readonly tasks: readonly ImportedTask[];
  /** In the order of the work. */
  readonly phases: readonly string[];
  readonly currentPhase?: string;
  /** Values that the source has and this tool has not, with what they became. */
  readonly translated: readonly Translation[];
};

export type ImportedTask = Omit<NewTask, 'id' | 'uid' | 'parent' | 'where' | 'externalRef'> & {
  /** The id in the source: kept where it is a legal one. */
  readonly sourceId: string;
  readonly parent?: string;
  readonly updatedAt?: string;
};

export type Translation = { readonly task: string; readonly field: string; readonly from: string; readonly to: string };

export type ImportReport = {
  readonly source: string;
  readonly added: number;
  /** Tasks that an earlier import brought: left as they are. */
  readonly unchanged: number;
  readonly epics: number;
  readonly open: number;
  readonly finished: number;
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
};
