import * as z from 'zod';
import { hookChangesSchema } from '../../harness/answer';

const scriptSchema = z.object({ shell: z.enum(['bash', 'zsh', 'fish']), script: z.string() });

const errorRowSchema = z.object({ code: z.string(), exitCode: z.number().int(), retryable: z.boolean(), when: z.string() });

const initSchema = z.object({
  root: z.string(),
  because: z.enum(['named', 'repository', 'main-worktree', 'folder', 'exists']),
  created: z.boolean(),
  agentFiles: z.array(z.object({ file: z.string(), change: z.enum(['created', 'updated', 'unchanged']) })),
  tracking: z
    .object({
      ledger: z.boolean(),
      files: z.array(z.string()),
      driver: z.enum(['set', 'unchanged', 'removed']),
      next: z.array(z.string()),
    })
    .optional(),
  hooks: hookChangesSchema.optional(),
  /** With --adopt: what was there, and what became of it. */
  adopted: z
    .object({
      tasks: z.object({ open: z.number().int(), finished: z.number().int() }),
      sessions: z.array(z.object({ id: z.string(), status: z.string(), agent: z.string().optional() })),
      settings: z.array(z.looseObject({ key: z.string(), value: z.unknown() })),
      journal: z.object({ records: z.number().int(), unfinished: z.number().int() }),
      ended: z.array(z.string()),
      discarded: z.array(z.string()),
      dryRun: z.literal(true).optional(),
    })
    .optional(),
});

const mergeLedgerSchema = z.object({ entries: z.number().int(), foreign: z.number().int(), doubles: z.array(z.string()) });

const importSchema = z.object({
  source: z.string(),
  added: z.number().int(),
  archived: z.number().int(),
  updated: z.number().int(),
  changed: z.array(z.object({ task: z.string(), field: z.string(), from: z.string(), to: z.string(), both: z.boolean() })),
  gone: z.array(z.object({ task: z.string(), key: z.string(), open: z.boolean() })),
  unchanged: z.number().int(),
  epics: z.number().int(),
  open: z.number().int(),
  finished: z.number().int(),
  sessions: z.number().int(),
  entries: z.number().int(),
  phases: z.array(z.string()),
  translated: z.array(z.object({ task: z.string(), field: z.string(), from: z.string(), to: z.string() })),
  renamed: z.array(z.object({ from: z.string(), to: z.string() })),
  missingParents: z.array(z.object({ task: z.string(), parent: z.string() })),
  missingDepends: z.array(z.object({ task: z.string(), depends: z.string() })),
  cut: z.array(z.object({ task: z.string(), field: z.enum(['parent', 'depends']), to: z.string() })),
  leftOut: z.array(z.object({ what: z.string(), count: z.number().int(), items: z.array(z.string()).optional() })),
  deadlocks: z.array(z.string()),
  dryRun: z.literal(true).optional(),
});

/** What `--json` answers, for the commands that are about the program or set a project up. */
export const answers = {
  init: initSchema,
  'merge-ledger': mergeLedgerSchema,
  import: importSchema,
  hook: z.object({ answer: z.string() }),
  version: z.object({ version: z.string(), node: z.string() }),
  completion: scriptSchema,
  'shell-init': scriptSchema,
  schema: z.union([
    z.object({ files: z.array(z.string()), answers: z.array(z.string()) }),
    z.object({ name: z.string(), schema: z.record(z.string(), z.unknown()) }),
    z.object({ errors: z.array(errorRowSchema) }),
  ]),
};
