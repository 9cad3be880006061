import { describe, expect, test } from 'vitest';
import type { LedgerTip } from '../../../src/domain/state/state';
import { expectedHere, openLedgerTip, rememberLedger } from '../../../src/store/files/ledger-memory';
import { filesView } from './files-view';
import { entry } from './fixtures';

const hash = (letter: string): string => letter.repeat(64);
const line = (letter: string, ...prev: string[]): string => `${JSON.stringify(entry(`e-${letter}`, prev.map(hash), letter))}\n`;

/** A ledger of this text, null for none, on this branch. */
const viewOf = (text: string | null, branch?: string) => filesView(text === null ? {} : { 'ledger.jsonl': text }, branch);

const text = line('a') + line('b', 'a');
const memory = (more: object = {}) => ({ heads: [hash('b')], count: 2, size: text.length, ...more });
const gapOf = (tip: LedgerTip) => {
  const { lost, missed, elsewhere, ...more } = tip.gap ?? {};
  return { ...more, lost, missed, elsewhere };
};

describe('the tip of the ledger', () => {
  test.each<[string, string | null, Parameters<typeof openLedgerTip>[1], string[], number, number]>([
    ['as remembered: not read', text, memory(), ['b'], 2, 0],
    ['as remembered, with what else is remembered', text, memory({ heads: [hash('x'), hash('b')], count: 9 }), ['x', 'b'], 9, 0],
    ['nothing remembered', text, undefined, ['b'], 2, 1],
    ['of another size', text, memory({ size: text.length + 1 }), ['b'], 2, 1],
    ['with another last line', text, memory({ heads: [hash('b'), hash('a')], count: 9 }), ['b'], 2, 1],
    ['empty, and remembered so', '', { heads: [], count: 0, size: 0 }, [], 0, 0],
    ['not there, and remembered as empty', null, { heads: [], count: 7, size: 0 }, [], 7, 0],
    ['not there, and nothing remembered', null, undefined, [], 0, 1],
    ['remembered with a size and no heads', text, { heads: [], count: 7, size: text.length }, ['b'], 2, 1],
  ])('%s', (_what, bytes, recorded, heads, count, reads) => {
    const view = viewOf(bytes);
    const tip = openLedgerTip(view.files, recorded);
    expect([tip.heads, tip.count]).toEqual([heads.map(hash), count]);
    expect(view.reads).toEqual(Array(reads).fill('ledger.jsonl'));
  });

  test('the last line is known by its hash at its end, and not from further up', () => {
    const padded = `${line('b')}${' '.repeat(72)}`;
    expect(openLedgerTip(viewOf(padded).files, { heads: [hash('b')], count: 9, size: padded.length }).count).toBe(1);
    const spaced = `${JSON.stringify(entry('e', [], 'b')).slice(0, -1)}     }\n`;
    expect(openLedgerTip(viewOf(spaced).files, { heads: [hash('b')], count: 9, size: spaced.length }).count).toBe(9);
  });

  test('gives the entries of a task', () => {
    const view = viewOf(text);
    const tip = openLedgerTip(view.files, memory());
    expect(tip.entriesOf('uid-T1').map(({ id }) => id)).toEqual(['e-a', 'e-b']);
    expect(openLedgerTip(viewOf(null).files, undefined).entriesOf('uid-T1')).toEqual([]);
  });

  test('is scanned once for all that is asked', () => {
    const view = viewOf(text, 'main');
    const { gap, heads } = openLedgerTip(
      view.files,
      memory({ size: 1, branches: { other: { heads: [hash('x')], count: 1 } }, missed: [hash('m')] }),
    );
    expect([gap?.lost, gap?.missed, gap?.elsewhere, heads]).toHaveLength(4);
    expect(view.reads).toEqual(['ledger.jsonl']);
  });

  test('its gap is found once', () => {
    const tip = openLedgerTip(viewOf(text).files, undefined);
    expect(tip.gap).toBe(tip.gap);
  });
});

describe('what the ledger should hold and does not', () => {
  const cut = line('a');
  const branches = { main: { heads: [hash('b')], count: 2 }, other: { heads: [hash('a'), hash('x')], count: 3 } };

  test.each<[string, string, string | undefined, Parameters<typeof openLedgerTip>[1], object]>([
    ['nothing remembered', cut, undefined, undefined, { lost: [], missed: [], elsewhere: [] }],
    ['nothing remembered, on a branch', cut, 'main', undefined, { branch: 'main', lost: [], missed: [], elsewhere: [] }],
    ['as remembered', text, undefined, memory(), { lost: [], missed: [], elsewhere: [] }],
    [
      'as remembered, and something is missed since earlier',
      text,
      undefined,
      memory({ missed: [hash('m'), hash('a')] }),
      { lost: [], missed: [hash('m'), hash('a')], elsewhere: [] },
    ],
    ['cut', cut, undefined, memory(), { lost: [hash('b')], missed: [], elsewhere: [] }],
    [
      'cut, of several heads',
      cut,
      undefined,
      memory({ heads: [hash('a'), hash('b'), hash('c')] }),
      { lost: [hash('b'), hash('c')], missed: [], elsewhere: [] },
    ],
    [
      'cut, and missed already',
      cut,
      undefined,
      memory({ heads: [hash('b'), hash('c')], missed: [hash('b')] }),
      { lost: [hash('c')], missed: [hash('b')], elsewhere: [] },
    ],
    [
      'what was missed is back',
      text,
      undefined,
      memory({ size: 1, missed: [hash('a'), hash('m')] }),
      { lost: [], missed: [hash('m')], elsewhere: [] },
    ],
    [
      'the same branch, as remembered',
      text,
      'main',
      memory({ branch: 'main', branches }),
      { branch: 'main', lost: [], missed: [], elsewhere: [{ branch: 'other', heads: [hash('x')] }] },
    ],
    [
      'another branch: what was written last there is expected',
      text,
      'other',
      memory({ branch: 'main', branches }),
      { branch: 'other', lost: [hash('x')], missed: [], elsewhere: [] },
    ],
    [
      'another branch, and what it lacks of the first',
      cut,
      'other',
      memory({ branch: 'main', branches }),
      { branch: 'other', lost: [hash('x')], missed: [], elsewhere: [{ branch: 'main', heads: [hash('b')] }] },
    ],
    [
      'a branch that nothing was written on',
      cut,
      'new',
      memory({ branch: 'main' }),
      { branch: 'new', lost: [], missed: [], elsewhere: [] },
    ],
    ['kept in git since', cut, 'main', memory(), { branch: 'main', lost: [hash('b')], missed: [], elsewhere: [] }],
    [
      'no more kept in git',
      cut,
      undefined,
      memory({ branch: 'main', branches }),
      {
        lost: [],
        missed: [],
        elsewhere: [
          { branch: 'main', heads: [hash('b')] },
          { branch: 'other', heads: [hash('x')] },
        ],
      },
    ],
    [
      'a branch with the name of a key that every object has',
      cut,
      'constructor',
      memory({ branch: 'main', branches }),
      {
        branch: 'constructor',
        lost: [],
        missed: [],
        elsewhere: [
          { branch: 'main', heads: [hash('b')] },
          { branch: 'other', heads: [hash('x')] },
        ],
      },
    ],
  ])('%s', (_what, bytes, branch, recorded, gap) => {
    expect(gapOf(openLedgerTip(viewOf(bytes, branch).files, recorded))).toStrictEqual(gap);
  });

  test('is not looked for where nothing can be missed', () => {
    const view = viewOf(text, 'main');
    const recorded = memory({ branch: 'main', branches: { main: branches.main, empty: { heads: [], count: 0 } } });
    expect(gapOf(openLedgerTip(view.files, recorded))).toEqual({ branch: 'main', lost: [], missed: [], elsewhere: [] });
    const other = viewOf(text, 'empty');
    expect(gapOf(openLedgerTip(other.files, recorded)).lost).toEqual([]);
    expect(view.reads).toEqual([]);
  });
});

test.each<[string, Parameters<typeof expectedHere>[0], string | undefined, string[]]>([
  ['not in git', memory(), undefined, [hash('b')]],
  ['written on a branch', memory({ branch: 'main' }), undefined, []],
  ['of this branch', memory({ branch: 'main', branches: { x: { heads: ['h'], count: 1 } } }), 'x', ['h']],
  ['of this branch and of none', memory({ branches: { x: { heads: ['h'], count: 1 } } }), 'x', [hash('b'), 'h']],
  ['of no branch now', memory({ branches: { x: { heads: ['h'], count: 1 } } }), undefined, [hash('b')]],
  ['of an unknown branch', memory({ branch: 'main', branches: { x: { heads: ['h'], count: 1 } } }), 'y', []],
])('expected here: %s', (_what, recorded, branch, expected) => {
  expect(expectedHere(recorded, branch)).toEqual(expected);
});

describe('what is remembered after an append', () => {
  const tip = (gap?: object): LedgerTip => ({
    heads: ['b'],
    count: 2,
    entriesOf: () => [],
    ...(gap === undefined ? {} : { gap: gap as never }),
  });
  const entries = [{ hash: 'c', prev: ['b'] }];

  test.each<[string, object | undefined, object | undefined, object]>([
    ['not in git', undefined, undefined, { branch: undefined, missed: undefined }],
    ['nothing lost', { lost: [], missed: [], elsewhere: [] }, undefined, { branch: undefined, missed: undefined }],
    [
      'what is lost is missed from now on',
      { lost: ['l'], missed: ['m'], elsewhere: [] },
      undefined,
      { branch: undefined, missed: ['m', 'l'] },
    ],
    [
      'not in git now: the branches stay as they are recorded',
      { lost: [], missed: [], elsewhere: [] },
      { branches: { x: 1 } },
      { branch: undefined, missed: undefined },
    ],
    [
      'the first branch',
      { branch: 'main', lost: [], missed: [], elsewhere: [] },
      undefined,
      { branch: 'main', missed: undefined, branches: { main: { heads: ['c'], count: 3 } } },
    ],
    [
      'beside others; its own goes to the end',
      { branch: 'main', lost: [], missed: [], elsewhere: [] },
      { branches: { main: { heads: ['b'], count: 2 }, x: { heads: ['x'], count: 1 } } },
      { branch: 'main', missed: undefined, branches: { x: { heads: ['x'], count: 1 }, main: { heads: ['c'], count: 3 } } },
    ],
  ])('%s', (_what, gap, recorded, kept) => {
    const remembered = rememberLedger(
      tip(gap),
      recorded === undefined ? undefined : { heads: [], count: 0, size: 0, ...recorded },
      entries,
    );
    expect(remembered).toStrictEqual({ heads: ['c'], count: 3, ...kept });
    expect(JSON.stringify(remembered.branches)).toBe(JSON.stringify((kept as typeof remembered).branches));
  });

  test('of 64 branches and 200 missed ones, those of last', () => {
    const names = Array.from({ length: 70 }, (_, number) => `b${number}`);
    const branches = Object.fromEntries(names.map((name) => [name, { heads: [name], count: 1 }]));
    const many = Array.from({ length: 199 }, (_, number) => `m${number}`);
    const gap = { branch: 'main', lost: ['l1', 'l2'], missed: many, elsewhere: [] };
    const remembered = rememberLedger(tip(gap), { heads: [], count: 0, size: 0, branches }, entries);
    expect(Object.keys(remembered.branches ?? {})).toEqual([...names.slice(7), 'main']);
    expect(remembered.missed).toEqual([...many.slice(1), 'l1', 'l2']);
  });

  test('of 63 other branches all', () => {
    const branches = Object.fromEntries(Array.from({ length: 63 }, (_, number) => [`b${number}`, { heads: [], count: 0 }]));
    const remembered = rememberLedger(tip({ branch: 'main' }), { heads: [], count: 0, size: 0, branches }, entries);
    expect(Object.keys(remembered.branches ?? {})).toHaveLength(64);
    expect(remembered.missed).toBeUndefined();
  });
});
