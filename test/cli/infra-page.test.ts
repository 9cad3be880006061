import { describe, expect, it } from 'vitest';
import { lasting } from '../../src/cli/render/lasting';
import type { Page } from '../../src/cli/render/page';
import { renderTable } from '../../src/cli/render/page-table';
import { ago, span } from '../../src/cli/render/page-time';
import { cutToWidth, displayWidth } from '../../src/cli/render/page-width';

const columns = [{ title: 'ID' }, { title: 'TITLE', grow: true }, { title: 'N', align: 'right' as const }];
const rows = [
  ['T001', 'a title that is longer than the space which it is given here', '3'],
  ['T002', '漢字の題名がここにある', '12'],
];

describe('a table', () => {
  it('is tab-separated and uncut where output is piped', () => {
    expect(renderTable(rows, columns, Number.POSITIVE_INFINITY)).toBe(
      'ID\tTITLE\tN\nT001\ta title that is longer than the space which it is given here\t3\nT002\t漢字の題名がここにある\t12',
    );
  });

  it('fits the width of a terminal, wide characters counted twice', () => {
    const lines = renderTable(rows, columns, 40).split('\n');
    expect(lines).toEqual([
      'ID    TITLE                            N',
      'T001  a title that is longer than t…   3',
      'T002  漢字の題名がここにある          12',
    ]);
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(40);
  });
});

describe('a cut', () => {
  it.each([
    ['abc', 3, 'abc'],
    ['abcd', 3, 'ab…'],
    ['漢字', 3, '漢…'],
    ['\u001b[31mabcd\u001b[39m', 3, '\u001b[31mab…\u001b[0m'],
  ])('of %j to %d columns is %j', (text, width, expected) => {
    expect(cutToWidth(text, width)).toBe(expected);
  });
});

describe('time for people', () => {
  const now = '2026-03-01T12:00:00.000Z';
  it.each([
    ['2026-03-01T11:59:55.000Z', 'just now'],
    ['2026-03-01T11:59:30.000Z', '30 s ago'],
    ['2026-03-01T11:15:00.000Z', '45 min ago'],
    ['2026-03-01T10:00:00.000Z', '2 h ago'],
    ['2026-02-27T11:00:00.000Z', '2 days ago'],
    ['2026-03-01T12:03:00.000Z', 'in 3 min'],
    ['no date', 'no date'],
  ])('%s is %s', (at, expected) => {
    expect(ago(at, now)).toBe(expected);
  });

  it.each([
    [0, '0 s'],
    [59_999, '59 s'],
    [3_600_000, '1 h'],
    [47 * 3_600_000, '47 h'],
    [48 * 3_600_000, '2 days'],
  ])('%d ms is %s', (ms, expected) => {
    expect(span(ms)).toBe(expected);
  });
});

describe('what goes on', () => {
  const page = { ago: (at: string) => ago(at, '2026-11-21T12:00:00.000Z') } as Page;
  it.each([
    ['2026-11-21T11:59:45.000Z', 'for 15 s'],
    ['2026-11-21T09:00:00.000Z', 'for 3 h'],
    ['2026-11-21T11:59:55.000Z', 'since just now'],
    ['2026-11-21T12:05:00.000Z', 'since just now'],
  ])('since %s is told as "%s"', (at, words) => {
    expect(lasting(at, page)).toBe(words);
  });
});
