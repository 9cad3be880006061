import type { LedgerStatsAnswer, StatsRow } from '../../domain/ledger/answer';
import type { Page } from './page';
import { shareWords, spentWords, tokenWords } from './spent';

const widestBar = 40;
const narrowestBar = 8;

/** A row for each group, with a bar on a terminal; the last row is the sum. */
export const renderStats = ({ by, rows, total, voided, sessions }: LedgerStatsAnswer, page: Page): string => {
  if (rows.length === 0) return voided === 0 ? 'no finished work is recorded that fits' : `${voided} voided, nothing else`;
  const most = rows.reduce((highest, row) => Math.max(highest, row.completions), 0);
  const room = page.tty ? Math.min(widestBar, Math.max(narrowestBar, page.width - 72)) : 0;
  const cells = (label: string, row: Omit<StatsRow, 'key'>): string[] => [
    label,
    String(row.completions),
    ...(room === 0 ? [] : [bar(row.completions, most, room)]),
    row.cycleMs === null ? '-' : page.span(row.cycleMs.median),
    row.cycleMs === null ? '-' : page.span(row.cycleMs.p90),
    row.tokens === null ? '-' : tokenWords(row.tokens),
    row.costUsd === null ? '-' : row.costUsd.toFixed(2),
    `${Math.round(row.unattributed * 100)} %`,
  ];
  const table = page.table(
    [
      ...rows.map((row) => cells(labelOf(row, page), row)),
      ...(rows.length > 1 ? [cells('all', total).map((cell, at) => (room > 0 && at === 2 ? '' : cell))] : []),
    ],
    [
      { title: by.toUpperCase(), grow: true },
      { title: 'DONE', align: 'right' },
      ...(room === 0 ? [] : [{ title: '' }]),
      { title: 'MEDIAN', align: 'right' },
      { title: '9 OF 10', align: 'right' },
      { title: 'TOKENS', align: 'right' },
      { title: 'USD', align: 'right' },
      { title: 'UNKNOWN', align: 'right' },
    ],
  );
  const notes = [
    'USD: at API prices; UNKNOWN: share of the work that no cost is known of',
    ...(sessions === undefined ? [] : [`sessions used ${spentWords(sessions)}: ${shareWords(sessions.unattributed)}`]),
    ...(voided === 0 ? [] : [`${voided} voided, not counted`]),
  ];
  return page.tty ? `${table}\n${page.paint.dim(notes.join('\n'))}` : table;
};

const labelOf = (row: StatsRow, page: Page): string =>
  row.title === undefined ? page.text(row.key) : `${page.text(row.key)} ${page.text(row.title)}`;

/** Whole blocks and one of eight parts. */
const bar = (value: number, most: number, room: number): string => {
  const eighths = most === 0 ? 0 : Math.max(value > 0 ? 1 : 0, Math.round((value / most) * room * 8));
  const part = eighths % 8;
  return '█'.repeat(Math.floor(eighths / 8)) + (part === 0 ? '' : ('▏▎▍▌▋▊▉'[part - 1] ?? ''));
};
