import * as z from 'zod';
import { answers as configAnswers } from '../../domain/config/answer';
import { configFileSchema } from '../../domain/config/schema';
import { answers as doctorAnswers } from '../../domain/doctor/answer';
import { eventSchema } from '../../domain/event/schema';
import { answers as focusAnswers } from '../../domain/focus/answer';
import { answers as ledgerAnswers } from '../../domain/ledger/answer';
import { ledgerEntrySchema } from '../../domain/ledger/schema';
import { answers as reconcileAnswers } from '../../domain/reconcile/answer';
import { answers as recordAnswers } from '../../domain/record/answer';
import { answers as sessionAnswers } from '../../domain/session/answer';
import { sessionsFileSchema } from '../../domain/session/schema';
import { answers as taskAnswers } from '../../domain/task/answer';
import { todoFileSchema } from '../../domain/task/schema';
import { answers as hookAnswers } from '../../harness/answer';
import { answers as projectAnswers } from './project-answers';

/** Every file of a project that has a schema. Lines of `events` and `ledger` are described one by one. */
const files: Readonly<Record<string, z.ZodType>> = {
  todo: todoFileSchema,
  sessions: sessionsFileSchema,
  config: configFileSchema,
  ledger: ledgerEntrySchema,
  event: eventSchema,
};

const answers: Readonly<Record<string, z.ZodType>> = {
  ...sessionAnswers,
  ...focusAnswers,
  'session note': focusAnswers['focus note'],
  ...recordAnswers,
  ...reconcileAnswers,
  ...ledgerAnswers,
  ...taskAnswers,
  ...configAnswers,
  ...projectAnswers,
  ...hookAnswers,
  ...doctorAnswers,
};

const catalogue = new Map<string, z.ZodType>([...Object.entries(files), ...Object.entries(answers)]);

export const schemaNames = { files: Object.keys(files), answers: Object.keys(answers) };

/** The zod schema of what a command's `data` is; for tests that hold the answers to it. */
export const answerSchema = (command: string): z.ZodType | undefined => new Map(Object.entries(answers)).get(command);

/** The JSON Schema of a file or of a command's whole answer; undefined where there is none of that name. */
export const jsonSchema = (name: string): unknown => {
  const schema = catalogue.get(name);
  if (schema === undefined) return undefined;
  return z.toJSONSchema(schemaNames.files.includes(name) ? schema : documentOf(schema), { io: 'input' });
};

const warningSchema = z.object({ code: z.string(), message: z.string() });

const errorSchema = z.object({
  code: z.string(),
  exitCode: z.number().int(),
  message: z.string(),
  retryable: z.boolean(),
  details: z.record(z.string(), z.unknown()).optional(),
  fix: z.array(z.string()).optional(),
});

const documentOf = (data: z.ZodType): z.ZodType =>
  z.union([
    z.object({ ok: z.literal(true), data, warnings: z.array(warningSchema) }),
    z.object({ ok: z.literal(false), error: errorSchema }),
  ]);
