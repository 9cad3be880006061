import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configKeys } from '../../src/domain/config/keys';
import { runCli } from '../support/run-cli';

const root = join(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
const scripts: Readonly<Record<string, string>> = JSON.parse(read('package.json')).scripts;

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'stint-readme-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Lines of the fenced blocks of one language. */
const fenced = (text: string, language: string): string[][] =>
  [...text.matchAll(/^ *```(\w+)\n([\s\S]*?)^ *```$/gm)]
    .filter((match) => match[1] === language)
    .map((match) => (match[2] ?? '').split('\n').map((line) => line.trim()))
    .map((lines) => lines.filter((line) => line !== ''));

/** A line as a shell reads it, for the few quotes that documents use. */
const wordsOf = (line: string): string[] => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');

describe('README', () => {
  const readme = read('README.md');

  it('begins with the command that installs, builds and plays, and the one that tests', () => {
    const [first, second] = fenced(readme, 'sh');
    expect(first).toEqual(['npm ci && npm run build && npm run demo']);
    expect(second).toEqual(['npm test']);
    for (const line of [...(first ?? []), ...(second ?? [])])
      for (const [, script] of line.matchAll(/npm (?:run )?(build|demo|test)/g)) expect(scripts).toHaveProperty(script ?? '');
  });

  it('shows a transcript that the demo really produces', async () => {
    const demo = promisify(execFile)(process.execPath, [join(root, 'scripts/demo.mjs'), '--check'], {
      env: { PATH: process.env.PATH, TMPDIR: scratch },
    });
    await expect(demo).resolves.toMatchObject({ stdout: '' });
  });

  it('has first steps that work in the order in which they are printed', async () => {
    const steps = fenced(readme, 'sh').find((lines) => lines.includes('stint init')) ?? [];
    const lines = steps.filter((line) => line.startsWith('stint '));
    expect(lines.length).toBeGreaterThan(8);
    const cwd = mkdtempSync(join(scratch, 'first-'));
    for (const line of lines) {
      const { exitCode, stderr } = await runCli(wordsOf(line).slice(1), { cwd });
      expect({ line, exitCode, stderr }).toEqual({ line, exitCode: 0, stderr: '' });
    }
  });
});

const documents = [
  'README.md',
  'CHANGELOG.md',
  ...['architecture', 'sessions', 'files', 'glossary'].map((name) => `docs/${name}.md`),
  ...['0001-layers', '0002-refusals-as-values', '0003-claim-then-redo', '0004-node-and-typescript-pins', '0005-file-formats'].map(
    (name) => `docs/decisions/${name}.md`,
  ),
];

describe.each(documents)('%s', (document) => {
  const text = read(document);

  it('links to files that are there', () => {
    const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)[^)]*\)/g)].map((match) => match[1] ?? '');
    expect(links.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
  });

  it('names files of this repository that are there', () => {
    const paths = [...text.matchAll(/`((?:src|test|docs|scripts|bin|bench)\/[\w./-]+)`/g)].map((match) => match[1] ?? '');
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });

  it('names commands and options that exist', async () => {
    const lines = [...text.matchAll(/`(stint [^`\n]+)`/g)].map((match) => match[1] ?? '');
    for (const line of lines) {
      const words = wordsOf(line.replace(/^eval .*?\(|\)".*$/g, '')).slice(1);
      const typed = words.filter((word) => !/^[A-Z]{2,}$/.test(word) && word !== '…');
      const { exitCode, stderr, stdout } = await runCli([...typed, '--help'], { cwd: scratch });
      const unknown = words.filter((word) => /^--?[a-z]/.test(word) && !stdout.includes(word));
      expect({ line, exitCode, stderr, unknown }).toEqual({ line, exitCode: 0, stderr: '', unknown: [] });
    }
  });

  it('names settings that exist', () => {
    const keys = new Set(configKeys.map((row) => row.key));
    const named = [...text.matchAll(/`((?:multiSession|project|task|session|log|record|hooks)\.[a-zA-Z]+)`/g)].map(
      (match) => match[1] ?? '',
    );
    expect(named.filter((key) => !keys.has(key) && !/^(?:session\.log|session\.(?:ended|end))$/.test(key))).toEqual([]);
  });
});
