import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let tree = '';

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'stint-domain-'));
  for (const name of ['src/domain', 'src/harness', 'tsconfig.json', 'tsconfig.domain.json', 'package.json'])
    cpSync(join(root, name), join(tree, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

/** Each in a file of its own, so that one run of the compiler sees them all. */
const planted = {
  process: 'export const a = process.pid;',
  console: "console.log('a');\nexport {};",
  setTimeout: 'export const a = setTimeout(() => {}, 1);',
  Buffer: "export const a = Buffer.from('');",
};

const folders = ['src/domain', 'src/harness'];

it('the compiler refuses what a pure module cannot have', () => {
  for (const folder of folders)
    for (const [name, text] of Object.entries(planted)) writeFileSync(join(tree, folder, `planted-${name}.ts`), `${text}\n`);
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', 'tsconfig.domain.json'], {
    cwd: tree,
    encoding: 'utf8',
  });
  expect(status).not.toBe(0);
  for (const folder of folders)
    for (const name of Object.keys(planted)) expect(stdout).toMatch(new RegExp(`${folder}/planted-${name}\\.ts.*'${name}'`));
});
