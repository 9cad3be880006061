// npm run build:binary: the built program as one executable file, dist-binary/stint, for this system. docs/binary.md.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { writeFixtureProject } from '../bench/fixture-project.mjs';
import { withoutFunction } from './bundle-plugins.mjs';
import { typicalLines } from './code-cache.mjs';

/** Not among the devDependencies: its packages weigh 100 MB, and nothing else needs them. */
const bunVersion = '1.4.5';

const root = join(import.meta.dirname, '..');
const dist = join(root, 'dist');
const target = join(root, 'dist-binary');

/** STINT_BUN names a bun that is there already. */
const [bun, ...bunArguments] = process.env.STINT_BUN
  ? [process.env.STINT_BUN]
  : ['npx', '--yes', `--package=bun@${bunVersion}`, '--', 'bun'];

const found = execFileSync(bun, [...bunArguments, '--version'], { encoding: 'utf8' }).trim();
if (found !== bunVersion) throw new Error(`${bun} is bun ${found}; the executable is built and tested with ${bunVersion}`);

const asAscii = (text) =>
  JSON.stringify(text).replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Functions, so that nothing is made of a text or a bundle before it is asked for. */
const entrySource = () => {
  const names = readdirSync(dist);
  const texts = names.filter((name) => name === 'help.txt' || name.startsWith('completion.'));
  const bundles = names.filter((name) => name.endsWith('.cjs') && name !== 'launcher.cjs');
  const textLines = texts.map((name) => `${JSON.stringify(name)}: () => ${asAscii(readFileSync(join(dist, name), 'utf8'))}`);
  const bundleLines = bundles.map((name) => `${JSON.stringify(basename(name, '.cjs'))}: () => require('./${name}')`);
  return `const texts = {${textLines.join(',\n')}};
const bundles = {${bundleLines.join(',\n')}};
const { execPath, argv0 } = process;
const words = process.argv.slice(2);
// Without the name that this file has inside the executable: whoever starts the program again has the path to it twice.
process.argv = [execPath, execPath, ...words];
const entry = /(?:^|[\\\\/])session(?:\\.exe)?$/.test(argv0) ? 'session' : 'stint';
require('./launcher.cjs').launch(words, entry, { text: (name) => texts[name](), bundle: (name) => bundles[name]() });
`;
};

const scratch = mkdtempSync(join(tmpdir(), 'stint-binary-'));

const compile = (orders) => {
  const outfile = join(scratch, 'stint');
  const args = [
    'build',
    join(scratch, 'entry.cjs'),
    `--outfile=${outfile}`,
    '--compile',
    '--bytecode',
    '--format=cjs',
    '--target=bun',
    // A command is over before compiling its functions anew pays: 5 of 25 ms.
    '--compile-jit-policy=30',
    // Files of the folder that the program works in are not its settings.
    '--no-compile-autoload-dotenv',
    '--no-compile-autoload-bunfig',
    ...(orders.length === 0 ? [] : [`--bytecode-order=${orders.join()}`]),
  ];
  execFileSync(bun, [...bunArguments, ...args], { cwd: scratch, stdio: ['ignore', 'ignore', 'inherit'] });
  return outfile;
};

/** Which functions short commands use: laid out together, fewer pages of the file are read. */
const usedFunctions = (program) => {
  const project = join(scratch, 'project');
  mkdirSync(project);
  writeFixtureProject(project, { tasks: 40, sessions: 3 });
  const lines = ['--version', '--help', ...Object.values(typicalLines).flat()];
  return lines.map((line, index) => {
    const order = join(scratch, `order-${index}`);
    const env = { PATH: process.env.PATH, HOME: scratch, STINT_CONVERSATION: 'warm', BUN_BYTECODE_ORDER_OUT: order };
    const { stderr } = spawnSync(program, line.split(' '), { cwd: project, env, encoding: 'utf8' });
    if (/ERROR \((?:E_USAGE|E_INTERNAL|E_STORE)/.test(stderr)) throw new Error(`${line}: ${stderr}`);
    return order;
  });
};

try {
  // A copy: another build may swap dist meanwhile.
  cpSync(dist, scratch, { recursive: true, filter: (path) => path !== join(dist, 'cache') });
  for (const name of readdirSync(scratch).filter((each) => each.endsWith('.cjs'))) {
    // Inside of that function, bun does not see what a bundle requires.
    writeFileSync(join(scratch, name), withoutFunction(readFileSync(join(scratch, name), 'utf8')));
  }
  writeFileSync(join(scratch, 'entry.cjs'), entrySource());
  const program = compile(usedFunctions(compile([])));
  mkdirSync(target, { recursive: true });
  // Renamed into place: a program that is running keeps its file.
  const beside = join(target, `.stint-${process.pid}`);
  execFileSync('cp', [program, beside]);
  renameSync(beside, join(target, 'stint'));
  cpSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), join(target, 'THIRD-PARTY-NOTICES.txt'));
  rmSync(join(target, 'session'), { force: true });
  symlinkSync('stint', join(target, 'session'));
  const megabytes = (statSync(join(target, 'stint')).size / 1e6).toFixed(0);
  console.log(`dist-binary/stint (${megabytes} MB), and session, the same under its other name`);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
