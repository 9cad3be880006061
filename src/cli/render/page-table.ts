import type { TableColumn } from './page';
import { cutToWidth, displayWidth } from './page-width';

const gap = 2;
const narrow = 8;
/** Where even narrow columns do not fit: an id is cut, but every column shows something. */
const narrowest = 3;

/** Rows under their titles. Piped (`width` Infinity): tab-separated, nothing cut; else padded, and cut to fit. */
export const renderTable = (rows: readonly (readonly string[])[], columns: readonly TableColumn[], width: number): string => {
  const titles = columns.map((column) => column.title);
  const lines = [titles, ...rows];
  if (width === Number.POSITIVE_INFINITY) return lines.map((cells) => cells.join('\t')).join('\n');
  const widths = fittedWidths(lines, columns, width);
  return lines.map((cells) => renderRow(cells, columns, widths)).join('\n');
};

const renderRow = (cells: readonly string[], columns: readonly TableColumn[], widths: readonly number[]): string =>
  columns
    .map((column, index) => {
      const cell = cutToWidth(cells[index] ?? '', widths[index] ?? 0);
      const padding = ' '.repeat(Math.max(0, (widths[index] ?? 0) - displayWidth(cell)));
      return column.align === 'right' ? padding + cell : cell + padding;
    })
    .join(' '.repeat(gap))
    .trimEnd();

/** Each column as wide as its widest cell; what is too much is taken from the growing columns, then from the widest of all. */
const fittedWidths = (
  lines: readonly (readonly string[])[],
  columns: readonly TableColumn[],
  width: number,
): readonly number[] => {
  const widths = columns.map((_, index) => lines.reduce((most, cells) => Math.max(most, displayWidth(cells[index] ?? '')), 0));
  let excess = widths.reduce((sum, each) => sum + each, 0) + gap * (columns.length - 1) - width;
  const growing = columns.flatMap((column, index) => (column.grow === true ? [index] : []));
  const all = columns.map((_, index) => index);
  const steps = [
    { candidates: growing, least: narrow },
    { candidates: all, least: narrow },
    { candidates: all, least: narrowest },
  ];
  for (const { candidates, least } of steps) {
    while (excess > 0) {
      const widest = candidates.reduce((best, index) => ((widths[index] ?? 0) > (widths[best] ?? -1) ? index : best), -1);
      const current = widths[widest];
      if (current === undefined || current <= least) break;
      const others = candidates.filter((index) => index !== widest).map((index) => widths[index] ?? 0);
      const target = Math.max(least, current - excess, Math.min(current - 1, Math.max(0, ...others)));
      widths[widest] = target;
      excess -= current - target;
    }
  }
  return widths;
};
