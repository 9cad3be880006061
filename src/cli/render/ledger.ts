import type { LedgerChangedAnswer, LedgerItem, LedgerListAnswer, LedgerRedactAnswer } from '../../domain/ledger/answer';
import type { Page } from './page';
import { taskWords } from './session';

export const renderLedgerList = ({ items, total, truncated }: LedgerListAnswer, page: Page): string => {
  if (items.length === 0) return total === 0 ? 'no finished work is recorded that fits: `stint done ID` records some' : '';
  const table = page.table(
    items.map((item) => [
      page.tty ? page.ago(item.at) : item.at,
      page.paint.id(page.text(item.task.id)),
      page.text(item.agent ?? '-'),
      item.durationMs === undefined ? '-' : page.span(item.durationMs),
      String(item.files),
      stateWords(item, page) + page.text(item.reason ?? item.task.title),
      page.paint.dim(page.text(item.id)),
    ]),
    [
      { title: 'FINISHED' },
      { title: 'TASK' },
      { title: 'WHO' },
      { title: 'TOOK', align: 'right' },
      { title: 'FILES', align: 'right' },
      { title: 'WHAT', grow: true },
      { title: 'ENTRY' },
    ],
  );
  if (!truncated || !page.tty) return table;
  return `${table}\n${page.paint.dim(`${items.length} of ${total}: --all shows every one`)}`;
};

const stateWords = ({ state }: LedgerItem, page: Page): string =>
  state === undefined ? '' : `${state === 'voided' ? page.paint.bad('voided') : page.paint.warn('reopened')} `;

/** What `amend` and `void` say. */
export const renderEntryChanged = ({ id, ref, task, changed }: LedgerChangedAnswer, verb: string, page: Page): string => {
  if (!changed) return `${page.text(ref)} says so already: nothing was written`;
  return `${page.paint.good(verb)}  ${taskWords(task, page)}\n  ${page.paint.dim('entry')}  ${page.text(id ?? ref)}`;
};

export const renderRedacted = ({ id, fields, changed, untouched }: LedgerRedactAnswer, page: Page): string =>
  [
    changed
      ? `${page.paint.good('redacted')}  ${fields.join(', ')} of ${page.text(id)}`
      : `${page.text(id)}: nothing is left to take out`,
    'not touched:',
    ...untouched.map((place) => `  ${place}`),
  ].join('\n');
