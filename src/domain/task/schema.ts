import * as z from 'zod';
import { instantPattern } from '../time/instant';
import { taskIdPattern } from './id';
import { priorities, taskStatuses, taskTypes } from './vocabulary';

/**
 * `todo.json`: `{"version":1,"_meta":{…},"focus":{…},"tasks":[…]}`, one task a line.
 * Keys that are not listed here are kept as they are through every rewrite.
 */
const instant = z.string().regex(instantPattern);
const taskId = z.string().regex(taskIdPattern);

export const taskNoteSchema = z.looseObject({ at: instant, text: z.string(), by: z.string().optional() });

/** Who works on the task now: written by `wip` and by a session's claim, removed when the task is released. */
export const workSchema = z.looseObject({
  by: z.string(),
  session: z.string().optional(),
  conversation: z.string().optional(),
  at: instant,
  head: z.string().optional(),
  branch: z.string().optional(),
  worktree: z.string().optional(),
});

/** Where an imported task came from, and what its source said then. */
export const originSchema = z.looseObject({
  tool: z.string(),
  /** The file or folder, as seen from the project; or the repository. */
  source: z.string(),
  /** Its id there, or its titles where it has none. */
  key: z.string(),
  seen: z.looseObject({}).optional(),
});

export const taskSchema = z.looseObject({
  id: taskId,
  uid: z.string().min(1),
  title: z.string().min(1),
  description: z.string().optional(),
  type: z.enum(taskTypes),
  status: z.enum(taskStatuses),
  priority: z.enum(priorities),
  parentId: z.string().optional(),
  phase: z.string().optional(),
  labels: z.array(z.string()),
  depends: z.array(z.string()),
  files: z.array(z.string()),
  acceptance: z.array(z.string()),
  notes: z.array(taskNoteSchema),
  /** Text of the user, or of an older import: `cub:cub-001`. */
  externalRef: z.union([z.string(), originSchema]).optional(),
  work: workSchema.optional(),
  createdAt: instant,
  updatedAt: instant,
  startedAt: instant.optional(),
  completedAt: instant.optional(),
  cancelledAt: instant.optional(),
  archivedAt: instant.optional(),
  /** Free text: what the task waits for, when its status is `blocked`. */
  blockedBy: z.string().optional(),
  /** How many times the task was finished as done. */
  completions: z.number().int().min(0).optional(),
  /** Id of the ledger entry of the last completion; absent when that completion has none. */
  entryId: z.string().optional(),
});

export type Task = z.infer<typeof taskSchema>;
export type Origin = z.infer<typeof originSchema>;
export type TaskNote = z.infer<typeof taskNoteSchema>;
export type Work = z.infer<typeof workSchema>;
export type TaskId = string;

export const todoFileSchema = z.looseObject({
  version: z.literal(1),
  minReader: z.number().int().optional(),
  _meta: z.looseObject({
    lastTaskNumber: z.number().int().min(0),
    lastModified: instant.optional(),
    activeSession: z.string().nullable().optional(),
    /** Which project this is; the same stands where a clone cannot carry it. */
    projectId: z.string().optional(),
  }),
  focus: z.looseObject({}).optional(),
  tasks: z.array(taskSchema),
});
export type TodoFile = z.infer<typeof todoFileSchema>;
