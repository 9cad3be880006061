import { requireSession } from '../binding/require-session';
import { accept, type Outcome, refuse, type Warning } from '../outcome';
import { clearHolder } from '../record/clear-holder';
import { knownTask } from '../record/known-task';
import { checkFocus } from '../session/choose-focus';
import { claimAsFocus, releaseClaim } from '../session/claims';
import { withNote } from '../session/finish-session';
import type { Session } from '../session/schema';
import { startDraft } from '../state/draft';
import type { Task } from '../task/schema';
import type { World } from '../world';

export type Focused = {
  readonly session: Session;
  /** Absent: nothing is in focus. */
  readonly task?: Task;
  /** The task that was put back. */
  readonly released?: string;
  readonly changed: boolean;
};

/**
 * Moves the focus: unknown 1, out of scope 34, finished 40, held by another 35. The old focus goes back to pending and
 * the new one becomes active, in one change.
 */
export const decideFocusSet = (
  world: World,
  request: { readonly task: string; readonly takeover: boolean },
): Outcome<Focused> => {
  const bound = requireSession(world);
  if (!bound.ok) return bound;
  const known = knownTask(world, request.task);
  if (!known.ok) return known;
  const check = checkFocus(world, bound.session, known.task.id);
  if (!check.ok && !(request.takeover && check.holder !== undefined)) return { ok: false, refusals: [check.refusal] };
  return moveFocus(world, bound.session, known.task, check.ok ? check.warnings : []);
};

const moveFocus = (world: World, session: Session, task: Task, warnings: readonly Warning[]): Outcome<Focused> => {
  const before = session.focus.currentTask;
  const held = session.held.some((one) => one.taskId === task.id);
  if (before === task.id && held && task.status === 'active') return accept({ session, task, changed: false }, null, warnings);
  const draft = startDraft(world);
  clearHolder(world, draft, session, task);
  const releases = before !== null && before !== task.id && session.held.some((one) => one.taskId === before);
  if (releases) releaseClaim(world, draft, session.id, before, 'forget-focus');
  claimAsFocus(world, draft, session.id, draft.task(task.id) ?? task);
  return accept(
    {
      session: draft.session(session.id) ?? session,
      task: draft.task(task.id) ?? task,
      ...(releases ? { released: before } : {}),
      changed: true,
    },
    draft.change(),
    warnings,
  );
};

/** Takes the focus away; its task goes back to pending. */
export const decideFocusClear = (world: World): Outcome<Focused> => {
  const bound = requireSession(world);
  if (!bound.ok) return bound;
  const { session } = bound;
  const before = session.focus.currentTask;
  if (before === null) return accept({ session, changed: false });
  const draft = startDraft(world);
  const wasHeld = session.held.some((one) => one.taskId === before);
  if (wasHeld) releaseClaim(world, draft, session.id, before, 'forget-focus');
  const now = draft.session(session.id) ?? session;
  draft.putSession({ ...now, focus: { ...now.focus, currentTask: null }, lastActivityAt: world.now });
  return accept(
    { session: draft.session(session.id) ?? session, ...(wasHeld ? { released: before } : {}), changed: true },
    draft.change(),
  );
};

export type NoteRequest = { readonly text: string };

/** Appends a progress note to the session and makes it the current one. */
export const decideFocusNote = (world: World, request: NoteRequest): Outcome<Focused> =>
  write(world, request, (session, text) => withNote(world, session, text), 'note');

/** Says what comes next when this session is picked up again. */
export const decideNextAction = (world: World, request: NoteRequest): Outcome<Focused> =>
  write(world, request, (session, text) => ({ ...session, focus: { ...session.focus, nextAction: text } }), 'next-action');

const write = (
  world: World,
  request: NoteRequest,
  change: (session: Session, text: string) => Session,
  kind: 'note' | 'next-action',
): Outcome<Focused> => {
  if (request.text.trim() === '')
    return refuse('E_USAGE', 'the text is empty: say what to remember', { fix: [`stint focus ${kind} --help`] });
  const bound = requireSession(world);
  if (!bound.ok) return bound;
  const { text } = request;
  const draft = startDraft(world);
  draft.putSession({ ...change(bound.session, text), lastActivityAt: world.now });
  draft.event({ type: 'note', session: bound.session.id, data: kind === 'note' ? { text } : { nextAction: text } });
  return accept({ session: draft.session(bound.session.id) ?? bound.session, changed: true }, draft.change());
};
