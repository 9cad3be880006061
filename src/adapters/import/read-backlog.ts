import { readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { ImportBatch } from '../../domain/task/import-batch';
import type { Instant } from '../../domain/time/instant';
import { AdapterError } from '../adapter-error';
import { batchFromBeads } from './beads';
import { batchFromCleo } from './cleo';
import { batchFromCub } from './cub';
import type { CubLedger } from './cub-ledger';
import { batchFromMarkdown } from './markdown';
import { type FindDamage, isFile, isFolder, readJson, readJsonLines, readText } from './read-json';
import { readPlans } from './read-plans';
import { batchFromTaskmaster } from './taskmaster';

export type ImportSource = 'speckit' | 'openspec' | 'cub' | 'beads' | 'backlog' | 'taskmaster' | 'cleo' | 'markdown';

/** How a source is to be read, where it can be in several ways. */
export type ReadOptions = {
  /** A Markdown list is a checklist of our own grammar. */
  readonly signs?: boolean;
  /** A Markdown page is a plan of numbered steps. */
  readonly plan?: boolean;
  /** Pages in sub-folders too. */
  readonly recursive?: boolean;
  /** Pages that cannot be read are passed over. */
  readonly skipBad?: boolean;
  /** The time of the import. */
  readonly now: Instant;
  /** The project's folder, from which the place of the backlog is told. */
  readonly root?: string;
};

/** `at`: where the backlog lies, where that is not the path that was read. */
type Read = ImportBatch & { readonly at?: string };

type Reader = {
  /** Where it may lie, from the path that was given: `''` is the path itself. */
  readonly places: readonly string[];
  readonly isThere: (path: string) => boolean;
  /** What to do where the tool keeps its tasks in another form. */
  readonly elsewhere?: (path: string) => string | undefined;
  readonly read: (path: string, findDamage: FindDamage, options: ReadOptions) => Read | Promise<Read>;
};

/** The `tasks.md` of a plan, its folder, or a folder of such folders. */
const holdsPlans = (path: string): boolean => {
  if (isFile(path)) return basename(path) === 'tasks.md';
  if (!isFolder(path)) return false;
  return ['', ...readdirSync(path)].some((name) => isFile(join(path, name, 'tasks.md')));
};

const readers: Readonly<Record<ImportSource, Reader>> = {
  cub: {
    places: ['', 'tasks.jsonl', '.cub/tasks.jsonl'],
    isThere: isFile,
    read: (file, findDamage) => batchFromCub(readJsonLines(file, findDamage), cubLedgerBeside(file, findDamage)),
  },
  beads: {
    places: ['', 'issues.jsonl', 'beads.jsonl', '.beads/issues.jsonl', '.beads/beads.jsonl'],
    isThere: isFile,
    read: (file, findDamage, { now }) => batchFromBeads(readJsonLines(file, findDamage), now),
    elsewhere: (path) =>
      ['', '.beads'].some((folder) => isFolder(join(path, folder, 'dolt')) || hasDatabase(join(path, folder)))
        ? 'its issues are in a database: `bd export -o .beads/issues.jsonl` writes them out'
        : undefined,
  },
  backlog: {
    places: ['', 'backlog', '.backlog'],
    isThere: (path) => isFolder(join(path, 'tasks')),
    read: async (folder, _findDamage, options) => (await import('./backlog-md')).readBacklogMd(folder, options),
  },
  taskmaster: {
    places: ['', 'tasks.json', 'tasks/tasks.json', '.taskmaster/tasks/tasks.json'],
    isThere: isFile,
    read: (file, findDamage) => batchFromTaskmaster(readJson(file, findDamage)),
  },
  cleo: {
    places: ['', 'todo.json', '.cleo/todo.json'],
    isThere: isFile,
    read: (file, findDamage) => {
      const beside = (name: string): unknown => {
        const path = join(dirname(file), name);
        return isFile(path) ? readJson(path, findDamage) : undefined;
      };
      return batchFromCleo(readJson(file, findDamage), {
        sessions: beside('sessions.json'),
        archive: beside('todo-archive.json'),
      });
    },
    elsewhere: (path) =>
      ['', '.cleo'].some((folder) => hasDatabase(join(path, folder)))
        ? 'its tasks are in a database: `cleo export --format json > tasks.json` writes them out, `stint import cleo tasks.json` reads that'
        : undefined,
  },
  speckit: {
    places: ['', 'specs', '.specify/specs'],
    isThere: holdsPlans,
    read: (path) => readPlans('speckit', path),
  },
  openspec: {
    places: ['', 'changes', 'openspec/changes'],
    isThere: holdsPlans,
    read: (path) => readPlans('openspec', path),
  },
  markdown: {
    places: [''],
    isThere: isFile,
    read: (file, _findDamage, options) => batchFromMarkdown(readText(file), file, options),
  },
};

/** The backlog that lies at `path` (absolute): its file, its folder, or the project around that. Throws an AdapterError. */
export const readBacklog = async (
  source: ImportSource,
  path: string,
  findDamage: FindDamage,
  options: ReadOptions,
): Promise<ImportBatch> => {
  const { places, isThere, read, elsewhere } = readers[source];
  const tool = tools[source] ?? source;
  const found = places.map((place) => join(path, place)).find(isThere);
  if (found === undefined) {
    const looked =
      source === 'backlog' ? ['tasks/', 'backlog/tasks/', '.backlog/tasks/'] : places.filter((place) => place !== '');
    const other = elsewhere?.(path);
    if (other !== undefined)
      throw new AdapterError('E_NOT_FOUND', `no ${tool} backlog that can be read at ${path}: ${other}`, { path });
    const message = `no ${tool} backlog at ${path}${looked.length === 0 ? ': there is no such file' : `: looked for ${looked.join(' and ')}`}`;
    throw new AdapterError('E_NOT_FOUND', message, { path });
  }
  try {
    const { at = found, ...batch } = await read(found, findDamage, options);
    return { ...batch, place: options.root === undefined ? '' : placeFrom(options.root, at) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new AdapterError('E_TASK_INVALID', `${found} is no ${tool} backlog: ${error.message}`, { file: found });
  }
};

const tools: Readonly<Partial<Record<ImportSource, string>>> = {
  backlog: 'Backlog.md',
  speckit: 'Spec Kit',
  openspec: 'OpenSpec',
};

/** A path as seen from the project; in a linked worktree of its repository as seen from that. */
const placeFrom = (root: string, path: string): string => {
  const [top, file] = [realpathSync(root), realpathSync(path)];
  const told = relative(top, file);
  const seen = told.startsWith('..') ? relative(worktreeAbove(top, file) ?? top, file) : told;
  return seen.split(sep).join('/');
};

const worktreeAbove = (top: string, file: string): string | undefined => {
  for (let at = dirname(file); at !== dirname(at); at = dirname(at)) {
    const git = join(at, '.git');
    if (isFolder(git)) return undefined;
    if (isFile(git)) return readText(git).startsWith(`gitdir: ${join(top, '.git', 'worktrees')}${sep}`) ? at : undefined;
  }
  return undefined;
};

const hasDatabase = (folder: string): boolean => namesIn(folder, '.db').length > 0;

const cubLedgerBeside = (file: string, findDamage: FindDamage): CubLedger | undefined => {
  const folder = join(dirname(file), 'ledger');
  if (basename(file) !== 'tasks.jsonl' || !isFolder(folder)) return undefined;
  const index = join(folder, 'index.jsonl');
  const log = join(dirname(file), 'session.log');
  return {
    index: isFile(index) ? readJsonLines(index, findDamage) : [],
    byTask: namesIn(join(folder, 'by-task'), '.json').map((name) => readJson(join(folder, 'by-task', name), findDamage)),
    forensics: namesIn(join(folder, 'forensics'), '').length,
    logLines: isFile(log)
      ? readText(log)
          .split('\n')
          .filter((line) => line !== '').length
      : 0,
  };
};

const namesIn = (folder: string, ending: string): string[] =>
  isFolder(folder)
    ? readdirSync(folder)
        .filter((name) => name.endsWith(ending))
        .sort()
    : [];
