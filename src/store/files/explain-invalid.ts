import type * as z from 'zod';
import { configKeys } from '../../domain/config/keys';
import { configFileSchema } from '../../domain/config/schema';
import { eventSchema } from '../../domain/event/schema';
import { ledgerEntrySchema } from '../../domain/ledger/schema';
import { sessionSchema, sessionsFileSchema } from '../../domain/session/schema';
import { taskSchema, todoFileSchema } from '../../domain/task/schema';
import { isNestedDeeper, recordDepthLimit } from '../../domain/text/json-nesting';
import { nearest } from '../../domain/text/nearest';
import { visibleLine } from '../../domain/text/visible';
import { configWith, type RecordKind, type UnfitRecord } from '../check-change';
import { StoreError } from '../store-error';
import type { ContentFault, ContentKind } from './content-fault';
import { findDamage, withoutMark } from './explain/find-damage';
import { locatePath, type PathStep } from './explain/json-scanner';
import { positionAt } from './explain/text-position';
import { onlyKnown } from './image/config-image';
import { asOwnVersion, isNewer } from './image/version';

const schemas: Readonly<Record<ContentKind, z.ZodType>> = {
  todo: todoFileSchema,
  sessions: sessionsFileSchema,
  config: configFileSchema,
  archivedTask: taskSchema,
  archivedSession: sessionSchema,
};

/** Words what is wrong in a file, with line and column. Loaded only then, for it brings zod along. */
export const explainInvalid = (fault: ContentFault): StoreError => {
  const damage = findDamage(fault.bytes);
  if (damage !== undefined) return corrupt(fault, damage.what, damage.at);
  const text = withoutMark(fault.bytes.toString('utf8'));
  const value = inOwnVersion(fault, JSON.parse(text));
  const wrong = findInvalid(schemas[fault.kind], value) ?? findDuplicate(fault.kind, value);
  if (wrong === undefined) return corrupt(fault, 'it is not what it should be');
  return corrupt(fault, wrong.what, positionAt(text, locatePath(text, wrong.path)), wrong.details);
};

const schemasOfRecords: Readonly<Partial<Record<RecordKind, z.ZodType>>> = {
  task: taskSchema,
  session: sessionSchema,
  entry: ledgerEntrySchema,
  event: eventSchema.omit({ id: true }),
};

/** Words what is wrong with a record that was to be written: a fault of the program, with what helps to find it. */
export const explainUnfit = (fault: UnfitRecord): Error => {
  const { kind, record } = fault;
  const { id } = typeof record === 'object' && record !== null && 'id' in record ? record : { id: undefined };
  const what = typeof id === 'string' ? `the ${kind} ${visibleLine(JSON.stringify(id))}` : `a ${kind}`;
  const value = kind === 'setting' ? configWith(record as Readonly<Record<string, unknown>>) : record;
  const schema = kind === 'setting' ? configFileSchema : schemasOfRecords[kind];
  const wrong = schema === undefined || isNestedDeeper(value, recordDepthLimit) ? undefined : findInvalid(schema, value);
  const why = isNestedDeeper(value, recordDepthLimit)
    ? `it is nested deeper than ${recordDepthLimit} levels`
    : (wrong?.what ?? 'it is not what it should be');
  return new Error(`${what} was to be written and could not be read again: ${why}. Nothing was changed`, { cause: fault });
};

/** What this program has to understand of the file. Throws where a newer one wrote it in a shape of its own. */
const inOwnVersion = ({ kind, file, line }: ContentFault, value: unknown): unknown => {
  if (line !== undefined || typeof value !== 'object' || value === null || !isNewer(file, value)) return value;
  const own = asOwnVersion(value as Record<string, unknown>, true);
  return kind === 'config' ? onlyKnown(own) : own;
};

type Wrong = { readonly what: string; readonly path: readonly PathStep[]; readonly details?: Record<string, unknown> };

const findInvalid = (schema: z.ZodType, value: unknown): Wrong | undefined => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return undefined;
  const issue = deepest(parsed.error.issues);
  const path = issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
  if (issue.code === 'unrecognized_keys') return unknownSetting(path, issue.keys[0] ?? '');
  const place = path.length === 0 ? 'the file' : formatPath(path);
  const given = valueAt(value, path);
  const shown = given === undefined ? 'is missing' : `is ${visibleLine(JSON.stringify(given).slice(0, 80))}`;
  return { what: `${place} ${shown}: ${issue.message}`, path, details: { key: formatPath(path) } };
};

/** An unknown setting says more than a wrong one: it is often the same mistake. */
const deepest = (issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue => {
  const [first] = issues;
  if (first === undefined) throw new Error('a schema refused a value and gave no reason');
  return issues.find((issue) => issue.code === 'unrecognized_keys') ?? first;
};

const unknownSetting = (group: readonly PathStep[], name: string): Wrong => {
  const key = formatPath([...group, name]);
  const known = configKeys.flatMap((row) => [row.key, row.key.split('.')[0] ?? row.key]);
  const near = nearest(key, [...new Set(known)]);
  const advice = near === undefined ? '' : ` (did you mean ${near}?)`;
  return {
    what: `${visibleLine(key)} is no setting${advice}`,
    path: [...group, name],
    details: { key, ...(near !== undefined && { nearest: near }) },
  };
};

const listKeys: Partial<Record<ContentKind, string>> = { todo: 'tasks', sessions: 'sessions' };

const findDuplicate = (kind: ContentKind, value: unknown): Wrong | undefined => {
  const listKey = listKeys[kind];
  if (listKey === undefined) return undefined;
  const seen = new Set<string>();
  for (const [index, { id }] of (value as Record<string, { id: string }[]>)[listKey]?.entries() ?? []) {
    if (seen.has(id)) return { what: `the id ${id} is there twice`, path: [listKey, index], details: { id } };
    seen.add(id);
  }
  return undefined;
};

const valueAt = (value: unknown, path: readonly PathStep[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Readonly<Record<PathStep, unknown>> | undefined)?.[step], value);

const formatPath = (path: readonly PathStep[]): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('');

const corrupt = (
  fault: ContentFault,
  what: string,
  at?: { readonly line: number; readonly column: number },
  details: Record<string, unknown> = {},
): StoreError => {
  // A line of a .jsonl file was read by itself.
  const line = fault.line ?? at?.line;
  const place = line === undefined ? '' : `:${line}${at === undefined ? '' : `:${at.column}`}`;
  return new StoreError(
    'E_STORE_CORRUPT',
    `.stint/${fault.file}${place}: ${what}. Nothing was changed; mend it in an editor, or put the file back from a backup.`,
    { file: fault.file, ...(line !== undefined && { line }), ...(at && { column: at.column }), ...details },
  );
};
