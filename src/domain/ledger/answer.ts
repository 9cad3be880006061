import * as z from 'zod';
import { ledgerCommitFactSchema, ledgerEntrySchema, ledgerFileFactSchema } from './schema';

const itemSchema = z.object({
  /** Id of the ledger entry. */
  id: z.string(),
  /** When the work was finished. */
  at: z.string(),
  task: z.object({ id: z.string(), title: z.string() }),
  epic: z.string().optional(),
  phase: z.string().optional(),
  agent: z.string().optional(),
  session: z.string().optional(),
  /** Absent: direct_session. */
  source: z.string().optional(),
  reason: z.string().optional(),
  durationMs: z.number().optional(),
  files: z.number(),
  commits: z.number(),
  /** How many amendments were taken in. */
  amended: z.number().optional(),
  /** Absent: the completion stands. */
  state: z.enum(['reopened', 'voided']).optional(),
});
export type LedgerItem = z.infer<typeof itemSchema>;

const listSchema = z.object({ items: z.array(itemSchema), total: z.number(), truncated: z.boolean() });
export type LedgerListAnswer = z.infer<typeof listSchema>;

const markSchema = z.object({
  id: z.string(),
  type: z.enum(['amended', 'reopened', 'voided']),
  at: z.string(),
  /** Absent: direct_session. */
  source: z.string().optional(),
  agent: z.string().optional(),
  session: z.string().optional(),
  reason: z.string().optional(),
  note: z.string().optional(),
  files: z.array(z.string()).optional(),
  /** The amendment was voided: it does not count. */
  dropped: z.literal(true).optional(),
});

const detailSchema = z.object({
  id: z.string(),
  state: z.enum(['stands', 'reopened', 'voided']),
  /** With amendments; `entry` is the line as it was written. */
  reason: z.string().optional(),
  files: z.array(ledgerFileFactSchema),
  commits: z.array(ledgerCommitFactSchema),
  /** By kind, and in all. */
  tokens: z.record(z.string(), z.unknown()).optional(),
  /** null: not known. */
  costUsd: z.number().nullable().optional(),
  /** `harness`, or `table:DATE`: at API prices of that day. */
  costSource: z.string().optional(),
  notes: z.array(z.object({ at: z.string(), text: z.string(), entry: z.string() })).optional(),
  marks: z.array(markSchema).optional(),
  entry: ledgerEntrySchema,
});
export type LedgerDetail = z.infer<typeof detailSchema>;

const showSchema = z.object({ items: z.array(detailSchema) });
export type LedgerShowAnswer = z.infer<typeof showSchema>;

const rowSchema = z.object({
  key: z.string(),
  /** Of an epic. */
  title: z.string().optional(),
  /** Completions that were not voided. */
  completions: z.number(),
  reopened: z.number().optional(),
  /** From start to completion; null where no entry knows its start. */
  cycleMs: z.object({ median: z.number(), p90: z.number() }).nullable(),
  /** null: unknown for all of them. */
  tokens: z.number().nullable(),
  /** At API prices. */
  costUsd: z.number().nullable(),
  /** Share of the completions that no cost is known of, 0 to 1. */
  unattributed: z.number(),
});
export type StatsRow = z.infer<typeof rowSchema>;

const statsSchema = z.object({
  by: z.enum(['day', 'week', 'agent', 'epic', 'phase']),
  rows: z.array(rowSchema),
  total: rowSchema.omit({ key: true, title: true }),
  voided: z.number(),
  /**
   * What all sessions used that a question by agent, session or time is about, and what of it went to no task; absent
   * where nothing was counted, or where the question is about tasks.
   */
  sessions: z
    .object({
      tokens: z.number().nullable(),
      costUsd: z.number().nullable(),
      unattributed: z.object({ tokens: z.number().nullable(), costUsd: z.number().nullable(), share: z.number() }),
    })
    .optional(),
});
export type LedgerStatsAnswer = z.infer<typeof statsSchema>;

const changedSchema = z.object({
  /** The line that was written; absent where nothing needed to be. */
  id: z.string().optional(),
  ref: z.string(),
  task: z.object({ id: z.string(), title: z.string() }),
  changed: z.boolean(),
});
export type LedgerChangedAnswer = z.infer<typeof changedSchema>;

const redactSchema = z.object({
  id: z.string(),
  fields: z.array(z.string()),
  changed: z.boolean(),
  /** Other places that may hold the same text, and were not touched. */
  untouched: z.array(z.string()),
});
export type LedgerRedactAnswer = z.infer<typeof redactSchema>;

const verifySchema = z.object({
  lines: z.number(),
  entries: z.number(),
  completed: z.number(),
  amended: z.number(),
  reopened: z.number(),
  voided: z.number(),
  redacted: z.number(),
  bytes: z.number(),
  heads: z.array(z.string()),
  repeatedIds: z.number(),
  tipKnown: z.boolean(),
  notices: z.array(z.string()).optional(),
  damages: z.array(z.object({ kind: z.string(), line: z.number().optional(), id: z.string().optional(), message: z.string() })),
  damageCount: z.number(),
});

const exportSchema = z.object({ file: z.string().optional(), format: z.string(), completions: z.number() });
export type LedgerExportAnswer = z.infer<typeof exportSchema>;

/** What `--json` answers, by command. */
export const answers = {
  'ledger list': listSchema,
  'ledger show': showSchema,
  'ledger search': listSchema,
  'ledger stats': statsSchema,
  'ledger amend': changedSchema,
  'ledger void': changedSchema,
  'ledger redact': redactSchema,
  'ledger verify': verifySchema,
  'ledger export': exportSchema,
};
