import { effectiveConfig } from '../../domain/config/keys';
import type { LedgerTip, State } from '../../domain/state/state';
import { StoreError } from '../store-error';
import { openArchive } from './archive';
import { expectSessions, imageSha256 } from './digest';
import { isLog } from './hash-file';
import { type ConfigImage, emptyConfig, parseConfig } from './image/config-image';
import { emptySessions, parseSessions, type SessionsImage } from './image/sessions-image';
import { emptyTodo, highestTaskNumber, parseTodo, type TodoImage } from './image/todo-image';
import { storeFiles } from './layout';
import { openLedgerTip } from './ledger-memory';
import { openSpool } from './spool/read-spool';
import type { FilesView } from './store-files-view';

/** A project at one generation, with what is needed to write its files anew. Tasks are parsed when they are first asked for. */
export type Snapshot = {
  readonly state: State;
  readonly config: ConfigImage;
  readonly todo: TodoImage;
  readonly sessions: SessionsImage;
  readonly files: FilesView;
  /** Hash of a file as it was read here; null where there was none. */
  base(file: string): string | null;
  /** The project has neither tasks nor sessions yet, as in a fresh clone: a commit writes both files. */
  readonly isBlank: boolean;
};

/** `isFresh`: nothing was ever committed, so that missing files are those of a fresh clone and not lost ones. */
export const readSnapshot = (files: FilesView, generation: number, isFresh: boolean): Snapshot => {
  const raw = new Map<string, Buffer | null>();
  const read = (file: string): Buffer | null => {
    const bytes = files.bytes(file);
    raw.set(file, bytes);
    return bytes;
  };
  const configBytes = read(storeFiles.config);
  const config = configBytes === null ? emptyConfig : parseConfig(configBytes);
  const todoBytes = read(storeFiles.todo);
  const sessionsBytes = read(storeFiles.sessions);
  if (!isFresh || (todoBytes === null) !== (sessionsBytes === null)) {
    if (todoBytes === null) throw missingFile(storeFiles.todo);
    if (sessionsBytes === null) throw missingFile(storeFiles.sessions);
  }
  const parsed = <T>(parse: (bytes: Buffer) => T, bytes: Buffer): T => {
    files.beforeParsing(bytes.length);
    return parse(bytes);
  };
  expectSessions(sessionsBytes?.length ?? 0);
  const sessions = sessionsBytes === null ? emptySessions : parsed(parseSessions, sessionsBytes);
  const effective = effectiveConfig(config.file);
  const archive = openArchive(files);
  let todoImage: TodoImage | undefined;
  const todo = (): TodoImage => {
    todoImage ??= todoBytes === null ? emptyTodo : parsed(parseTodo, todoBytes);
    return todoImage;
  };
  let lastTaskNumber: number | undefined;
  let tip: LedgerTip | undefined;
  const state: State = {
    generation,
    config: effective,
    get tasks() {
      return todo().records;
    },
    get lastTaskNumber() {
      const { records, head } = todo();
      lastTaskNumber ??= highestTaskNumber(records, effective.task.prefix, head._meta.lastTaskNumber);
      return lastTaskNumber;
    },
    sessions: sessions.records,
    get ledger() {
      tip ??= openLedgerTip(files, sessions.head._meta?.ledger);
      return tip;
    },
    archive,
    spool: openSpool(files.project, sessions.head._meta?.spool ?? {}),
  };
  return {
    state,
    config,
    get todo() {
      return todo();
    },
    sessions,
    files,
    isBlank: todoBytes === null,
    base: (file) => {
      if (isLog(file)) return files.hash(file);
      const bytes = raw.has(file) ? (raw.get(file) ?? null) : files.bytes(file);
      return bytes === null ? null : imageSha256(bytes);
    },
  };
};

const missingFile = (file: string): StoreError =>
  new StoreError(
    'E_STORE_CORRUPT',
    `.stint/${file} is missing. Put it back from a backup; nothing was changed and nothing is made anew in its place.`,
    { file },
  );
