import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
let tree = '';

beforeAll(() => {
  tree = mkdtempSync(join(tmpdir(), 'stint-domain-'));
  for (const name of ['src/domain', 'tsconfig.json', 'tsconfig.domain.json', 'package.json'])
    cpSync(join(root, name), join(tree, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'));
});

afterAll(() => rmSync(tree, { recursive: true, force: true }));

it.each([
  ['process', 'export const a = process.pid;'],
  ['console', "console.log('a');\nexport {};"],
  ['setTimeout', 'export const a = setTimeout(() => {}, 1);'],
  ['Buffer', "export const a = Buffer.from('');"],
])('the compiler refuses %s in the domain', (name, text) => {
  writeFileSync(join(tree, 'src/domain/planted.ts'), `${text}\n`);
  const { status, stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['--noEmit', '-p', 'tsconfig.domain.json'], {
    cwd: tree,
    encoding: 'utf8',
  });
  expect(status).not.toBe(0);
  expect(stdout).toContain('src/domain/planted.ts');
  expect(stdout).toContain(name);
});
