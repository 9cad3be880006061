// Writes src/generated/validators.js and .d.ts: yes/no validators made from the zod schemas, so that no command
// has to load zod to read its files. Run it before building, type checking or testing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

const sources = {
  TodoFile: ['task/schema', 'todoFileSchema'],
  SessionsFile: ['session/schema', 'sessionsFileSchema'],
  ConfigFile: ['config/schema', 'configFileSchema'],
  Task: ['task/schema', 'taskSchema'],
  Session: ['session/schema', 'sessionSchema'],
  LedgerEntry: ['ledger/schema', 'ledgerEntrySchema'],
  Event: ['event/schema', 'eventSchema'],
};

const jsonSchemas = async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stint-schemas-'));
  try {
    const outfile = join(folder, 'schemas.mjs');
    const names = Object.entries(sources);
    const contents = [
      "import * as z from 'zod';",
      ...names.map(([, [path, schema]]) => `import { ${schema} as ${schema} } from './src/domain/${path}';`),
      `export const schemas = [${names.map(([name, [, schema]]) => `['${name}', z.toJSONSchema(${schema}, { io: 'input' })]`)}];`,
    ].join('\n');
    await build({ stdin: { contents, resolveDir: root, loader: 'ts' }, bundle: true, format: 'esm', platform: 'node', outfile });
    return (await import(pathToFileURL(outfile).href)).schemas;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const refuse = (schema, why) => {
  throw new Error(`${why}: ${JSON.stringify(schema)}`);
};

const understood = {
  string: ['pattern', 'minLength'],
  integer: ['minimum', 'maximum'],
  number: ['minimum', 'maximum'],
  boolean: [],
  null: [],
  array: ['items'],
  object: ['properties', 'required', 'additionalProperties', 'propertyNames'],
};

/** Functions and patterns that checks refer to, each written once; the source text to its name. */
const declared = new Map();

const declare = (kind, text) => {
  if (!declared.has(text)) declared.set(text, `${kind}${declared.size}`);
  return declared.get(text);
};

const isAnything = (schema) => schema === true || (schema !== false && Object.keys(schema).length === 0);

const all = (expressions) => expressions.join(' && ');

/** An expression that says whether `value`, an expression that is cheap to repeat, is what `schema` asks for. */
const check = (schema, value) => {
  if (isAnything(schema)) return 'true';
  if (schema.anyOf !== undefined) return `(${schema.anyOf.map((each) => check(each, value)).join(' || ')})`;
  if (Array.isArray(schema.type)) return check({ anyOf: schema.type.map((type) => ({ ...schema, type })) }, value);
  const { type, enum: choices, const: only, $schema: _, ...rest } = schema;
  const unknown = Object.keys(rest).find((keyword) => !understood[type]?.includes(keyword));
  if (unknown !== undefined || understood[type] === undefined) refuse(schema, 'not understood');
  const values = choices ?? (only === undefined ? undefined : [only]);
  if (values !== undefined) {
    const fits = values.every((each) => typeof each === type) && Object.keys(rest).length === 0;
    if (!fits) refuse(schema, 'choices and a type that are not understood together');
    return `(${values.map((each) => `${value} === ${JSON.stringify(each)}`).join(' || ')})`;
  }
  return checks[type](rest, value);
};

const range = ({ minimum, maximum }, value) => [
  ...(minimum === undefined ? [] : [`${value} >= ${minimum}`]),
  ...(maximum === undefined ? [] : [`${value} <= ${maximum}`]),
];

const checks = {
  string: ({ pattern, minLength = 0 }, value) =>
    all([
      `typeof ${value} === "string"`,
      // Lengths as JavaScript counts them.
      ...(minLength > 0 ? [`${value}.length >= ${minLength}`] : []),
      ...(pattern === undefined ? [] : [`${declare('pattern', `new RegExp(${JSON.stringify(pattern)})`)}.test(${value})`]),
    ]),
  integer: (rest, value) => all([`Number.isInteger(${value})`, ...range(rest, value)]),
  number: (rest, value) => all([`Number.isFinite(${value})`, ...range(rest, value)]),
  boolean: (_, value) => `typeof ${value} === "boolean"`,
  null: (_, value) => `${value} === null`,
  array: ({ items = {} }, value) =>
    isAnything(items) ? `Array.isArray(${value})` : `${declare('is', arrayFunction(check(items, 'item')))}(${value})`,
  object: (rest, value) => `${declare('is', objectFunction(rest))}(${value})`,
};

const arrayFunction = (itemCheck) => `(list) => {
  if (!Array.isArray(list)) return false;
  for (let at = 0; at < list.length; at++) {
    const item = list[at];
    if (!(${itemCheck})) return false;
  }
  return true;
}`;

/** A key that holds undefined counts as absent. */
const objectFunction = ({ properties = {}, required = [], additionalProperties = {}, propertyNames = {} }) => {
  const names = Object.keys(properties);
  if ([...names, ...required].some((name) => !/^[A-Za-z_]\w*$/.test(name) || name in {})) refuse(names, 'not plain names');
  const stray = required.filter((name) => !names.includes(name));
  const each = [...names, ...stray].map((name) => {
    const schema = properties[name] ?? {};
    const inside = check(schema, `record.${name}`);
    if (!required.includes(name)) return isAnything(schema) ? 'true' : `(record.${name} === undefined || ${inside})`;
    return isAnything(schema) ? `record.${name} !== undefined` : inside;
  });
  const isRecord = 'typeof record === "object" && record !== null && !Array.isArray(record)';
  const tested = [isRecord, ...each.filter((text) => text !== 'true')].join(' &&\n    ');
  const isKey = check(propertyNames, 'key');
  // Every key is a string.
  const allKeys = isKey === 'typeof key === "string"' ? 'true' : isKey;
  if (isAnything(additionalProperties) && allKeys === 'true') return `(record) =>\n    ${tested}`;
  const isNamed = names.map((name) => `key === ${JSON.stringify(name)}`).join(' || ') || 'false';
  const other = additionalProperties === false ? 'false' : check(additionalProperties, 'record[key]');
  return `(record) => {
  if (!(${tested})) return false;
  for (const key in record) if (!(${allKeys}) || !(${isNamed} || ${other})) return false;
  return true;
}`;
};

// Made with a generator of our own: Ajv's functions answer the same, but are six times as long, and compiling them was a
// good part of what a short command cost.
const schemas = await jsonSchemas();
const exported = schemas.map(([name, schema]) => `export const validate${name} = (value) => ${check(schema, 'value')};`);
const declarations = [...declared].map(([text, name]) => `const ${name} = ${text};`);

const target = join(root, 'src/generated');
mkdirSync(target, { recursive: true });
const banner = '// Generated by scripts/generate-validators.mjs from the zod schemas in src/domain. Not edited by hand.';
writeFileSync(join(target, 'validators.js'), `${[banner, ...declarations, ...exported].join('\n')}\n`);
const types = schemas.map(
  ([name]) =>
    `export declare const validate${name}: (value: unknown) => value is import('../domain/${sources[name][0]}').${name};`,
);
writeFileSync(join(target, 'validators.d.ts'), `${types.join('\n')}\n`);
