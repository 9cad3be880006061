// npm run test:nodes: the tests under the oldest Node that package.json allows and under the lines after this one. Each comes
// from npm, into node_modules/.cache. Arguments are test files; without them, the tests of commands and of whole programs.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const versions = ['20.17.0', '24.21.0', '26.10.0'];
/** Older ones run the program, and the Node that runs this runs the tests. */
const oldestOfVitest = '20.19.0';

const root = join(import.meta.dirname, '..');
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const given = process.argv.slice(2);
const files = given.length > 0 ? given : ['test/cli', 'test/e2e', 'test/domain/text'];

const isOlder = (one, other) => {
  const [a, b] = [one, other].map((version) => version.split('.').map(Number));
  const at = a.findIndex((part, index) => part !== b[index]);
  return at !== -1 && a[at] < b[at];
};

const nodeOf = (version) => {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const folder = join(root, 'node_modules/.cache/nodes', version);
  const node = join(folder, 'node_modules', name, 'bin/node');
  if (!existsSync(node)) {
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${version}`], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  }
  return node;
};

const scratch = mkdtempSync(join(tmpdir(), 'stint-nodes-'));

/** A program for STINT_BIN that runs the built one under this Node. */
const programUnder = (node, version) => {
  const folder = join(scratch, version);
  mkdirSync(folder);
  for (const name of ['stint', 'session']) {
    const path = join(folder, name);
    writeFileSync(path, `#!/bin/sh\nexec "${node}" "${join(root, 'bin', `${name}.js`)}" "$@"\n`);
    chmodSync(path, 0o755);
  }
  return join(folder, 'stint');
};

try {
  const failed = versions.filter((version) => {
    const node = nodeOf(version);
    console.log(`\n== Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
    const { status } = isOlder(version, oldestOfVitest)
      ? spawnSync(process.execPath, [vitest, 'run', ...files], {
          cwd: root,
          env: { ...process.env, STINT_BIN: programUnder(node, version) },
          stdio: 'inherit',
        })
      : spawnSync(node, [vitest, 'run', ...files], {
          cwd: root,
          env: { ...process.env, PATH: `${dirname(node)}${delimiter}${process.env.PATH}` },
          stdio: 'inherit',
        });
    return status !== 0;
  });
  console.log(failed.length === 0 ? '\nevery Node passed' : `\nfailed under Node ${failed.join(', ')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
