// Plays the main job in a scratch git repository, with the program that was built: every command line is printed, run and
// answered for real. Fails where one ends with another exit code than it should.
//   node scripts/demo.mjs            plays it
//   node scripts/demo.mjs --readme   plays it and puts its first part into README.md
//   node scripts/demo.mjs --check    plays it and fails where README.md shows something else
import { spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const mode = process.argv[2];
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'stint-demo-')));
const repository = join(scratch, 'second-shelf');
const bin = join(scratch, 'bin');

/**
 * What is played. `caption` stands above a step; `who` runs `run` (a shell line) and it must end with `exit` (0); `head` shows
 * so many lines of its answer; steps with `readme` are the transcript of README.md. A list runs at the same time.
 */
const steps = [
  { caption: 'A repository and its backlog: 40 tasks in three epics.', run: 'git init -q -b main', readme: true },
  { run: 'stint init --name "Second Shelf"', readme: true },
  { run: 'stint add --from shop.md', head: 5, readme: true },
  { run: 'stint config set project.phases core,polish,launch' },
  { run: 'stint config set project.currentPhase core' },
  { run: 'git add -A && git commit -q -m Begin' },
  { run: 'git worktree add -q ../ben && git worktree add -q ../cyd' },
  {
    caption: 'Two agents start at the same moment, each in a worktree of its own.',
    readme: true,
    together: [
      { who: 'ana', run: 'stint start T001', readme: true },
      { who: 'ben', run: 'stint start T014', readme: true },
    ],
  },
  {
    caption: 'A third asks for what ana has in hand, is refused, and takes another epic.',
    who: 'cyd',
    run: 'stint start T001',
    exit: 32,
    readme: true,
  },
  { who: 'cyd', run: 'stint next --scope T028' },
  { who: 'cyd', run: 'stint start T028 -q', readme: true },
  {
    caption: 'ana edits, commits, leaves a remark, finishes; the next task is hers at once.',
    who: 'ana',
    run: 'echo "export const grades = [];" > grades.js',
    readme: true,
  },
  { who: 'ana', run: 'git add grades.js && git commit -q -m "Grade copies"', readme: true },
  { who: 'ana', run: 'stint log "Three grades are enough; the shop asked for five"', readme: true },
  { who: 'ana', run: 'stint done T004 --reason "Grades in the table" --next', readme: true },
  { who: 'ana', run: 'stint focus next-action "Sort the copies by grade"' },
  {
    caption: "Nobody finishes another's task by accident.",
    who: 'ben',
    run: 'stint done T008',
    exit: 34,
  },
  {
    caption: 'ben puts his session aside, and later goes on with it.',
    who: 'ben',
    run: 'stint suspend --note "Basket is in the cookie; merging at sign-in is open"',
    readme: true,
  },
  { who: 'ben', run: 'stint resume --last', readme: true },
  { who: 'ben', run: 'stint focus show', readme: true },
  { caption: 'Each is told about a session of its own.', who: 'ana', run: 'stint status' },
  { who: 'ben', run: 'stint status -q' },
  {
    caption: 'ana stops for today. Who works on what?',
    who: 'ana',
    run: 'stint end --note "Book page: sorting is open"',
    readme: true,
  },
  { run: 'stint dash', readme: true },
  { caption: 'What is kept: a log for people, and a ledger of what was finished.', run: 'cat .stint/session.log', readme: true },
  { run: 'tail -n 1 .stint/ledger.jsonl | fold -w 78', readme: true },
];

/** What a terminal of `who` has in its environment; nothing of ours, so that no agent that plays this is taken for one of them. */
const environmentOf = (who) => ({
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  HOME: scratch,
  LC_ALL: 'C.UTF-8',
  TZ: process.env.TZ ?? 'UTC',
  COLUMNS: '80',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: who ?? 'you',
  GIT_AUTHOR_EMAIL: 'demo@example.org',
  GIT_COMMITTER_NAME: who ?? 'you',
  GIT_COMMITTER_EMAIL: 'demo@example.org',
  ...(inColour ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
  ...(who === undefined ? {} : { STINT_AGENT: who, STINT_CONVERSATION: `${who}-1` }),
});

const inColour = mode === undefined && process.stdout.isTTY === true && !process.env.NO_COLOR;
const paint = (code, text) => (inColour ? `\u001b[${code}m${text}\u001b[0m` : text);

const runStep = (step) =>
  new Promise((resolve, reject) => {
    const child = spawn('sh', ['-c', `exec 2>&1; ${step.run}`], {
      cwd: step.who === 'ben' || step.who === 'cyd' ? join(scratch, step.who) : repository,
      env: environmentOf(step.who),
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ output, status }));
  });

const transcript = [];
const print = (text, step) => {
  if (step.readme === true) transcript.push(text);
  if (mode === undefined) process.stdout.write(`${text}\n`);
};

const show = (step, { output, status }) => {
  print(paint(1, `${step.who ?? 'you'} $ ${step.run}`), step);
  const lines = output.trimEnd().split('\n');
  const shown = step.head === undefined ? lines : lines.slice(0, step.head);
  if (output !== '') print(shown.join('\n'), step);
  if (shown.length < lines.length) print(`  … and ${lines.length - shown.length} more lines`, step);
  const expected = step.exit ?? 0;
  if (status !== 0) print(paint(2, `(exit ${status})`), step);
  if (status === expected) return;
  throw new Error(`"${step.run}" ended with ${status}, not with ${expected}:\n${output}`);
};

const play = async () => {
  mkdirSync(bin);
  mkdirSync(repository);
  writeFileSync(join(bin, 'stint'), `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'bin', 'stint.js')}' "$@"\n`);
  chmodSync(join(bin, 'stint'), 0o755);
  copyFileSync(join(root, 'docs', 'examples', 'shop.md'), join(repository, 'shop.md'));
  for (const step of steps) {
    if (step.caption !== undefined) print(`${transcript.length === 0 ? '' : '\n'}${paint(36, `# ${step.caption}`)}`, step);
    const together = step.together ?? [step];
    const answers = await Promise.all(together.map(runStep));
    for (const [index, each] of together.entries()) show(each, answers[index]);
  }
};

const readme = join(root, 'README.md');
const block = /(<!-- demo:begin -->\n```console\n)([\s\S]*?)(\n```\n<!-- demo:end -->)/;

const shownRepository = '/tmp/second-shelf';

/** Without what differs from one time to the next: ids, hashes, instants, ages and lengths of time. */
const settled = (text) =>
  text
    .replace(/^\{"v":1[\s\S]*?"\}$/m, (folded) => settledEntry(JSON.parse(folded.replaceAll('\n', ''))))
    .replaceAll(/\bsession_\w+/g, 'SESSION')
    .replaceAll(/\b[0-9a-f]{6}\b/g, 'ID')
    .replaceAll(/^( {2}entry +)\S+/gm, '$1ENTRY')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME')
    .replaceAll(/just now|\d+ (?:s|min) ago/g, 'AGO');

const settledEntry = (entry) =>
  JSON.stringify(
    { ...entry, id: 'ENTRY', at: 'TIME', startedAt: 'TIME', completedAt: 'TIME', durationMs: 0, hash: 'HASH' },
    (key, value) => (key === 'uid' || key === 'sha' ? key : value),
  );

try {
  await play();
  const text = transcript.join('\n').replaceAll(repository, shownRepository);
  const before = readFileSync(readme, 'utf8');
  if (mode === '--readme')
    writeFileSync(
      readme,
      before.replace(block, (_, open, __, close) => `${open}${text}${close}`),
    );
  if (mode === '--check' && settled(block.exec(before)?.[2] ?? '') !== settled(text)) {
    process.stdout.write(`${text}\n\nREADME.md shows another transcript: node scripts/demo.mjs --readme renews it\n`);
    process.exitCode = 1;
  }
  if (mode === undefined) {
    process.stdout.write(`\nThe main job ran. Its repository is left for you to look around in:\n  cd ${repository}\n`);
    process.stdout.write(`  ${join(root, 'bin', 'stint.js')} tree\nRemove it when done: rm -r ${scratch}\n`);
  }
} catch (error) {
  process.stderr.write(`\nThe demo stopped in ${repository}: ${error.message}\n`);
  process.exitCode = 1;
}
