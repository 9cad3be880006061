import { expect, it } from 'vitest';
import * as z from 'zod';
import { eventSchema } from '../../../src/domain/event/schema';
import { ledgerEntrySchema } from '../../../src/domain/ledger/schema';
import { type FixedFields, fixedFields } from '../../../src/domain/secret/fixed-fields';
import { sessionSchema } from '../../../src/domain/session/schema';
import { taskSchema } from '../../../src/domain/task/schema';

type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly string[];
  readonly pattern?: string;
};

/** Every field of a record that may hold a text, by its path. */
const textFields = (schema: JsonSchema, path = ''): readonly string[] => {
  if (schema.anyOf !== undefined) return schema.anyOf.flatMap((each) => textFields(each, path));
  if (schema.items !== undefined) return textFields(schema.items, path);
  if (schema.properties !== undefined)
    return Object.entries(schema.properties).flatMap(([name, each]) => textFields(each, path === '' ? name : `${path}.${name}`));
  return [schema.type].flat().includes('string') ? [path] : [];
};

const isFixed = (fixed: FixedFields, path: string): boolean => {
  let at: FixedFields | true | undefined = fixed;
  for (const name of path.split('.')) {
    if (at === true || at === undefined) break;
    at = at[name];
  }
  return at === true;
};

const searched = (schema: z.ZodType, fixed: FixedFields): readonly string[] =>
  [...new Set(textFields(z.toJSONSchema(schema, { io: 'input' }) as JsonSchema))].filter((path) => !isFixed(fixed, path));

it('searches the texts of every record for secrets, and nothing that has a form of its own', () => {
  expect(searched(taskSchema, fixedFields.task)).toEqual([
    'title',
    'description',
    'phase',
    'labels',
    'files',
    'acceptance',
    'notes.text',
    'notes.by',
    'externalRef',
    'externalRef.key',
    'work.by',
    'work.branch',
    'blockedBy',
  ]);
  expect(searched(sessionSchema, fixedFields.session)).toEqual([
    'name',
    'agent',
    'scope.phase',
    'focus.sessionNote',
    'focus.nextAction',
    'notes.text',
    'git.branch',
  ]);
  expect(searched(ledgerEntrySchema, fixedFields.entry)).toEqual([
    'task.title',
    'task.phase',
    'task.labels',
    'agent',
    'reason',
    'note',
    'files.path',
    'commits.subject',
    'branch',
  ]);
  expect(searched(eventSchema, fixedFields.event)).toEqual(['agent']);
});

it.each([
  ['task', taskSchema],
  ['session', sessionSchema],
  ['entry', ledgerEntrySchema],
] as const)('leaves alone only fields that a %s has', (kind, schema) => {
  const known = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
  const missing = (fixed: FixedFields, at: JsonSchema | undefined, path: string): readonly string[] =>
    Object.entries(fixed).flatMap(([name, below]) => {
      const inner = [at, ...(at?.anyOf ?? [])].map((each) => each?.properties?.[name]).find((each) => each !== undefined);
      const here = path === '' ? name : `${path}.${name}`;
      if (inner === undefined) return [here];
      return below === true ? [] : missing(below, inner.items ?? inner, here);
    });
  expect(missing(fixedFields[kind], known, '')).toEqual([]);
});
