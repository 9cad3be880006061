// npm run check: everything that can be said about the sources without running them. CI runs the same.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findImpure } from './find-impure.mjs';

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

const sources = (folder, ending) =>
  readdirSync(join(root, folder), { recursive: true })
    .map((name) => `${folder}/${name}`)
    .filter((name) => ending.test(name));

const textOf = (name) => readFileSync(join(root, name), 'utf8');

const report = (name, places) => {
  console.log(`${places.length === 0 ? 'ok    ' : 'FAILED'} ${name}${places.map((place) => `\n  ${place}`).join('')}`);
  if (places.length > 0) failed.push(name);
};

/** The compiler keeps what Node has out of pure modules; the clock, chance and the zone are part of the language. */
report(
  'pure modules ask for no time, chance or zone',
  ['src/domain', 'src/harness']
    .flatMap((folder) => sources(folder, /\.ts$/))
    .flatMap((name) => findImpure(name, textOf(name)).map(({ line, what }) => `${name}:${line} ${what}`)),
);

/** A command that must stop sets the exit code and returns: an exit in between loses output and leaves work half done. */
report(
  'no process.exit',
  ['src', 'bin'].flatMap((folder) => sources(folder, /\.[jt]s$/)).filter((name) => /process\s*\.\s*exit\s*\(/.test(textOf(name))),
);

process.exitCode = failed.length === 0 ? 0 : 1;
