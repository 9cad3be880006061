import * as z from 'zod';
import { taskBriefSchema } from '../session/answer';

const doneSchema = z.object({
  task: taskBriefSchema,
  changed: z.boolean(),
  /** Id of the ledger entry of this completion. */
  entry: z.string().optional(),
  amendment: z.string().optional(),
  /** Children that were finished along with it. */
  children: z.array(z.string()).optional(),
  session: z.string().optional(),
  files: z.number().optional(),
  commits: z.number().optional(),
  next: taskBriefSchema.optional(),
  /** The session's scope is finished: it can be closed. */
  closable: z.literal(true).optional(),
});
export type DoneAnswer = z.infer<typeof doneSchema>;

const wipSchema = z.object({ task: taskBriefSchema, changed: z.boolean(), session: z.string().optional(), by: z.string() });
export type WipAnswer = z.infer<typeof wipSchema>;

const logSchema = z.object({ at: z.string(), message: z.string(), session: z.string().optional() });
export type LogAnswer = z.infer<typeof logSchema>;

/** What `--json` answers, by command. */
export const answers = {
  'session log': logSchema,
  'session wip': wipSchema,
  'session done': doneSchema,
  'task complete': doneSchema,
  'task claim': wipSchema,
  'task close': doneSchema,
};
