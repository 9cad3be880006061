import type { MovedAnswer } from '../../domain/focus/answer';
import {
  decideFocusClear,
  decideFocusNote,
  decideFocusSet,
  decideNextAction,
  type Focused,
  type NoteRequest,
} from '../../domain/focus/decide-focus';
import { viewFocus } from '../../domain/focus/focus-view';
import type { Outcome, Warning } from '../../domain/outcome';
import { worldAfter } from '../../domain/state/world-after';
import type { World } from '../../domain/world';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';

type Result = Promise<{ data: MovedAnswer; warnings: readonly Warning[] }>;

export const setFocus = (context: Context, request: { readonly task: string; readonly takeover: boolean }): Result =>
  move(context, (world) => decideFocusSet(world, request));

export const clearFocus = (context: Context): Result => move(context, decideFocusClear);

export const noteFocus = (context: Context, request: NoteRequest): Result =>
  move(context, (world) => decideFocusNote(world, request));

export const setNextAction = (context: Context, request: NoteRequest): Result =>
  move(context, (world) => decideNextAction(world, request));

const move = async (context: Context, decide: (world: World) => Outcome<Focused>): Result => {
  const { result, warnings } = await commitDecision(context, (world) => {
    const outcome = decide(world);
    if (!outcome.ok) return outcome;
    const { session, released, changed } = outcome.result;
    const view = viewFocus(worldAfter(world, outcome.change), session);
    return { ...outcome, result: { ...view, ...(released === undefined ? {} : { released }), changed } };
  });
  return { data: result, warnings };
};
