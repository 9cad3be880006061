import * as z from 'zod';
import { durationPattern } from '../time/duration';
import type { PriceOverrides } from '../usage/prices';

/**
 * `config.json`: only what differs from the defaults is written. Strict: an unknown key is an error that names
 * the nearest. The defaults and what each key does stand in ./keys.ts.
 */
const duration = z.string().regex(durationPattern);
const usdPerMillion = z.number().min(0);

export const configFileSchema = z.strictObject({
  version: z.literal(1),
  minReader: z.number().int().optional(),
  multiSession: z
    .strictObject({
      enabled: z.boolean(),
      maxConcurrentSessions: z.number().int().min(1),
      maxActiveTasksPerScope: z.number().int().min(1),
      allowScopeOverlap: z.boolean(),
      allowNestedScopes: z.boolean(),
    })
    .partial()
    .optional(),
  project: z
    .strictObject({ name: z.string().min(1), phases: z.array(z.string().min(1)), currentPhase: z.string().min(1) })
    .partial()
    .optional(),
  task: z
    .strictObject({ prefix: z.string().regex(/^[A-Za-z][A-Za-z0-9-]{0,15}$/) })
    .partial()
    .optional(),
  session: z.strictObject({ staleAfter: duration, requireNoteOnEnd: z.boolean() }).partial().optional(),
  log: z
    .strictObject({ maxSizeBytes: z.number().int().min(1).nullable(), keep: z.number().int().min(0) })
    .partial()
    .optional(),
  worktrees: z.enum(['shared', 'own']).optional(),
  record: z.strictObject({ git: z.boolean(), maskSecrets: z.boolean() }).partial().optional(),
  hooks: z
    .strictObject({ guard: z.enum(['off', 'deny']) })
    .partial()
    .optional(),
  /** By model. */
  prices: z
    .record(
      z.string().min(1),
      z
        .strictObject({
          input: usdPerMillion,
          output: usdPerMillion,
          cacheRead: usdPerMillion,
          cacheWrite5m: usdPerMillion,
          cacheWrite1h: usdPerMillion,
        })
        .partial(),
    )
    .optional(),
});
export type ConfigFile = z.infer<typeof configFileSchema>;

/** The settings with every default filled in. A key without a default is absent until it is set. */
export type Config = {
  readonly multiSession: {
    readonly enabled: boolean;
    readonly maxConcurrentSessions: number;
    readonly maxActiveTasksPerScope: number;
    readonly allowScopeOverlap: boolean;
    readonly allowNestedScopes: boolean;
  };
  readonly project: { readonly name?: string; readonly phases: readonly string[]; readonly currentPhase?: string };
  readonly task: { readonly prefix: string };
  /** staleAfter absent: 45 minutes for sessions whose harness reports by hooks, 8 hours for others. */
  readonly session: { readonly staleAfter?: string; readonly requireNoteOnEnd: boolean };
  readonly log: { readonly maxSizeBytes: number | null; readonly keep: number };
  readonly worktrees: 'shared' | 'own';
  readonly record: { readonly git: boolean; readonly maskSecrets: boolean };
  readonly hooks: { readonly guard: 'off' | 'deny' };
  /** What stands here goes before the price table. */
  readonly prices: PriceOverrides;
};
