import * as z from 'zod';
import { hookHarnesses } from '../domain/event/hook-reading';
import { hookScopes } from './hook-files';

const harness = z.enum(hookHarnesses);
const scope = z.enum(hookScopes);
const person = z.array(z.object({ harness, what: z.string() }));

export const hookChangesSchema = z.object({
  files: z.array(
    z.object({
      harness,
      scope,
      file: z.string(),
      change: z.enum(['created', 'added', 'renewed', 'unchanged', 'removed', 'deleted']),
    }),
  ),
  person,
  dryRun: z.literal(true).optional(),
});

const hooksStatusSchema = z.object({
  guard: z.boolean(),
  files: z.array(
    z.object({
      harness,
      scope,
      file: z.string(),
      state: z.enum(['installed', 'outdated', 'absent', 'unreadable']),
      commands: z.array(z.object({ event: z.string(), command: z.string() })),
      fault: z.string().optional(),
      line: z.number().int().optional(),
      disabledBy: z.enum(['disableAllHooks', 'comments']).optional(),
    }),
  ),
  doubled: z.array(z.object({ harness, files: z.array(z.string()) })),
  person,
});

/** What `--json` answers, for the commands that are about hook files. */
export const answers = {
  'hooks install': hookChangesSchema,
  'hooks remove': hookChangesSchema,
  'hooks status': hooksStatusSchema,
};
