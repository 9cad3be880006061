import type { Archive } from '../../domain/state/state';
import type { Task } from '../../domain/task/schema';
import { validateSession, validateTask } from '../../generated/validators';
import { ContentFault, type ContentKind } from './content-fault';
import { refuseOversize } from './image/decode-text';
import { isTooDeep } from './image/json-depth';
import { eachLine } from './jsonl';
import { storeFiles } from './layout';
import type { FilesView } from './store-files-view';

/**
 * `archive/tasks.jsonl` and `archive/sessions.jsonl`: a line per archived record; the last line of an id counts.
 * `{"id":…,"unarchivedAt":…}` takes a task out again.
 */
export const openArchive = (files: FilesView): Archive => {
  const tasks = once(() => readArchive(files, storeFiles.archivedTasks, 'archivedTask', isTaskLine));
  const sessions = once(() => readArchive(files, storeFiles.archivedSessions, 'archivedSession', validateSession));
  const taskList = once(() => [...tasks().values()].filter(isArchived));
  const sessionList = once(() => [...sessions().values()]);
  return {
    task: (id) => {
      const line = tasks().get(id);
      return line !== undefined && isArchived(line) ? line : undefined;
    },
    tasks: taskList,
    session: (id) => sessions().get(id),
    sessions: sessionList,
  };
};

const once = <T extends object>(compute: () => T): (() => T) => {
  let value: T | undefined;
  return () => {
    value ??= compute();
    return value;
  };
};

type Unarchived = { readonly id: string; readonly unarchivedAt: string };

export const unarchivedLine = (id: string, unarchivedAt: string): Unarchived => ({ id, unarchivedAt });

const isUnarchived = (line: unknown): line is Unarchived =>
  typeof line === 'object' &&
  line !== null &&
  'unarchivedAt' in line &&
  'id' in line &&
  typeof line.id === 'string' &&
  !('uid' in line);

const isArchived = (line: Task | Unarchived): line is Task => !isUnarchived(line);

const isTaskLine = (line: unknown): line is Task | Unarchived => isUnarchived(line) || validateTask(line);

/** What a line of the archive says; undefined where it is no such line. */
export const archivedLine = (kind: 'archivedTask' | 'archivedSession', bytes: Buffer): unknown => {
  const record = parseLine(bytes);
  return (kind === 'archivedTask' ? isTaskLine(record) : validateSession(record)) ? record : undefined;
};

const readArchive = <T extends { readonly id: string }>(
  files: FilesView,
  file: string,
  kind: ContentKind,
  isFine: (value: unknown) => value is T,
): Map<string, T> => {
  const found = new Map<string, T>();
  refuseOversize(kind, file, files.size(file));
  eachLine(files.bytes(file) ?? Buffer.alloc(0), (bytes, number) => {
    const record = parseLine(bytes);
    if (!isFine(record)) throw new ContentFault(kind, file, bytes, number);
    // Taken out first, so that the order is that of the lines which count.
    found.delete(record.id);
    found.set(record.id, record);
  });
  return found;
};

const parseLine = (bytes: Buffer): unknown => {
  const text = bytes.toString('utf8');
  if (isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // undefined is no record: the caller reports the line.
    return undefined;
  }
};
