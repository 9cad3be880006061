import * as z from 'zod';

const taskSchema = z.object({ id: z.string(), title: z.string() });
/** null: not known. USD at API prices, unless the harness told it. */
const spent = { tokens: z.number().nullable(), costUsd: z.number().nullable() };

const reconciledTaskSchema = z.object({
  task: taskSchema,
  /**
   * amended: the entry gained facts; recorded: it was finished without an entry, and has one now; renewed: its derived
   * entry was voided and derived anew; open: worked on, and not finished.
   */
  action: z.enum(['amended', 'recorded', 'renewed', 'open']),
  entry: z.string().optional(),
  /** Sessions that worked on it. */
  sessions: z.array(z.string()),
  /** How many the record did not hold yet. */
  files: z.number(),
  commits: z.number(),
  ...spent,
  costSource: z.string().optional(),
});
export type ReconciledTask = z.infer<typeof reconciledTaskSchema>;

const shareSchema = z.object({
  ...spent,
  /** Of the cost, or of the tokens where the cost is not known; 0 to 1. */
  share: z.number(),
});
export type UnattributedShare = z.infer<typeof shareSchema>;

const sessionSchema = z.object({
  id: z.string(),
  shortId: z.string(),
  agent: z.string().optional(),
  ...spent,
  costSource: z.string().optional(),
  /** Used while the session had no task in hand. */
  unattributed: shareSchema,
});
export type ReconciledSession = z.infer<typeof sessionSchema>;

const unboundSchema = z.object({
  conversation: z.string().optional(),
  harness: z.string().optional(),
  folder: z.string().optional(),
  from: z.string(),
  to: z.string(),
  files: z.number(),
  commands: z.number(),
  commits: z.number(),
  ...spent,
  /** Sessions that were open at that time. */
  sessions: z.array(z.string()),
  /** Attaches it, once an id stands in the place of the capitals. */
  attach: z.string().optional(),
});
export type UnboundAnswer = z.infer<typeof unboundSchema>;

const reconcileSchema = z.object({
  changed: z.boolean(),
  dryRun: z.literal(true).optional(),
  tasks: z.array(reconciledTaskSchema),
  /** Completions that hold everything already. */
  unchanged: z.number(),
  sessions: z.array(sessionSchema),
  total: z.object({ ...spent, unattributed: shareSchema }),
  /** Used by conversations before, between and after the sessions that they spoke for. */
  outside: z.object(spent),
  unbound: z.array(unboundSchema),
  /** Transcripts that were read, and conversations whose transcript is not to be found. */
  transcripts: z.object({ read: z.number(), missing: z.number() }),
  /** When the built-in price table was taken down. */
  priceTable: z.string(),
});
export type ReconcileAnswer = z.infer<typeof reconcileSchema>;

const snapshotSchema = z.object({ conversation: z.string(), changed: z.boolean(), sessions: z.array(z.string()) });
export type SnapshotAnswer = z.infer<typeof snapshotSchema>;

/** What `--json` answers, by command. */
export const answers = { reconcile: reconcileSchema, 'hooks snapshot': snapshotSchema };
