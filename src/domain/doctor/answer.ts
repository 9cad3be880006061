import * as z from 'zod';

const findingSchema = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning', 'info']),
  message: z.string(),
  means: z.string(),
  file: z.string().optional(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  fix: z.string().optional(),
});

const mendedSchema = z.object({ code: z.string(), what: z.string(), file: z.string().optional(), backup: z.string().optional() });

const hookSchema = z.object({
  harness: z.string(),
  scope: z.string(),
  file: z.string(),
  event: z.string(),
  recorded: z.boolean(),
});

const doctorSchema = z.object({
  root: z.string(),
  /** Who knows the project: the repository's own config, or the person's state folder; absent for a foreign one. */
  knownBy: z.enum(['git', 'state']).optional(),
  findings: z.array(findingSchema),
  errors: z.number().int(),
  warnings: z.number().int(),
  /** With --repair: what was mended, and where the copy of what was there before lies. */
  mended: z.array(mendedSchema).optional(),
  /** With --hooks: what each installed command did. */
  hooks: z.array(hookSchema).optional(),
  /** With --hooks: the harnesses on the PATH. */
  harnesses: z.array(z.object({ harness: z.string(), version: z.string().optional() })).optional(),
});
export type DoctorAnswer = z.infer<typeof doctorSchema>;

/** What was mended, and where the copy of what was there before lies. */
export type Mended = z.infer<typeof mendedSchema>;
export type HookTrial = z.infer<typeof hookSchema>;

/** What `--json` answers. */
export const answers = { doctor: doctorSchema };
