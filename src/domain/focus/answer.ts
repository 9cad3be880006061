import * as z from 'zod';
import { taskBriefSchema } from '../session/answer';

const focusSchema = z.object({
  session: z.string(),
  focus: taskBriefSchema.optional(),
  held: z.array(z.string()).optional(),
  note: z.string().optional(),
  nextAction: z.string().optional(),
});
export type FocusAnswer = z.infer<typeof focusSchema>;

const movedSchema = focusSchema.extend({ released: z.string().optional(), changed: z.boolean() });
export type MovedAnswer = z.infer<typeof movedSchema>;

const historySchema = z.object({
  items: z.array(z.object({ task: z.string(), title: z.string().optional(), at: z.string(), action: z.string() })),
  total: z.number(),
  truncated: z.boolean(),
});
export type FocusHistoryAnswer = z.infer<typeof historySchema>;

/** What `--json` answers, by command. */
export const answers = {
  'focus show': focusSchema,
  'focus set': movedSchema,
  'focus clear': movedSchema,
  'focus note': movedSchema,
  'focus next-action': movedSchema,
  'focus history': historySchema,
};
