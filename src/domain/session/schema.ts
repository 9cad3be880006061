import * as z from 'zod';
import { scopeTypes } from '../scope/vocabulary';
import { instantPattern } from '../time/instant';
import { openSessionStatuses, sessionStatuses } from './vocabulary';

/**
 * `sessions.json`: `{"version":1,"_meta":{…},"sessions":[…]}`, one open session a line; closed ones lie in
 * `archive/sessions.jsonl`. Keys that are not listed here are kept as they are through every rewrite.
 */
const instant = z.string().regex(instantPattern);

/** A rule that selects tasks; resolved against today's tree every time it is used. `rootTaskId` is absent for `project`. */
export const scopeSchema = z.looseObject({
  type: z.enum(scopeTypes),
  rootTaskId: z.string().optional(),
  phase: z.string().optional(),
});

export const heldSchema = z.looseObject({ taskId: z.string(), at: instant });

const tokenCounts = z.looseObject({
  input: z.number(),
  output: z.number(),
  cacheWrite5m: z.number(),
  cacheWrite1h: z.number(),
  cacheRead: z.number(),
  reasoning: z.number(),
});
const usageSum = { responses: z.number().int(), tokens: tokenCounts, costUsd: z.number().nullable() };

/** What one conversation used while it spoke for a session. Reasoning is a part of the output. */
export const sessionUsageSchema = z.looseObject({
  conversation: z.string(),
  harness: z.string().optional(),
  transcript: z.string().optional(),
  /** When it was counted. */
  at: instant,
  ...usageSum,
  byModel: z.array(z.looseObject({ model: z.string().nullable(), ...usageSum })),
  /** `harness`, or `table:DATE` for API prices of that day; absent where the cost is not known. */
  costSource: z.string().optional(),
  /** The part that was used while no task was in hand. */
  rest: z.looseObject(usageSum).optional(),
});

/** What a conversation did while nobody was bound, and was attached later. Both ends are included. */
const attachedSchema = z.looseObject({
  conversation: z.string(),
  from: instant,
  to: instant,
  task: z.string().optional(),
});

export const sessionSchema = z.looseObject({
  id: z.string().regex(/^session_\d{8}_\d{6}_[0-9a-f]{6}$/),
  status: z.enum(sessionStatuses),
  name: z.string().optional(),
  agent: z.string().optional(),
  harness: z.string().optional(),
  scope: scopeSchema,
  focus: z.looseObject({
    currentTask: z.string().nullable(),
    sessionNote: z.string().nullable(),
    nextAction: z.string().nullable(),
  }),
  /** Every conversation that spoke for this session, oldest first. */
  conversations: z.array(z.string()),
  /** The live one: the last of `conversations`, until it leaves for another session or the session is no longer active. */
  conversation: z.string().optional(),
  /** A harness hook reported for this session: silence then means more. */
  hooks: z.boolean().optional(),
  /** The claims: tasks that this session has in hand, oldest first. */
  held: z.array(heldSchema),
  startedAt: instant,
  lastActivityAt: instant,
  suspendedAt: instant.optional(),
  endedAt: instant.optional(),
  closedAt: instant.optional(),
  notes: z.array(z.looseObject({ at: instant, text: z.string() })),
  focusHistory: z.array(z.looseObject({ taskId: z.string(), at: instant, action: z.enum(['focused', 'released', 'finished']) })),
  stats: z.looseObject({
    tasksCompleted: z.number().int(),
    focusChanges: z.number().int(),
    suspends: z.number().int(),
    resumes: z.number().int(),
  }),
  usage: z.array(sessionUsageSchema).optional(),
  attached: z.array(attachedSchema).optional(),
  git: z.looseObject({ worktree: z.string(), branch: z.string().optional(), head: z.string().optional() }).optional(),
  /** The worktree whose `.current-session` named it when it was put down: `resume --last` there goes on with it. */
  pointedFrom: z.string().optional(),
  process: z
    .looseObject({
      pid: z.number().int(),
      startTime: z.string(),
      bootId: z.string(),
      pidNamespace: z.string(),
      host: z.string(),
    })
    .optional(),
});

export type Session = z.infer<typeof sessionSchema>;
export type SessionUsage = z.infer<typeof sessionUsageSchema>;
export type Scope = z.infer<typeof scopeSchema>;
export type Held = z.infer<typeof heldSchema>;
export type SessionId = string;

export const sessionsFileSchema = z.looseObject({
  version: z.literal(1),
  minReader: z.number().int().optional(),
  _meta: z
    .looseObject({
      /** How much of each file in `spool/` stands in `events/` already; `head` tells the file from a later one of its name. */
      spool: z.record(z.string(), z.looseObject({ bytes: z.number().int().min(0), head: z.string() })).optional(),
      /** What the ledger looked like after the last commit that appended to it. */
      ledger: z
        .looseObject({
          heads: z.array(z.string()),
          count: z.number().int().min(0),
          size: z.number().int().min(0),
          /** Where the ledger is kept in git: the branch of that commit. */
          branch: z.string().optional(),
          /** The same by branch, the one written last at the end. */
          branches: z
            .record(z.string(), z.looseObject({ heads: z.array(z.string()), count: z.number().int().min(0) }))
            .optional(),
          /** Hashes that stood here once, were missed by a later commit, and did not come back so far. */
          missed: z.array(z.string()).optional(),
          /** Completions among the entries. */
          completions: z.number().int().min(0).optional(),
          maxAt: z.string().optional(),
          /** By how much an entry is at most older than one before it; questions about a time rely on it. */
          lagMs: z.number().min(0).optional(),
        })
        .optional(),
    })
    .optional(),
  sessions: z.array(sessionSchema.extend({ status: z.enum(openSessionStatuses) })),
});
export type SessionsFile = z.infer<typeof sessionsFileSchema>;
