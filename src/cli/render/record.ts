import type { DoneAnswer, WipAnswer } from '../../domain/record/answer';
import type { Page } from './page';
import { row, taskWords } from './session';

/** What `done`, `complete` and `task close` say. */
export const renderDone = (result: DoneAnswer, page: Page): string => {
  const { task, changed, entry, amendment, children, files = 0, commits = 0, next, closable } = result;
  const what = changed ? page.paint.good('done') : 'was done already';
  const facts = [`${files} ${files === 1 ? 'file' : 'files'}`, `${commits} ${commits === 1 ? 'commit' : 'commits'}`];
  return [
    `${what}  ${taskWords(task, page)}`,
    ...(children === undefined ? [] : [row(page, 'with', children.map(page.text).join(', '))]),
    ...(entry === undefined ? [] : [row(page, 'entry', changed ? `${page.text(entry)}  ${facts.join(', ')}` : page.text(entry))]),
    ...(amendment === undefined ? [] : [row(page, 'amended', page.text(amendment))]),
    ...(next === undefined ? [] : [row(page, 'next', taskWords(next, page))]),
    ...(closable === true ? [row(page, 'next', 'the scope is finished: stint session close')] : []),
  ].join('\n');
};

/** What `wip` and `task claim` say. */
export const renderWip = ({ task, changed, session, by }: WipAnswer, page: Page): string => {
  const where = session === undefined ? page.text(by) : `session ${session.slice(-6)}`;
  return `${changed ? page.paint.good('in progress') : 'in progress already'}  ${taskWords(task, page)}  ${page.paint.dim(where)}`;
};
