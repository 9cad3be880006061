import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { registry } from '../../src/cli/registry';
import { writeReport } from '../support/conversations';
import { type Call, callsIn, hasStrace, installedProgram, startStint, startTraced, violationsIn } from '../support/processes';
import { jsonl, projectAt, scratchFolder, seedTasks, wordsOf } from '../support/scratch-project';

/**
 * Every command that writes, as the registry lists them, killed or given an error at each of its system calls: then the
 * same line again must leave what one run leaves, or two where the first was acknowledged. A command that is new runs the
 * first example of its help, and fails here if that commits nothing: then it needs a line of its own below.
 * STINT_TORTURE=full strikes at every call, with STINT_TORTURE_SHARD=2/8 at every eighth from the second on; else right
 * after the commit point and before it.
 */
const full = process.env.STINT_TORTURE === 'full';
const [shard = 1, shards = 1] = (process.env.STINT_TORTURE_SHARD ?? '1/1').split('/').map(Number);
const strace = hasStrace();
if (!strace) process.stdout.write('skipped: strace is not installed\n');

const program = installedProgram();
const env = { STINT_CONVERSATION: 'agent-1', USER: 'tester' };

type Line = { readonly before?: readonly string[]; readonly spoil?: (dir: string) => void; readonly line: string };

const inSession = 'stint start epic:T001 --focus T005';
const finished = [inSession, 'stint done T005 -r "as planned"'];

/** A hook of the session's conversation reported a file and an answer of the model while the first task was in hand. */
const report = (dir: string): void => {
  const [events = ''] = readdirSync(join(dir, '.stint/events'));
  const [begun] = readFileSync(join(dir, '.stint/events', events), 'utf8')
    .trimEnd()
    .split('\n');
  const tokens = { input: 1, output: 200, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 0, reasoning: 0 };
  writeReport(dir, JSON.parse(begun ?? '').at, {
    harness: 'cursor',
    shape: 'own',
    kind: 'tool-end',
    conversation: env.STINT_CONVERSATION,
    key: 'k1',
    repeatable: false,
    facts: [{ type: 'file_write', path: join(dir, 'src/told.ts') }],
    usage: { responseId: 'r1', model: 'claude-opus-5-5', tokens },
  });
};

/** Where the first example of the help commits nothing in a project with the seeds' tasks, or needs something before it. */
const own: Readonly<Record<string, Line>> = {
  'session end': { before: [inSession], line: 'stint session end --note "tests open"' },
  'session suspend': { before: [inSession], line: 'stint session suspend --note "waiting"' },
  'session resume': { before: [inSession, 'stint suspend'], line: 'stint session resume --last' },
  'session close': {
    before: ['stint start task:cub-048a-5 --focus cub-048a-5', 'stint done cub-048a-5 -r "whole"'],
    line: 'stint session close',
  },
  'session switch': {
    before: [inSession, 'stint start epic:T050 --agent other'],
    line: 'stint session switch --takeover $OLDEST',
  },
  'session note': { before: [inSession], line: 'stint session note "parser done"' },
  'session gc': { before: [inSession, 'stint suspend', 'stint session end $OLDEST'], line: 'stint session gc --older-than 0s' },
  'session wip': { before: [inSession, 'stint focus clear'], line: 'stint wip T006' },
  'session done': { before: [inSession], line: 'stint done T005 -r "with tests"' },
  'focus set': { before: [inSession], line: 'stint focus set T006' },
  'focus note': { before: [inSession], line: 'stint focus note "parser done"' },
  'focus next-action': { before: [inSession], line: 'stint focus next-action "write tests"' },
  'focus clear': { before: [inSession], line: 'stint focus clear' },
  'task next': { before: [inSession, 'stint focus clear'], line: 'stint next --claim' },
  'task move': { line: 'stint task move T005 --parent T050' },
  'task reopen': { before: finished, line: 'stint task reopen T005 -r "fails on Windows"' },
  'task archive': { before: [...finished, 'stint session end'], line: 'stint archive' },
  'ledger amend': { before: finished, line: 'stint ledger amend T005 --note "measured again"' },
  'ledger void': { before: finished, line: 'stint ledger void T005 -r "elsewhere"' },
  'ledger redact': { before: finished, line: 'stint ledger redact T005 --field reason' },
  'config unset': { before: ['stint config set session.staleAfter 2h'], line: 'stint config unset session.staleAfter' },
  import: { line: 'stint import markdown ../backlog.md' },
  reconcile: { before: finished, spoil: report, line: 'stint reconcile' },
  'hooks snapshot': {
    before: [inSession],
    spoil: report,
    line: `stint hooks snapshot --conversation=${env.STINT_CONVERSATION} --harness=cursor`,
  },
  doctor: {
    before: [inSession, 'stint done T005 -r "as planned"'],
    spoil: (dir) => {
      for (const file of ['todo.json', 'sessions.json', 'ledger.jsonl']) {
        const path = join(dir, '.stint', file);
        writeFileSync(path, `\ufeff${readFileSync(path, 'utf8').replaceAll('\n', '\r\n')}`);
      }
    },
    line: 'stint doctor --repair',
  },
};

const writing = await Promise.all(registry.map(async (line) => ({ name: line.name, command: (await line.load()).command }))).then(
  (all) => all.filter(({ command }) => command.effect === 'write'),
);

const lineOf = (name: string): Line => {
  const example = writing.find((each) => each.name === name)?.command.examples[0]?.line ?? '';
  return own[name] ?? { line: example };
};

const emptyBase = async (): Promise<string> => {
  const folder = scratchFolder();
  const dir = join(folder, 'project');
  mkdirSync(dir);
  writeFileSync(join(folder, 'backlog.md'), '- [ ] Ship it ^S1\n  - [ ] Write it ^S2\n  - [x] Plan it ^S3\n');
  const project = projectAt(dir);
  await project.ok('stint init');
  await project.ok('stint task add --from -', { stdin: jsonl(seedTasks) });
  return folder;
};

const oldest = (dir: string): string => {
  const { sessions } = JSON.parse(readFileSync(join(dir, '.stint/sessions.json'), 'utf8'));
  return sessions[0]?.id ?? '';
};

const argvOf = (dir: string, line: string): string[] =>
  wordsOf(line)
    .slice(1)
    .map((word) => (word === '$OLDEST' ? oldest(dir) : word));

/** What the project holds, without what differs from run to run: times, random ids, hashes and what follows from them. */
const contentsOf = (dir: string): string => {
  const files: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(dir, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !/^\.stint\/(?:journal|alive|spool|backup)$/.test(path)) walk(path);
      else if (entry.isFile()) files.push(path);
    }
  };
  walk('.stint');
  const names = new Map<string, string>();
  const named = (kind: string) => (random: string) => {
    if (!names.has(random)) names.set(random, `${kind}${names.size}`);
    return names.get(random) ?? '';
  };
  // Session ids are in the names of event files too: those are read in the order in which the sessions stand in their file.
  const first = ['.stint/todo.json', '.stint/sessions.json'];
  const ordered = [...first, ...files.filter((path) => !first.includes(path) && !path.includes('/events/')).sort()];
  const masked = (text: string): string =>
    text
      .replaceAll(dir, 'DIR')
      .replaceAll(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| UTC)/g, 'TIME')
      .replaceAll(/session_\d{8}_\d{6}_[0-9a-f]{6}/g, named('session'))
      .replaceAll(/"uid":"([^"]+)"/g, (_, uid: string) => `"uid":"${named('uid')(uid)}"`)
      .replaceAll(/\b[0-9a-f]{64}\b/g, named('hash'))
      .replaceAll(/"id":"[\w-]+\.(\d+)"/g, '"id":"event.$1"')
      .replaceAll(/"(durationMs|size|lagMs)":[\d.]+/g, '"$1":0')
      .replaceAll(/"(entry|ref|id)":"([\w.-]{12,})"/g, (_, key: string, id: string) => `"${key}":"${named('id')(id)}"`);
  const read = (path: string): string => (existsSync(join(dir, path)) ? readFileSync(join(dir, path), 'utf8') : '');
  const before = ordered.map((path) => `${path}\n${masked(read(path))}`);
  const events = [...names]
    .filter(([, name]) => name.startsWith('session'))
    .map(([id, name]) => `events of ${name}\n${masked(read(`.stint/events/${id}.jsonl`))}`);
  return [...before, ...events, `unbound\n${masked(read('.stint/events/unbound.jsonl'))}`].join('\n');
};

const struck = ['openat', 'write', 'pwrite64', 'fsync', 'link', 'rename', 'unlink', 'mkdir'];
const errors = ['ENOSPC', 'EIO', 'EMFILE', 'EACCES', 'EROFS'];

type Base = {
  readonly folder: string;
  readonly argv: readonly string[];
  readonly once: string;
  readonly twice: string;
  readonly calls: readonly Call[];
};

const copyOf = (folder: string): string => {
  const copy = scratchFolder();
  cpSync(folder, copy, { recursive: true });
  return join(copy, 'project');
};

const prepare = async (name: string): Promise<Base> => {
  const { before = [], spoil, line } = lineOf(name);
  const folder = await emptyBase();
  const dir = join(folder, 'project');
  for (const each of before) await projectAt(dir).ok(['stint', ...argvOf(dir, each)].slice(1), { env });
  spoil?.(dir);
  const argv = [...argvOf(dir, line), '--json'];
  const ran = copyOf(folder);
  const untouched = contentsOf(ran);
  const log = join(scratchFolder(), 'calls');
  const first = await startTraced(program, argv, { cwd: ran, env }, { calls: struck, log }).ended;
  expect(first.exitCode, `${name}: ${first.stdout}`).toBe(0);
  const once = contentsOf(ran);
  expect(once, `${name} commits nothing: give it a line of its own here`).not.toBe(untouched);
  await startStint(program, argv, { cwd: ran, env }).ended;
  return { folder, argv, once, twice: contentsOf(ran), calls: callsIn(log, ran) };
};

/** Strikes one run with `fault`, runs the line again, and says what is wrong then. */
const strike = async (base: Base, call: Call, fault: string): Promise<{ exitCode: number; wrong: string[] }> => {
  const dir = copyOf(base.folder);
  const inject = `${call.name}:${fault}:when=${call.nth}`;
  const ran = await startTraced(program, base.argv, { cwd: dir, env }, { calls: [call.name], inject }).ended;
  const wrong: string[] = [];
  // Where the answer itself cannot be printed, that is said, and that the change was made.
  const acknowledged = ran.stdout.includes('"ok":true') || ran.stdout.includes('the command itself was done');
  const killed = ran.signal !== null || ran.exitCode > 128;
  if (!killed && !acknowledged) {
    // A doctor that could not read a file at its first look leaves that one as it is, and then tells what is wrong with it.
    const isFinding = base.argv[0] === 'doctor' && ran.exitCode === 43;
    // Where Node opens one file more or less, the program itself cannot be loaded.
    const isSaid =
      /E_STORE_|E_NO_PROJECT|E_NOT_FOUND/.test(ran.stdout) || ran.stderr.includes(`open '${dirname(dirname(program))}`);
    if (![1, 50, 51, 52, 53].includes(ran.exitCode) && !isFinding) wrong.push(`exit ${ran.exitCode}: ${ran.stdout}${ran.stderr}`);
    if (!isSaid && !isFinding) wrong.push(`what failed is not said: ${ran.stdout}${ran.stderr}`);
  }
  await startStint(program, base.argv, { cwd: dir, env }).ended;
  const after = contentsOf(dir);
  const allowed = acknowledged ? [base.twice] : killed ? [base.once, base.twice] : [base.once];
  if (!allowed.includes(after))
    wrong.push(`acknowledged: ${acknowledged}, and again left\n${firstDifference(allowed[0] ?? '', after)}`);
  const { exitCode } = await projectAt(dir).run('stint ledger verify', { env });
  if (exitCode !== 0) wrong.push(`ledger verify: ${exitCode}`);
  // A task that was finished without an entry, or whose entry is void, is meant to be so.
  wrong.push(...violationsIn(dir).filter((text) => !/(with|without) an entry$/.test(text)));
  return { exitCode: ran.exitCode, wrong: wrong.map((text) => `${inject}: ${text}`) };
};

const firstDifference = (expected: string, got: string): string => {
  const lines = got.split('\n');
  const at = expected.split('\n').findIndex((line, index) => line !== lines[index]);
  return `expected ${expected.split('\n')[at]?.slice(0, 400)}\ngot      ${lines[at]?.slice(0, 400)}`;
};

const inTurns = async <T>(items: readonly T[], width: number, job: (item: T) => Promise<void>): Promise<void> => {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await job(item);
    }),
  );
};

describe.skipIf(!strace)('a command that is struck', () => {
  test.each(writing.map(({ name }) => name))('%s', async (name) => {
    const base = await prepare(name);
    const { calls } = base;
    const place = writing.findIndex((each) => each.name === name);
    expect(calls.filter((call) => call.name === 'link').length).toBeGreaterThan(0);
    const link = calls.findIndex((call) => call.name === 'link');
    const points = calls.flatMap((call, index) => [
      { call, fault: 'signal=SIGKILL', sampled: index === link + 1 },
      // An error at a plain write may hit a descriptor of the event loop, which hangs Node.
      ...(call.name === 'write' ? [] : errors).map((error, at) => ({
        call,
        fault: `error=${error}`,
        sampled: (index === link - 1 && at === 0 && place % 3 === 0) || (index === link + 1 && at === 1),
      })),
    ]);
    const wrong: string[] = [];
    const codes: Record<string, number> = {};
    await inTurns(
      points.filter((point, index) => (full ? index % shards === shard - 1 : point.sampled)),
      2,
      async ({ call, fault }) => {
        const result = await strike(base, call, fault);
        const kind = fault.startsWith('signal') ? 'killed' : `exit ${result.exitCode}`;
        codes[kind] = (codes[kind] ?? 0) + 1;
        wrong.push(...result.wrong);
      },
    );
    process.stdout.write(`${name}: ${calls.length} calls, ${JSON.stringify(codes)}\n`);
    expect(wrong).toEqual([]);
  });
});
