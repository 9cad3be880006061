// npm run check: everything that can be said about the sources without running them. CI runs the same.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const bin = (name) => join(root, 'node_modules/.bin', name);

/** What the compiler knows of unchanged files stays beside the packages: the next run reads only what has changed. */
const compile = (config) => [
  '--noEmit',
  '-p',
  config,
  '--incremental',
  '--tsBuildInfoFile',
  `node_modules/.cache/${config}.tsbuildinfo`,
];

const checks = [
  ['validators', process.execPath, ['scripts/generate-validators.mjs']],
  ['format and lint', bin('biome'), ['ci', '--colors=off', '--error-on-warnings', '.']],
  ['types', bin('tsc'), compile('tsconfig.json')],
  ['domain is pure', bin('tsc'), compile('tsconfig.domain.json')],
  ['layers', bin('depcruise'), ['src', '--config', '.dependency-cruiser.mjs']],
  ['unused', bin('knip'), ['--no-progress']],
  ['docs are current', process.execPath, ['scripts/generate-docs.mjs', '--check']],
];

const failed = [];
for (const [name, command, args] of checks) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${name}`);
  if (status === 0) continue;
  failed.push(name);
  console.log(`${stdout ?? ''}${stderr ?? ''}`.trimEnd());
}

/** A command that must stop sets the exit code and returns: an exit in between loses output and leaves work half done. */
const exits = ['src', 'bin']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true }).map((name) => `${folder}/${name}`))
  .filter((name) => /\.[jt]s$/.test(name) && /process\s*\.\s*exit\s*\(/.test(readFileSync(join(root, name), 'utf8')));
console.log(`${exits.length === 0 ? 'ok    ' : 'FAILED'} no process.exit${exits.map((name) => `\n  ${name}`).join('')}`);
if (exits.length > 0) failed.push('no process.exit');

process.exitCode = failed.length === 0 ? 0 : 1;
