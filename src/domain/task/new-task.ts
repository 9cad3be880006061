import type { Instant } from '../time/instant';
import type { Origin, TaskId, TaskNote } from './schema';
import type { Priority, TaskStatus, TaskType } from './vocabulary';

/** A task to be added, from the command line or from one item of a file. */
export type NewTask = {
  /** Place in the file, such as `backlog.md:12`. */
  readonly where?: string;
  /** Kept as the id; without it the next number is given. */
  readonly id?: TaskId;
  readonly uid?: string;
  readonly title: string;
  readonly description?: string;
  readonly type?: TaskType;
  readonly status?: TaskStatus;
  readonly priority?: Priority;
  /** An id as typed, or the position of the parent in the same list. */
  readonly parent?: string | number;
  readonly phase?: string;
  readonly labels?: readonly string[];
  /** Ids as typed; those of the same list count first. */
  readonly depends?: readonly string[];
  readonly files?: readonly string[];
  readonly acceptance?: readonly string[];
  readonly notes?: readonly TaskNote[];
  readonly externalRef?: string | Origin;
  readonly blockedBy?: string;
  readonly createdAt?: Instant;
  readonly updatedAt?: Instant;
  readonly startedAt?: Instant;
  readonly completedAt?: Instant;
  readonly cancelledAt?: Instant;
  /** Keys that no field is known for, kept as they are. */
  readonly extra?: Readonly<Record<string, unknown>>;
};
