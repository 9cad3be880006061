// npm run test:mutation [-- PATH…]: would the tests notice? Every fault that Stryker knows is put into src/domain, src/harness
// and src/store, or into the files and folders given, one at a time. Each is tested by the folder of its name below test. Prints a line
// for each folder; with --survivors each fault that no test noticed, too. Stryker comes from npm, into node_modules/.cache.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const version = '9.6.1';
const root = join(import.meta.dirname, '..');
const cache = join(root, 'node_modules/.cache/mutation');
const given = process.argv.slice(2);
const showsSurvivors = given.includes('--survivors');
const paths = given.filter((word) => word !== '--survivors').map((path) => path.replace(/\/$/, ''));

const install = () => {
  mkdirSync(cache, { recursive: true });
  const names = ['core', 'api'].map((name) => `@stryker-mutator/${name}@${version}`);
  if (!existsSync(join(cache, 'node_modules/@stryker-mutator/core')))
    execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', cache, ...names], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  // Beside Stryker, whose parts the runner imports.
  cpSync(join(root, 'scripts/mutation'), cache, { recursive: true });
};

/** Declarations are no code that runs; zod's are compared with the generated checks by tests of their own. */
const leftOut = ['!src/domain/**/schema.ts', '!src/{domain,harness}/**/answer.ts'];

const run = (layer, mutated) => {
  const report = join(cache, `${layer}.json`);
  const config = join(cache, `${layer}.config.json`);
  const settings = {
    testRunner: 'in-process',
    inProcess: { tests: [`test/${layer}`] },
    plugins: [join(cache, 'in-process-runner.mjs')],
    mutate: [...mutated.map((path) => (statSync(join(root, path)).isFile() ? path : `${path}/**/*.ts`)), ...leftOut],
    coverageAnalysis: 'perTest',
    ignoreStatic: true,
    timeoutMS: 4_000,
    dryRunTimeoutMinutes: 30,
    concurrency: 1,
    reporters: ['json', 'progress-append-only'],
    jsonReporter: { fileName: report },
    tempDirName: 'node_modules/.cache/mutation/sandbox',
    ignorePatterns: ['dist*', 'bench', 'docs'],
    warnings: false,
  };
  writeFileSync(config, JSON.stringify(settings));
  const stryker = join(cache, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const { status } = spawnSync(process.execPath, [stryker, 'run', config], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(readFileSync(report, 'utf8')).files;
};

const noticed = new Set(['Killed', 'Timeout']);
const unnoticed = new Set(['Survived', 'NoCoverage']);

const print = (files) => {
  const folders = new Map();
  for (const [path, { mutants }] of Object.entries(files))
    for (const name of [dirname(path), 'together']) {
      const sum = folders.get(name) ?? { noticed: 0, mutants: 0 };
      for (const { status } of mutants) {
        if (noticed.has(status)) sum.noticed += 1;
        if (noticed.has(status) || unnoticed.has(status)) sum.mutants += 1;
      }
      folders.set(name, sum);
    }
  for (const [name, sum] of [...folders].sort(
    ([a], [b]) => Number(a === 'together') - Number(b === 'together') || (a < b ? -1 : 1),
  ))
    console.log(`| ${name} | ${sum.mutants} | ${sum.noticed} | ${((100 * sum.noticed) / sum.mutants).toFixed(1)} % |`);
  if (!showsSurvivors) return;
  for (const [path, { mutants }] of Object.entries(files))
    for (const { status, location, mutatorName, replacement } of mutants)
      if (unnoticed.has(status))
        console.log(
          `${path}:${location.start.line}:${location.start.column} ${mutatorName}: ${(replacement ?? '').replaceAll(/\s+/g, ' ')}`,
        );
};

install();
const files = {};
for (const layer of ['domain', 'harness', 'store']) {
  const folder = `src/${layer}`;
  const mutated = paths.length === 0 ? [folder] : paths.filter((path) => path === folder || path.startsWith(`${folder}/`));
  if (mutated.length > 0) Object.assign(files, run(layer, mutated));
}
print(files);
