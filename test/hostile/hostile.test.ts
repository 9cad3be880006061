import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, isAbsolute, join, relative } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { faultsOf } from '../support/scratch-project';
import { coreKinds, type Kind, kinds } from './kinds';
import { adopt, hookLines, logAgain, repair, typedLines } from './lines';
import { type Line, type Ran, runLine, type Where } from './run-line';
import { isInProject, readTrace, tracedCalls } from './traced';
import { differences, type Look, lookAt } from './watch';
import { clone, known, otherWays, type Way } from './ways';
import { copyTree, type World } from './world';

/**
 * The program in folders that somebody wrote who means harm: whatever is typed there and whatever a harness reports,
 * nothing outside `.stint/` changes, nothing runs but node, git and flock, and everything ends. STINT_HOSTILE=full runs
 * every line in every folder and makes the folder anew behind each that changed it, STINT_HOSTILE=folders a part of the lines
 * in every folder; else half of the folders see a part of the lines, another part in each. STINT_HOSTILE_SEED turns the parts; STINT_HOSTILE_TOLD names a file for figures.
 */
const full = process.env.STINT_HOSTILE === 'full';
const everywhere = full || process.env.STINT_HOSTILE === 'folders';
const seed = Number(process.env.STINT_HOSTILE_SEED ?? Math.floor(Date.now() / 86_400_000) % 1000);
const sampleSize = Number(process.env.STINT_HOSTILE_LINES ?? 5);
const tellTo = process.env.STINT_HOSTILE_TOLD;
const isRoot = process.getuid?.() === 0;
const hasStrace = spawnSync('strace', ['-V']).status === 0;

vi.setConfig({ maxConcurrency: availableParallelism() });

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'stint-hostile-')));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** After so many lines that had to be ended, the rest of a folder says nothing new. */
const mostHangs = 3;

/** Places for worlds: as many as are looked at side by side. */
const freeRoots = Array.from({ length: availableParallelism() }, (_, at) => join(scratch, `w${at}`));

const runFolder = async (way: Way, kind: Kind, number: number): Promise<string[]> => {
  const root = freeRoots.pop();
  if (root === undefined) throw new Error('more folders at once than places');
  const keep = `${root}.keep`;
  const faults: string[] = [];
  try {
    const { world, cwd } = await way.build(root, kind);
    copyTree(root, keep);
    const where: Where = { root, cwd, home: world.home };
    let hangs = 0;
    let isAdopted = false;
    let before = lookAt(root);
    for (const line of linesFor(world, cwd, number)) {
      const inside = lookInside(cwd, world);
      isAdopted ||= line.argv[0] === 'init';
      const { ran, told } = await watched(line, where, way.isKnown || isAdopted, before, `${way.name}, ${kind.name}`);
      faults.push(...told.map((fault) => `${line.name}: ${fault}`));
      hangs += ran.faults.length > 0 ? 1 : 0;
      if (hangs >= mostHangs) {
        faults.push('and so on');
        break;
      }
      const isChanged = told.length > 0 || (full && line !== repair && line !== adopt && lookInside(cwd, world) !== inside);
      if (isChanged) {
        remake(root, keep);
        isAdopted = false;
      }
      before = lookAt(root);
    }
    if (hasStrace) faults.push(...(await tracedFaults(where, way, world, keep, number)));
    return faults;
  } finally {
    for (const path of [root, keep, `${root}.report`, `${root}.executed`, `${root}.strace`])
      rmSync(path, { recursive: true, force: true });
    freeRoots.push(root);
  }
};

const remake = (root: string, keep: string): void => {
  rmSync(root, { recursive: true, force: true });
  copyTree(keep, root);
};

const lookInside = (cwd: string, world: World): string =>
  [...new Set([cwd, world.repo])].map((folder) => [...lookAt(join(folder, '.stint'), { inside: true })].join('\n')).join('\n');

/** A part of the lines, each of them in a like number of folders; what hurt most in the past in all of them. */
const linesFor = (world: World, cwd: string, number: number): Line[] => {
  const lines = typedLines(world.session);
  const hooks = hookLines({ cwd, home: world.home });
  const [last, stop] = [{ ...logAgain }, hooks.filter(({ name }) => name.includes('claude') && name.includes('Stop'))];
  if (full) return [...lines, ...hooks, repair, last, adopt, last];
  const some = <T>(from: readonly T[], count: number): T[] =>
    Array.from({ length: count }, (_, at) => from[((number + seed) * count + at) % from.length] as T);
  const chosen = some(lines, sampleSize).sort((a, b) => (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0));
  return [...chosen, ...some(hooks, 2), ...stop, logAgain, repair, last, ...(number % 4 === 0 ? [adopt, last] : [])];
};

type Watched = { readonly ran: Ran; readonly told: readonly string[] };

const watched = async (line: Line, where: Where, isKnown: boolean, before: Look, name: string): Promise<Watched> => {
  const ran = await runLine(line, where);
  const told = [...ran.faults, ...answerFaults(line, ran), ...programFaults(ran, where), ...canaryFaults(where)];
  told.push(...differences(before, lookAt(where.root), (path) => isOwnPlace(path, where, isKnown)));
  tell(name, line, ran, told);
  return { ran, told };
};

/** How it answers: by the table of exit codes, with a message, never with a trace. */
const answerFaults = (line: Line, ran: Ran): string[] => {
  if (ran.faults.length > 0) return [];
  if (ran.signal !== null) return [`ended by ${ran.signal}: ${ran.stderr.slice(-300)}`];
  const faults: string[] = [];
  if (line.kind !== 'hook') {
    // What is found goes to standard output, also where it ends in a failure.
    const isFinding = line.argv[0] === 'doctor' || line.argv[1] === 'verify';
    const told = faultsOf(line.argv, { ...ran, exitCode: ran.exitCode ?? -1, json: () => JSON.parse('') });
    faults.push(...told.filter((fault) => !isFinding || !/^std\w+ of a failure/.test(fault)));
  } else if (ran.exitCode !== 0) faults.push(`a hook ends with ${ran.exitCode}: ${ran.stderr.slice(0, 300)}`);
  if (/\n\s+at .*:\d+:\d+|\n\s+at node:|FATAL ERROR/.test(ran.stdout + ran.stderr)) faults.push('a stack trace');
  return faults.map((fault) => fault.slice(0, 600));
};

const mayStart = /^(?:git|flock|node)$/;

const programFaults = (ran: Ran, { root }: Where): string[] =>
  ran.told
    .flatMap(({ started }) => started)
    .filter(([program = '']) => !isAbsolute(program) || !mayStart.test(basename(program)) || program.startsWith(root))
    .map((words) => `started ${JSON.stringify(words).slice(0, 300)}`);

const canaryFaults = ({ root, home }: Where): string[] => {
  const executed = `${root}.executed`;
  const faults = existsSync(executed) ? [`was led to start ${readFileSync(executed, 'utf8').trim()}`] : [];
  rmSync(executed, { force: true });
  if (existsSync(join(home, 'pwned'))) faults.push('ran the text of somebody else in a shell');
  return faults;
};

/** What may change outside `.stint/`: its own place in the state folder, and in the git folder of a project that is known here. */
const isOwnPlace = (path: string, { root }: Where, isKnown: boolean): boolean => {
  const name = relative(root, path);
  if (/^home\/\.local\/state(?:\/stint(?:\/|$)|$)/.test(name)) return true;
  return isKnown && /(?:^|\/)\.git\/stint(?:\/|$)/.test(name);
};

/** The settings of git are looked at without those of this program; while they are written there is a lock beside them. */
const isGitConfig = (path: string): boolean => /(?:^|\/)\.git\/config(?:\.lock)?$/.test(path);

/** The same with the eyes of the kernel: on a few lines of each folder. */
const tracedFaults = async (where: Where, way: Way, world: World, keep: string, number: number): Promise<string[]> => {
  const hooks = hookLines(where);
  const candidates = [
    logAgain,
    repair,
    ...hooks.filter(({ name }) => /claude.*(?:Stop|SessionStart)/.test(name)),
    ...typedLines(world.session).filter(({ name }) => /^(?:doctor|session status|done|doctor --hooks|reconcile)/.test(name)),
  ];
  const chosen = full ? candidates : [candidates[(number + seed) % candidates.length] as Line];
  const faults: string[] = [];
  const log = `${where.root}.strace`;
  for (const line of chosen) {
    remake(where.root, keep);
    const ran = await runLine(line, where, [
      'strace',
      '-f',
      '-y',
      '-qq',
      '-s',
      '4096',
      '-o',
      log,
      '-e',
      `trace=${tracedCalls.join()}`,
    ]);
    faults.push(...ran.faults.map((fault) => `${line.name}, traced: ${fault}`));
    const { executed, changed } = readTrace(log, where.cwd);
    const wrong = [
      ...executed.filter((path) => !isProgram(path)).map((path) => `executed ${path}`),
      ...changed.filter((path) => !isAllowedChange(path, where, way.isKnown)).map((path) => `changed ${path}`),
    ];
    faults.push(...wrong.map((fault) => `${line.name}, traced: ${fault}`));
  }
  return faults;
};

const isProgram = (path: string): boolean =>
  path === process.execPath ||
  realpathSync(path) === realpathSync(process.execPath) ||
  /^(?:\/usr)?\/(?:local\/)?(?:bin|lib\/git-core|libexec\/git-core)\/(?:git|git-\w+|flock)$/.test(path);

const isAllowedChange = (path: string, where: Where, isKnown: boolean): boolean =>
  isInProject(path) ||
  isHarmless(path) ||
  path === `${where.root}.report` ||
  isOwnPlace(path, where, isKnown) ||
  (isKnown && isGitConfig(path));

const isHarmless = (path: string): boolean => /^\/dev\/(?:null|tty|pts\/)|^\/proc\/|^(?:pipe|socket|anon_inode):/.test(path);

const tell = (folder: string, line: Line, ran: Ran, faults: readonly string[]): void => {
  if (tellTo === undefined) return;
  const most = Math.max(0, ...ran.told.map(({ maxRssKib }) => maxRssKib));
  const seen = {
    folder,
    line: line.name,
    ms: Math.round(ran.ms),
    mb: Math.round(most / 1024),
    exitCode: ran.exitCode,
    processes: ran.told.length,
    faults,
  };
  appendFileSync(tellTo, `${JSON.stringify(seen)}\n`);
};

const folders = [
  ...kinds.flatMap((kind) => [clone, known].map((way) => ({ way, kind }))),
  ...otherWays.flatMap((way) => kinds.filter(({ name }) => coreKinds.includes(name)).map((kind) => ({ way, kind }))),
].map((folder, number) => ({ ...folder, number, name: `${folder.way.name}, ${folder.kind.name}` }));

const chosen = everywhere ? folders : folders.filter(({ number }) => isInSample(number));

/** A third of the folders; another third on another day. */
function isInSample(number: number): boolean {
  return (number + seed) % 3 === 0;
}

describe(`a hostile folder does nothing (STINT_HOSTILE_SEED=${seed})`, () => {
  test('every sort of folder by which ways are tried is one', () => {
    expect(coreKinds.filter((name) => !kinds.some((kind) => kind.name === name))).toEqual([]);
  });
  for (const { way, kind, number, name } of chosen) {
    const isPossible = isRoot || (way.needsRoot !== true && kind.needsRoot !== true);
    (isPossible ? test.concurrent : test.skip)(name, { timeout: 3_600_000 }, async () => {
      expect(await runFolder(way, kind, number)).toEqual([]);
    });
  }
});
