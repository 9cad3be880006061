import * as z from 'zod';

const scriptSchema = z.object({ shell: z.enum(['bash', 'zsh', 'fish']), script: z.string() });

const errorRowSchema = z.object({ code: z.string(), exitCode: z.number().int(), retryable: z.boolean(), when: z.string() });

/** What `--json` answers, for the commands that know only the program itself. */
export const answers = {
  version: z.object({ version: z.string(), node: z.string() }),
  completion: scriptSchema,
  'shell-init': scriptSchema,
  schema: z.union([
    z.object({ files: z.array(z.string()), answers: z.array(z.string()) }),
    z.object({ name: z.string(), schema: z.record(z.string(), z.unknown()) }),
    z.object({ errors: z.array(errorRowSchema) }),
  ]),
};
