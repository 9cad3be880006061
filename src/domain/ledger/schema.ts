import * as z from 'zod';
import { instantPattern } from '../time/instant';
import { entrySources, entryTypes, factOrigins } from './vocabulary';

const instant = z.string().regex(instantPattern);
const origin = z.enum(factOrigins);

export const ledgerFileFactSchema = z.looseObject({ path: z.string(), origin, shared: z.boolean().optional() });
export const ledgerCommitFactSchema = z.looseObject({
  sha: z.string(),
  subject: z.string(),
  origin,
  shared: z.boolean().optional(),
});

/** `ledger.jsonl`: one line per completed task, amendment, reopening or void; append-only. See docs/ledger-format.md. */
export const ledgerEntrySchema = z.looseObject({
  v: z.literal(1),
  id: z.string(),
  type: z.enum(entryTypes),
  at: instant,
  source: z.enum(entrySources),
  task: z.looseObject({
    id: z.string(),
    uid: z.string(),
    title: z.string(),
    type: z.string(),
    parentId: z.string().optional(),
    epicId: z.string().optional(),
    phase: z.string().optional(),
    labels: z.array(z.string()),
    /** The fields of the task that were taken out by `ledger redact`. */
    redacted: z.array(z.string()).optional(),
  }),
  /** The entry that an amendment, a reopening or a void speaks of. */
  ref: z.string().optional(),
  session: z.string().optional(),
  conversation: z.string().optional(),
  agent: z.string().optional(),
  harness: z.string().optional(),
  startedAt: instant.optional(),
  completedAt: instant.optional(),
  durationMs: z.number().int().min(0).optional(),
  reason: z.string().optional(),
  /** What an amendment adds in words. */
  note: z.string().optional(),
  files: z.array(ledgerFileFactSchema).optional(),
  commits: z.array(ledgerCommitFactSchema).optional(),
  branch: z.string().optional(),
  tokens: z.record(z.string(), z.unknown()).optional(),
  costUsd: z.number().nullable().optional(),
  costSource: z.string().optional(),
  /** How many events of the session stand behind this entry. */
  events: z.number().int().optional(),
  flags: z.array(z.string()),
  /** Field name → digest of the value that was taken out by `ledger redact`. */
  redacted: z.record(z.string(), z.string()).optional(),
  /** Hashes of all heads known when the line was written. */
  prev: z.array(z.string()),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;
