import { Ajv2020 } from 'ajv/dist/2020';
import * as z from 'zod';
import { answerSchema } from '../../src/cli/about/schema-catalogue';
import { resolveWords } from '../../src/cli/line/resolve-words';
import { errorTable } from '../../src/domain/error/table';
import { fixFaults } from './fix-lines';

const warning = z.strictObject({ code: z.string().regex(/^W_[A-Z_]+$/), message: z.string().min(1) });

const failure = z.strictObject({
  ok: z.literal(false),
  error: z.strictObject({
    code: z.string(),
    exitCode: z.number().int(),
    message: z.string().min(1),
    retryable: z.boolean(),
    details: z.record(z.string(), z.unknown()).optional(),
    fix: z
      .array(
        z
          .string()
          .startsWith('stint ')
          .or(z.string().regex(/^[a-z]/)),
      )
      .min(1)
      .optional(),
  }),
});

type Validate = ReturnType<Ajv2020['compile']>;
const ajv = new Ajv2020({ strict: false, allErrors: true });
const compiled = new Map<string, Validate>();

/** A strict check of `data`: fields that the schema does not know are faults. */
const validatorOf = (command: string): Validate | undefined => {
  const schema = answerSchema(command);
  if (schema === undefined) return undefined;
  let validate = compiled.get(command);
  if (validate === undefined) {
    validate = ajv.compile(z.toJSONSchema(schema, { io: 'output' }));
    compiled.set(command, validate);
  }
  return validate;
};

/** The command that a line names, or undefined for help and for lines that name none. */
const commandOf = (argv: readonly string[]): string | undefined => {
  try {
    const target = resolveWords(argv);
    return target.kind === 'command' && !argv.includes('--help') && !argv.includes('-h') ? target.line.name : undefined;
  } catch {
    return undefined;
  }
};

/** What is wrong with a --json document, against the exit code and the schemas. */
export const answerFaults = (argv: readonly string[], exitCode: number, document: unknown): string[] => {
  if (exitCode !== 0) return failureFaults(exitCode, document);
  const shape = z.strictObject({ ok: z.literal(true), data: z.unknown(), warnings: z.array(warning) }).safeParse(document);
  if (!shape.success) return [`not a success document: ${z.prettifyError(shape.error)}`];
  const command = commandOf(argv);
  const validate = command === undefined ? undefined : validatorOf(command);
  if (validate === undefined || validate(shape.data.data)) return [];
  return (validate.errors ?? []).map((error) => `data${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
};

const failureFaults = (exitCode: number, document: unknown): string[] => {
  const shape = failure.safeParse(document);
  if (!shape.success) return [`not a failure document: ${z.prettifyError(shape.error)}`];
  const { error } = shape.data;
  const faults: string[] = [];
  if (error.exitCode !== exitCode) faults.push(`exitCode ${error.exitCode} in the document, ${exitCode} of the process`);
  if (!errorTable.some((row) => row.code === error.code && row.exitCode === exitCode))
    faults.push(`${error.code} is not ${exitCode}`);
  faults.push(...fixFaults(error.fix ?? []));
  return faults;
};
