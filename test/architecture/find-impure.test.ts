import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const { findImpure } = (await import(pathToFileURL(join(root, 'scripts/find-impure.mjs')).href)) as {
  findImpure: (path: string, text: string) => { line: number; what: string }[];
};

it.each([
  'export const a = Date.now();',
  "export const a = Date['now']();",
  'export const a = new Date();',
  'export const a = new Date;',
  'export const a = Date();',
  'export const a = new Date(2026, 1, 2);',
  'export const a = Math.random();',
  'const { random } = Math;\nexport const a = Math["random"]();',
  'export const a = (date: Date) => date.getHours();',
  'export const a = (date: Date) => date.getTimezoneOffset();',
  'export const a = (date: Date) => date.setDate(1);',
  'export const a = (date: Date) => date.toLocaleString();',
  "export const a = new Intl.DateTimeFormat('en');",
  'export const a = globalThis.Date;',
  'export const a = performance.now();',
  "import { isToday } from 'date-fns/isToday';\nexport const a = isToday;",
  "import { formatDistanceToNow } from 'date-fns/formatDistanceToNow';\nexport const a = formatDistanceToNow;",
  "import { startOfDay } from 'date-fns/startOfDay';\nexport const a = startOfDay;",
])('reports %s', (text) => {
  expect(findImpure('src/domain/planted.ts', text)).not.toEqual([]);
});

it.each([
  'export const a = (ms: number) => new Date(ms).toISOString();',
  'export const a = Date.UTC(2026, 1, 2) + Date.parse("2026-01-01T00:00:00Z");',
  'export const a = (date: Date) => date.getUTCHours();',
  "import { hoursToMilliseconds } from 'date-fns/constants';\nexport const a = hoursToMilliseconds;",
  'export const text = `new Date() stands in a text`;',
])('lets %s pass', (text) => {
  expect(findImpure('src/domain/planted.ts', text)).toEqual([]);
});

it('finds the clock where it is read: in the adapter of the zone', () => {
  const path = 'src/compose/machine-zone.ts';
  expect(findImpure(path, readFileSync(join(root, path), 'utf8'))).toHaveLength(1);
});
