import type { FocusAnswer, MovedAnswer } from '../../domain/focus/answer';
import type { Page } from './page';
import { row, taskWords } from './session';

/** The focus of a session, with its notes. */
export const renderFocus = (result: FocusAnswer | MovedAnswer, page: Page): string => {
  const { focus, held, note, nextAction } = result;
  const released = 'released' in result ? result.released : undefined;
  return [
    focus === undefined
      ? 'no focus: `stint next` suggests a task'
      : `${page.paint.bold('focus')}  ${taskWords(focus, page)}  ${page.paint.dim(focus.status)}`,
    ...(released === undefined ? [] : [row(page, 'released', page.text(released))]),
    ...(held === undefined ? [] : [row(page, 'held', held.map(page.text).join(', '))]),
    ...(note === undefined ? [] : [row(page, 'note', page.text(note))]),
    ...(nextAction === undefined ? [] : [row(page, 'next', page.text(nextAction))]),
  ].join('\n');
};
