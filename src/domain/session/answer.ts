import * as z from 'zod';
import { scopeTypes } from '../scope/vocabulary';
import { taskStatuses } from '../task/vocabulary';
import { lastReasons, sessionStatuses } from './vocabulary';

/** A task where a session speaks of it. */
export const taskBriefSchema = z.object({ id: z.string(), title: z.string(), status: z.enum(taskStatuses) });

export const sessionViewSchema = z.object({
  id: z.string(),
  shortId: z.string(),
  status: z.enum(sessionStatuses),
  stale: z.literal(true).optional(),
  processGone: z.literal(true).optional(),
  worktreeGone: z.literal(true).optional(),
  mine: z.literal(true).optional(),
  name: z.string().optional(),
  agent: z.string().optional(),
  harness: z.string().optional(),
  scope: z.object({ type: z.enum(scopeTypes), rootTaskId: z.string().optional(), phase: z.string().optional() }),
  /** Title of the root task. */
  title: z.string().optional(),
  focus: taskBriefSchema.optional(),
  /** The claims, where there are others than the focus. */
  held: z.array(z.string()).optional(),
  note: z.string().optional(),
  nextAction: z.string().optional(),
  /** Tasks that the scope selects today. */
  tasks: z.object({ total: z.number(), finished: z.number() }),
  startedAt: z.string(),
  lastActivityAt: z.string(),
  suspendedAt: z.string().optional(),
  endedAt: z.string().optional(),
  closedAt: z.string().optional(),
});
export type SessionView = z.infer<typeof sessionViewSchema>;

/** What the conversations of a session used; null: not known. */
const usageViewSchema = z.object({
  responses: z.number(),
  tokens: z.number(),
  costUsd: z.number().nullable(),
  /** `harness`, or `table:DATE`: at API prices of that day. */
  costSource: z.string().optional(),
  byModel: z.array(
    z.looseObject({ model: z.string().nullable(), responses: z.number(), tokens: z.number(), costUsd: z.number().nullable() }),
  ),
  /** The part that was used while no task was in hand; share of the cost, or of the tokens where that is not known. */
  unattributed: z.object({ tokens: z.number().nullable(), costUsd: z.number().nullable(), share: z.number() }),
  /** When it was counted last. */
  at: z.string(),
});
export type UsageView = z.infer<typeof usageViewSchema>;

export const sessionDetailSchema = sessionViewSchema.extend({
  notes: z.array(z.looseObject({ at: z.string(), text: z.string() })),
  focusHistory: z.array(z.looseObject({ taskId: z.string(), at: z.string(), action: z.string() })),
  stats: z.looseObject({}),
  conversations: z.array(z.string()).optional(),
  git: z.looseObject({}).optional(),
  usage: usageViewSchema.optional(),
});
export type SessionDetail = z.infer<typeof sessionDetailSchema>;

const rules = ['explicit', 'conversation', 'pointer', 'single-session', 'none'] as const;

const startedSchema = z.object({
  session: sessionViewSchema,
  tookOver: z.array(z.string()).optional(),
  dryRun: z.literal(true).optional(),
});
const listSchema = z.object({ items: z.array(sessionViewSchema), total: z.number(), truncated: z.boolean() });
const putDownSchema = z.object({ session: sessionViewSchema, released: z.array(z.string()) });
const eventsSchema = z.object({ session: z.string(), events: z.array(z.looseObject({ at: z.string(), type: z.string() })) });
const detailSchema = z.object({ session: sessionDetailSchema });

export type StartedAnswer = z.infer<typeof startedSchema>;
export type PutDownAnswer = z.infer<typeof putDownSchema>;

const resumedSchema = startedSchema.extend({
  adopted: z.literal(true).optional(),
  /** Why `--last` took this one. */
  chosenBy: z.enum(lastReasons).optional(),
  /** Whose it was, where nothing says that it was the caller's. */
  was: z.string().optional(),
});
export type ResumedAnswer = z.infer<typeof resumedSchema>;

const closedSchema = z.object({
  session: sessionViewSchema,
  completed: z.object({ task: z.string(), entry: z.string().optional() }).optional(),
});
export type ClosedAnswer = z.infer<typeof closedSchema>;

const statusSchema = z.object({ session: sessionViewSchema, rule: z.enum(rules) });
export type StatusAnswer = z.infer<typeof statusSchema>;

const switchedSchema = z.object({ session: sessionViewSchema, changed: z.boolean() });
export type SwitchedAnswer = z.infer<typeof switchedSchema>;

const gcSchema = z.object({
  ended: z.array(sessionViewSchema),
  archived: z.array(sessionViewSchema),
  dryRun: z.literal(true).optional(),
});
export type GcAnswer = z.infer<typeof gcSchema>;

/** What `--json` answers, by command. */
export const answers = {
  'session start': startedSchema,
  'session resume': resumedSchema,
  'session end': putDownSchema,
  'session suspend': putDownSchema,
  'session close': closedSchema,
  'session status': statusSchema,
  'session switch': switchedSchema,
  'session info': detailSchema,
  'session show': z.union([detailSchema, eventsSchema]),
  'session list': listSchema,
  'session gc': gcSchema,
};
