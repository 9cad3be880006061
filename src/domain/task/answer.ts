import * as z from 'zod';
import { sessionViewSchema, taskBriefSchema } from '../session/answer';
import { taskSchema } from './schema';
import { priorities, taskStatuses, taskTypes } from './vocabulary';

/** A task in a list: its own fields, without texts that only one looks at. */
const itemSchema = z.object({
  id: z.string(),
  title: z.string(),
  type: z.enum(taskTypes),
  status: z.enum(taskStatuses),
  priority: z.enum(priorities),
  parentId: z.string().optional(),
  phase: z.string().optional(),
  labels: z.array(z.string()).optional(),
  depends: z.array(z.string()).optional(),
  blockedBy: z.string().optional(),
  /** Who has it in hand. */
  by: z.string().optional(),
  session: z.string().optional(),
  archived: z.literal(true).optional(),
});
export type TaskItem = z.infer<typeof itemSchema>;

const listOf = <T extends z.ZodType>(schema: T) => ({ items: z.array(schema), total: z.number(), truncated: z.boolean() });

/** With `--fields` an item has exactly the fields that were asked for, as far as the task has them. */
const listSchema = z.object({
  ...listOf(itemSchema.partial().catchall(z.unknown())),
});
export type TaskListAnswer = z.infer<typeof listSchema>;

const treeItemSchema = itemSchema.extend({ depth: z.number().int() });
const treeSchema = z.object(listOf(treeItemSchema));
export type TaskTreeAnswer = z.infer<typeof treeSchema>;

/** The stored record without empty lists. */
const recordSchema = taskSchema.partial({ labels: true, depends: true, files: true, acceptance: true, notes: true });
export type TaskRecord = z.infer<typeof recordSchema>;

const addSchema = z.object({
  ...listOf(treeItemSchema),
  /** The session whose scope gave the parent or the phase. */
  placed: z.object({ session: z.string(), under: z.string().optional(), phase: z.string().optional() }).optional(),
  dryRun: z.literal(true).optional(),
});
export type AddAnswer = z.infer<typeof addSchema>;

const showSchema = z.object({
  task: recordSchema,
  archived: z.literal(true).optional(),
  parent: taskBriefSchema.optional(),
  children: z.array(taskBriefSchema).optional(),
  /** `status` is absent for an id that no task has. */
  dependencies: z
    .array(z.object({ id: z.string(), title: z.string().optional(), status: z.enum(taskStatuses).optional() }))
    .optional(),
  dependents: z.array(taskBriefSchema).optional(),
  by: z.string().optional(),
  /** Why it cannot be started now; absent when it can, or is finished. */
  because: z.array(z.string()).optional(),
});
export type ShowAnswer = z.infer<typeof showSchema>;

const changedSchema = z.object({ task: itemSchema, changed: z.boolean() });
export type ChangedAnswer = z.infer<typeof changedSchema>;

const cancelSchema = changedSchema.extend({ children: z.array(z.string()).optional() });
export type CancelAnswer = z.infer<typeof cancelSchema>;

const reopenSchema = changedSchema.extend({ entry: z.string().optional(), unarchived: z.literal(true).optional() });
export type ReopenAnswer = z.infer<typeof reopenSchema>;

const archiveSchema = z.object({
  archived: z.array(z.string()),
  skipped: z.array(z.object({ id: z.string(), because: z.string() })).optional(),
  dryRun: z.literal(true).optional(),
});
export type ArchiveAnswer = z.infer<typeof archiveSchema>;

const waitingSchema = z.object({ id: z.string(), title: z.string(), because: z.array(z.string()) });

const nextSchema = z.object({
  ...listOf(itemSchema.extend({ unblocks: z.number(), because: z.array(z.string()).optional() })),
  /** With `--claim`: the first item was taken in hand. */
  claimed: z.literal(true).optional(),
  /** The former focus, pending again. */
  released: z.string().optional(),
  waiting: z.array(waitingSchema).optional(),
});
export type NextAnswer = z.infer<typeof nextSchema>;

const dashSchema = z.object({
  project: z.string().optional(),
  tasks: z.object({
    total: z.number(),
    pending: z.number(),
    active: z.number(),
    blocked: z.number(),
    done: z.number(),
    cancelled: z.number(),
  }),
  sessions: z.array(sessionViewSchema.extend({ focusSince: z.string().optional() })).optional(),
  /** In progress without a session. */
  unbound: z
    .array(z.object({ id: z.string(), title: z.string(), by: z.string().optional(), since: z.string().optional() }))
    .optional(),
  free: z.object({ total: z.number(), items: z.array(itemSchema.extend({ unblocks: z.number() })) }),
  blocked: z.object({ total: z.number(), items: z.array(waitingSchema) }),
  epics: z
    .array(z.object({ id: z.string(), title: z.string(), total: z.number(), finished: z.number(), active: z.number() }))
    .optional(),
});
export type DashAnswer = z.infer<typeof dashSchema>;

const exportSchema = z.object({ file: z.string().optional(), format: z.enum(['jsonl', 'markdown']), tasks: z.number() });
export type TaskExportAnswer = z.infer<typeof exportSchema>;

/** What `--json` answers, by command. */
export const answers = {
  'task add': addSchema,
  'task show': showSchema,
  'task list': listSchema,
  'task tree': treeSchema,
  'task update': changedSchema,
  'task move': changedSchema,
  'task cancel': cancelSchema,
  'task reopen': reopenSchema,
  'task archive': archiveSchema,
  'task next': nextSchema,
  'task dash': dashSchema,
  'task export': exportSchema,
};
