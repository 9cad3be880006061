import { join } from 'node:path';
import { effectiveConfig } from '../../domain/config/keys';
import type { Change } from '../../domain/state/change';
import { visibleLine } from '../../domain/text/visible';
import type { Instant } from '../../domain/time/instant';
import { checkChange } from '../check-change';
import { unarchivedLine } from './archive';
import type { ContentKind } from './content-fault';
import { imageSha256 } from './digest';
import { editConfig, parseConfig } from './image/config-image';
import { refuseOutgrown } from './image/decode-text';
import { editSessions } from './image/sessions-image';
import { editTodo, highestTaskNumber, mirrorOf, showsMirror } from './image/todo-image';
import type { AppendStep } from './journal/record';
import { fileEnd, jsonLine } from './jsonl';
import { eventsFile, type Journal, storeFiles } from './layout';
import { timesAfter } from './ledger/ledger-times';
import { redactLines } from './ledger/redact-lines';
import { rememberLedger } from './ledger-memory';
import { rotateLog } from './rotate-log';
import type { Snapshot } from './snapshot';

/** What one commit does to the files, before any of it is on disk. */
export type Effects = { readonly put: readonly Put[]; readonly append: readonly AppendStep[] };

export type Put = {
  readonly file: string;
  /** A file of the project that becomes this one as it is, or the bytes. */
  readonly image: Buffer | { readonly linkOf: string };
  readonly sha256: string;
  readonly size: number;
  readonly base: string | null;
};

/** Files that are read as a whole. */
const sizedFiles: Readonly<Record<string, ContentKind>> = {
  [storeFiles.config]: 'config',
  [storeFiles.todo]: 'todo',
  [storeFiles.sessions]: 'sessions',
  [storeFiles.archivedTasks]: 'archivedTask',
  [storeFiles.archivedSessions]: 'archivedSession',
};

const isEmpty = (list: readonly unknown[] | undefined): boolean => list === undefined || list.length === 0;

export const packChange = (journal: Journal, snapshot: Snapshot, change: Change, txid: string, now: Instant): Effects => {
  checkChange(change);
  const append = packAppends(journal, change, txid, now);
  const put: Put[] = [];
  const putFile = (file: string, image: Buffer): void => {
    const kind = sizedFiles[file];
    if (kind !== undefined) refuseOutgrown(kind, file, image.length);
    put.push({ file, image, sha256: imageSha256(image), size: image.length, base: snapshot.base(file) });
  };

  const config = change.config === undefined ? undefined : editConfig(snapshot.config, change.config);
  if (config !== undefined) putFile(storeFiles.config, config);
  const effective = config === undefined ? snapshot.state.config : effectiveConfig(parseConfig(config).file);

  const ledger = isEmpty(change.ledger) ? undefined : append.find((step) => step.file === storeFiles.ledger);
  const recorded = snapshot.sessions.head._meta?.ledger;
  const redacted = isEmpty(change.redact)
    ? undefined
    : redactLines(snapshot.files.bytes(storeFiles.ledger) ?? Buffer.alloc(0), change.redact ?? []);
  if (redacted !== undefined) putFile(storeFiles.ledger, redacted);
  // Only what fits the file may be remembered of the shorter one.
  const redactedMemory =
    redacted !== undefined && recorded !== undefined && recorded.size === snapshot.files.size(storeFiles.ledger)
      ? { branch: undefined, missed: undefined, ...recorded, size: redacted.length }
      : undefined;
  const putSessions = change.sessions?.put ?? [];
  const removeSessions = change.sessions?.remove ?? [];
  if (
    putSessions.length > 0 ||
    removeSessions.length > 0 ||
    ledger !== undefined ||
    redactedMemory !== undefined ||
    change.spool !== undefined ||
    snapshot.isBlank
  )
    putFile(
      storeFiles.sessions,
      editSessions(snapshot.sessions, {
        put: putSessions,
        remove: removeSessions,
        spool: change.spool,
        ledger:
          ledger === undefined
            ? redactedMemory
            : {
                ...rememberLedger(snapshot.state.ledger, recorded, change.ledger ?? []),
                ...timesAfter(
                  journal.files,
                  join(journal.project, storeFiles.ledger),
                  ledger.offset,
                  recorded,
                  change.ledger ?? [],
                ),
                size: ledger.offset + Buffer.byteLength(ledger.bytes),
              },
      }),
    );

  const putTasks = change.tasks?.put ?? [];
  const removeTasks = change.tasks?.remove ?? [];
  const movesTasks =
    putTasks.length > 0 ||
    removeTasks.length > 0 ||
    change.lastTaskNumber !== undefined ||
    change.projectId !== undefined ||
    snapshot.isBlank;
  // A change of the log or the ledger alone leaves todo.json unread.
  if (movesTasks || change.sessions !== undefined || change.config !== undefined) {
    const replaced = new Set([...removeSessions, ...putSessions.map(({ id }) => id)]);
    const sessionsAfter = [...snapshot.sessions.records.filter(({ id }) => !replaced.has(id)), ...putSessions];
    const mirror = mirrorOf(effective, sessionsAfter);
    const { todo } = snapshot;
    if (movesTasks || !showsMirror(todo.head, mirror)) {
      const asked = Math.max(change.lastTaskNumber ?? 0, snapshot.state.lastTaskNumber);
      const lastTaskNumber = highestTaskNumber(putTasks, effective.task.prefix, asked);
      putFile(
        storeFiles.todo,
        editTodo(todo, { put: putTasks, remove: removeTasks, lastTaskNumber, mirror, projectId: change.projectId, now }),
      );
    }
  }
  if (change.rotateLog !== true) return { put, append };
  const rotation = rotateLog(journal, snapshot, effective.log, append);
  return rotation === undefined
    ? { put, append }
    : { put: [...put, ...rotation], append: append.filter(({ file }) => file !== storeFiles.log) };
};

const packAppends = (journal: Journal, change: Change, txid: string, now: Instant): AppendStep[] => {
  const lines = new Map<string, string[]>();
  const add = (file: string, line: string): void => {
    const present = lines.get(file);
    if (present === undefined) lines.set(file, [line]);
    else present.push(line);
  };
  for (const entry of change.ledger ?? []) add(storeFiles.ledger, jsonLine(entry));
  for (const [index, event] of (change.events ?? []).entries())
    add(eventsFile(event.session), jsonLine({ id: `${txid}.${index + 1}`, ...event }));
  for (const id of change.unarchiveTasks ?? []) add(storeFiles.archivedTasks, jsonLine(unarchivedLine(id, now)));
  for (const task of change.archiveTasks ?? []) add(storeFiles.archivedTasks, jsonLine(task));
  for (const session of change.archiveSessions ?? []) add(storeFiles.archivedSessions, jsonLine(session));
  for (const { at, message } of change.log ?? []) add(storeFiles.log, logLine(at, message));
  return [...lines].map(([file, texts]) => {
    // Read again, not from the snapshot: winning the next generation proves that no commit has come in between.
    const { size, unterminated } = fileEnd(journal.files, join(journal.project, file));
    const bytes = `${unterminated ? '\n' : ''}${texts.join('')}`;
    const kind = sizedFiles[file];
    if (kind !== undefined) refuseOutgrown(kind, file, size + Buffer.byteLength(bytes));
    return { file, offset: size, bytes };
  });
};

/** `[YYYY-MM-DD HH:MM:SS UTC] message` */
export const logLine = (at: Instant, message: string): string => {
  const iso = new Date(at).toISOString();
  return `[${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC] ${visibleLine(message)}\n`;
};

/** Whether a change asks for nothing to be written. */
export const isEmptyChange = (change: Change): boolean =>
  Object.entries(change).every(([key, part]) => {
    if (part === undefined || part === false) return true;
    if (Array.isArray(part)) return part.length === 0;
    if (key === 'tasks' || key === 'sessions') return Object.values(part).every((list) => isEmpty(list as unknown[] | undefined));
    return key === 'config' && Object.keys(part).length === 0;
  });
