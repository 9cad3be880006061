import type { Config } from '../../../domain/config/schema';
import type { Session } from '../../../domain/session/schema';
import type { Task, TodoFile } from '../../../domain/task/schema';
import type { Instant } from '../../../domain/time/instant';
import { validateTodoFile } from '../../../generated/validators';
import { UnfitRecord } from '../../check-change';
import { ContentFault } from '../content-fault';
import { storeFiles } from '../layout';
import { decodeText } from './decode-text';
import { isAnyTooDeep, isTooDeep } from './json-depth';
import { parseOnce } from './parse-once';
import { editRecordLines, hasDuplicateIds, parseRecordLines, type RecordLines } from './record-lines';
import { asOwnVersion, isNewer } from './version';

export type TodoImage = Omit<RecordLines, 'head' | 'records'> & {
  readonly head: Pick<TodoFile, 'version' | 'minReader' | '_meta' | 'focus'>;
  readonly records: readonly Task[];
};

export const emptyTodo: TodoImage = {
  head: { version: 1, _meta: { lastTaskNumber: 0 }, focus: {} },
  records: [],
  written: undefined,
};

export const parseTodo = parseOnce((bytes: Buffer): TodoImage => {
  const text = decodeText('todo', storeFiles.todo, bytes);
  const image = parseRecordLines(bytes, text, 'tasks');
  if (image === undefined || (image.written === undefined ? isTooDeep(text) : isAnyTooDeep(text)))
    throw new ContentFault('todo', storeFiles.todo, bytes);
  const newer = isNewer(storeFiles.todo, image.head);
  const file = { ...asOwnVersion(image.head, newer), tasks: image.records };
  if (!validateTodoFile(file) || hasDuplicateIds(file.tasks)) throw new ContentFault('todo', storeFiles.todo, bytes);
  return image as unknown as TodoImage;
});

/** The highest number that an id of the form `<prefix><number>` bears, and at least `least`. */
export const highestTaskNumber = (tasks: readonly { readonly id: string }[], prefix: string, least: number): number => {
  let highest = least;
  let bound = `${prefix}${highest}`;
  for (const { id } of tasks) {
    // As most ids are: its number, if it has one, is not above `highest`.
    if (id.length < bound.length || (id.length === bound.length && id <= bound) || !id.startsWith(prefix)) continue;
    const digits = id.slice(prefix.length);
    if (!/^\d{1,15}$/.test(digits)) continue;
    highest = Math.max(highest, Number(digits));
    bound = `${prefix}${highest}`;
  }
  return highest;
};

export type TodoEdit = {
  readonly put: readonly Task[];
  readonly remove: readonly string[];
  readonly lastTaskNumber: number;
  readonly mirror: Mirror | null;
  /** undefined: as it is. */
  readonly projectId?: string | undefined;
  readonly now: Instant;
};

/** In single-session mode: what `_meta.activeSession` and `focus` say. Written for other readers, never read. */
export type Mirror = { readonly activeSession: string | null; readonly focus: Session['focus'] };

const noFocus: Session['focus'] = { currentTask: null, sessionNote: null, nextAction: null };

/** null where several sessions may be active. */
export const mirrorOf = (config: Config, sessions: readonly Session[]): Mirror | null => {
  if (config.multiSession.enabled) return null;
  const active = sessions.find((session) => session.status === 'active');
  return { activeSession: active?.id ?? null, focus: active?.focus ?? noFocus };
};

/** Whether the head says what `mirror` says. */
export const showsMirror = (head: TodoImage['head'], mirror: Mirror | null): boolean => {
  if (mirror === null) return head._meta.activeSession === undefined;
  const focus = head.focus ?? {};
  return (
    head._meta.activeSession === mirror.activeSession &&
    focus.currentTask === mirror.focus.currentTask &&
    focus.sessionNote === mirror.focus.sessionNote &&
    focus.nextAction === mirror.focus.nextAction
  );
};

export const editTodo = (image: TodoImage, edit: TodoEdit): Buffer => {
  const { activeSession, ...meta } = image.head._meta;
  const id = edit.projectId === undefined ? {} : { projectId: edit.projectId };
  const changedMeta = { ...meta, ...id, lastTaskNumber: edit.lastTaskNumber, lastModified: edit.now };
  const { currentTask, sessionNote, nextAction } = edit.mirror?.focus ?? noFocus;
  const head =
    edit.mirror === null
      ? { ...image.head, _meta: changedMeta, ...(activeSession === undefined ? {} : { focus: {} }) }
      : {
          ...image.head,
          _meta: { ...changedMeta, activeSession: edit.mirror.activeSession },
          focus: { ...image.head.focus, currentTask, sessionNote, nextAction },
        };
  if (!validateTodoFile({ ...asOwnVersion(head, isNewer(storeFiles.todo, head)), tasks: [] }))
    throw new UnfitRecord('head', head);
  return editRecordLines(image, head, 'tasks', edit);
};
