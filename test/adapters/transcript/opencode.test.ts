import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readOpenCodeTranscripts } from '../../../src/adapters/transcript/opencode';
import { askOpenCode } from '../../../src/adapters/transcript/opencode-db';
import { sumTranscript } from '../../../src/domain/usage/transcript';

const rows = JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/harness/opencode/db-rows.json'), 'utf8'));
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stint-opencode-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Stands in for `opencode`: takes the same arguments. */
const program = (name: string, body: string): string => {
  const path = join(folder, name);
  writeFileSync(path, `#!${process.execPath}\nconst [verb, sql, flag, format] = process.argv.slice(2);\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
};
const run = (path: string, timeLimitMs = 20_000) => ({
  cwd: folder,
  env: { PATH: process.env.PATH },
  timeLimitMs,
  program: path,
});

const answering = () =>
  program(
    'answering',
    `const rows = ${JSON.stringify(rows)};
if (verb !== 'db' || flag !== '--format' || format !== 'json') process.exitCode = 2;
require('node:fs').appendFileSync(${JSON.stringify(join(folder, 'asked.sql'))}, sql + '\\n');
const table = /FROM (\\w+)/.exec(sql)[1];
console.log(JSON.stringify(sql.includes("'/none'") ? [] : [rows[table], ...(table === 'message' ? [{ ...rows.message, session_id: 'another' }] : [])]));`,
  );

it("reads a session's tokens, cost and commands from the database", async () => {
  const reading = await readOpenCodeTranscripts({ session: "ses_5a1f00c0effeA1B2C3D4E5F6G7' OR '1" }, run(answering()));
  expect(reading.kind).toBe('read');
  const transcripts = reading.kind === 'read' ? reading.transcripts : [];
  expect(transcripts.map((transcript) => sumTranscript(transcript))).toMatchObject([
    { responses: 1, tokens: { input: 402, output: 260, cacheRead: 8000 }, costUsd: 0.014408, costSource: 'harness' },
  ]);
  expect(transcripts[0]?.commands).toMatchObject([{ command: 'npm test', exitCode: 1 }]);
  const asked = readFileSync(join(folder, 'asked.sql'), 'utf8').trim().split('\n');
  expect(asked).toHaveLength(3);
  for (const sql of asked) expect(sql).toContain("id = 'ses_5a1f00c0effeA1B2C3D4E5F6G7'' OR ''1'");
});

it('asks for the sessions of a folder since a time', async () => {
  const reading = await readOpenCodeTranscripts({ directory: '/none', sinceMs: 12.5 }, run(answering()));
  expect(reading).toEqual({ kind: 'read', transcripts: [] });
  expect(readFileSync(join(folder, 'asked.sql'), 'utf8')).toContain("directory = '/none' AND time_updated >= 12 ");
});

it.each([
  ['is not there', () => join(folder, 'absent'), 'absent'],
  ['fails', () => program('failing', 'process.exitCode = 1;'), 'failed'],
  ['prints something else', () => program('table', 'console.log("id | cost");'), 'failed'],
  ['hangs', () => program('hanging', 'setInterval(() => {}, 1000);'), 'timeout'],
])('says so where opencode %s', async (_, path, kind) => {
  expect(await readOpenCodeTranscripts({ session: 's' }, run(path(), kind === 'timeout' ? 300 : 20_000))).toEqual({ kind });
});

it('takes no output for no rows', async () => {
  expect(await askOpenCode('SELECT 1', run(program('silent', '')))).toEqual({ kind: 'rows', rows: [] });
});
