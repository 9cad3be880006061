import type { LedgerDetail, LedgerShowAnswer } from '../../domain/ledger/answer';
import type { Page } from './page';
import { row, taskWords } from './session';
import { spentWords } from './spent';

export const renderLedgerShow = ({ items }: LedgerShowAnswer, page: Page): string =>
  items.map((item) => detail(item, page)).join('\n\n');

const detail = (item: LedgerDetail, page: Page): string => {
  const { entry, state } = item;
  const tone = state === 'stands' ? page.paint.good : page.paint.warn;
  const who = [entry.agent, entry.harness, entry.session].filter((part) => part !== undefined).map(page.text);
  const at = entry.completedAt ?? entry.at;
  const took = entry.durationMs === undefined ? '' : `, ${page.span(entry.durationMs)} after it was begun`;
  const place = [entry.task.epicId, entry.task.phase, ...entry.task.labels].filter((part) => part !== undefined).map(page.text);
  const gone = Object.keys(entry.redacted ?? {});
  return [
    `${taskWords(entry.task, page)}  ${tone(state === 'stands' ? 'done' : state)}`,
    row(page, 'entry', page.text(entry.id)),
    row(page, 'finished', `${page.date(at)} (${page.ago(at)})${took}`),
    ...(who.length === 0 ? [] : [row(page, 'who', who.join(' · '))]),
    ...(place.length === 0 ? [] : [row(page, 'in', place.join(' · '))]),
    row(page, 'source', page.text(entry.source)),
    ...(entry.branch === undefined ? [] : [row(page, 'branch', page.text(entry.branch))]),
    ...(item.reason === undefined ? [] : [row(page, 'reason', page.text(item.reason))]),
    ...(item.notes ?? []).map((note) => row(page, 'note', page.text(note.text))),
    ...item.files.map((file) => row(page, 'file', `${page.text(file.path)}  ${origin(file, page)}`)),
    ...item.commits.map((commit) =>
      row(page, 'commit', `${page.text(commit.sha.slice(0, 10))} ${page.text(commit.subject)}  ${origin(commit, page)}`),
    ),
    ...(item.tokens === undefined ? [] : [row(page, 'used', usedWords(item))]),
    ...(entry.flags.length === 0 ? [] : [row(page, 'flags', entry.flags.map(page.text).join(', '))]),
    ...(gone.length === 0 ? [] : [row(page, 'redacted', gone.map(page.text).join(', '))]),
    ...(item.marks ?? []).map((mark) => row(page, mark.type, markWords(mark, page))),
    row(page, 'hash', entry.hash),
  ].join('\n');
};

const usedWords = ({ tokens, costUsd = null, costSource }: LedgerDetail): string => {
  const total = tokens?.total;
  return spentWords({ tokens: typeof total === 'number' ? total : null, costUsd, costSource });
};

/** Where a fact comes from, and whether others may have caused it. */
const origin = (fact: { readonly origin: string; readonly shared?: boolean | undefined }, page: Page): string =>
  page.paint.dim(fact.shared === true ? `${fact.origin}, shared checkout` : fact.origin);

type Mark = NonNullable<LedgerDetail['marks']>[number];

const markWords = (mark: Mark, page: Page): string => {
  const what = [mark.reason, mark.note, ...(mark.files ?? [])].filter((part) => part !== undefined).map(page.text);
  if (what.length === 0 && mark.source === 'reconcile') what.push('by stint reconcile');
  const by = mark.agent === undefined ? '' : ` by ${page.text(mark.agent)}`;
  return `${page.date(mark.at)}${by}  ${what.join('; ')}${mark.dropped === true ? ` ${page.paint.warn('(voided)')}` : ''}  ${page.paint.dim(page.text(mark.id))}`;
};
