import { type Completion, finishedAt } from '../../domain/ledger/fold';
import { visibleLine } from '../../domain/text/visible';
import type { ExportFormat } from './format';

const columns: readonly (readonly [string, (completion: Completion) => string | number | null | undefined])[] = [
  ['entry', ({ entry }) => entry.id],
  ['completed_at', ({ entry }) => finishedAt(entry)],
  ['state', ({ state }) => state],
  ['task', ({ entry }) => entry.task.id],
  ['title', ({ entry }) => entry.task.title],
  ['epic', ({ entry }) => entry.task.epicId],
  ['phase', ({ entry }) => entry.task.phase],
  ['labels', ({ entry }) => entry.task.labels.join(' ')],
  ['agent', ({ entry }) => entry.agent],
  ['harness', ({ entry }) => entry.harness],
  ['session', ({ entry }) => entry.session],
  ['source', ({ entry }) => entry.source],
  ['started_at', ({ entry }) => entry.startedAt],
  ['duration_ms', ({ durationMs }) => durationMs],
  ['reason', ({ reason }) => reason],
  ['notes', ({ notes }) => notes.map(({ text }) => text).join('\n')],
  ['files', ({ files }) => files.map(({ path }) => path).join('\n')],
  ['commits', ({ commits }) => commits.map(({ sha, subject }) => `${sha} ${subject}`).join('\n')],
  ['branch', ({ entry }) => entry.branch],
  ['cost_usd', ({ costUsd }) => costUsd],
  ['flags', ({ entry }) => entry.flags.join(' ')],
];

/** RFC 4180: a header, CRLF line ends, quotes where they are needed. Text as people may read it: a terminal may be the reader. */
export const csvFormat = (): ExportFormat => ({
  begin: () => record(columns.map(([name]) => name)),
  row: (completion) => record(columns.map(([, value]) => cellOf(value(completion)))),
  end: () => [],
});

const record = (cells: readonly string[]): string => `${cells.join(',')}\r\n`;

const cellOf = (value: string | number | null | undefined): string => {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const shown = value.split('\n').map(visibleLine).join('\n');
  const text = looksLikeFormula.test(value) ? `'${shown}` : shown;
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** What spreadsheets would compute: OWASP's list, full-width forms included. */
const looksLikeFormula = /^[=+\-@\t\r\n＝＋－＠]/;
