import { describe, expect, it } from 'vitest';
import { idScheme } from '../../../src/adapters/import/backlog-md-ids';
import { readFrontMatter } from '../../../src/adapters/import/front-matter';
import { checksIn, sectionsOf } from '../../../src/adapters/import/page-sections';
import { thrown } from '../../store/files/scratch-files';

describe('the ids of Backlog.md', () => {
  const ids = idScheme(['BACK-12', 'back-013', 'T_a-b-1.02', 'DRAFT-7', 'draft-12', 'x', '44', 'TASK-13', 'p-0', 'odd-1x']);
  it.each([
    ['BACK-12', 'BACK-12'],
    [' back-12 ', 'BACK-12'],
    ['task-12', 'BACK-12'],
    ['TASK-0012', 'BACK-12'],
    ['12', 'BACK-12'],
    [' 12 ', 'BACK-12'],
    ['task-13', 'TASK-13'],
    ['13', 'back-013'],
    ['other-13', 'back-013'],
    ['1.2', 'T_a-b-1.02'],
    ['Q-1.2', 'T_a-b-1.02'],
    ['1.02.0', '1.02.0'],
    ['44', '44'],
    ['task-44', '44'],
    ['p-00', 'p-0'],
    ['7', '7'],
    ['task-7', 'task-7'],
    ['draft-7', 'DRAFT-7'],
    ['Draft-12', 'draft-12'],
    ['draft-13', 'draft-13'],
    ['X', 'x'],
    ['1-12', '1-12'],
    ['-12', '-12'],
    ['odd-1', 'odd-1'],
    ['task-12.', 'task-12.'],
    ['task-12a', 'task-12a'],
    ['', ''],
  ])('%j means %j', (link, expected) => {
    expect(ids.find(link)).toBe(expected);
  });

  it.each([
    ['task-12.1', 'task-12'],
    ['task-12.1.03', 'task-12.1'],
    ['1.22', '1'],
    ['task-12', undefined],
    ['task-1.2x', undefined],
    ['.x', undefined],
  ])('%s lies below %s', (id, expected) => {
    expect(ids.above(id)).toBe(expected);
  });
});

describe('the fields at the top of a page', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['---\na: 1\n---\nbody\n', { a: 1 }, 'body\n'],
    ['\uFEFF--- \t\r\na: 1\r\n---\t \r\n\r\nbody', { a: 1 }, '\r\nbody'],
    ['---\na: 1\n---', { a: 1 }, ''],
    ['---\na: x\n---\n---\nb: 2\n---\n', { a: 'x' }, '---\nb: 2\n---\n'],
    ['---\na: x ---\n ---\n---\n\n\nb', { a: 'x --- ---' }, '\n\nb'],
    ['---\na: @ann\nb: yes\nc: 2026-01-02\nd: ~\ne: 0o7\n---\n', { a: '@ann', b: 'yes', c: '2026-01-02', d: null, e: 7 }, ''],
    ['---\na: 1\na: 2\n---\n', { a: 2 }, ''],
    ['---\na: &x [1]\nb: *x\n---\n', { a: [1], b: [1] }, ''],
  ])('%j', (text, fields, body) => {
    const read = readFrontMatter(text);
    expect([Object.fromEntries(read?.fields ?? []), read?.body]).toEqual([fields, body]);
  });

  it.each(['', 'a: 1', ' ---\na: 1\n---\n', '----\na: 1\n---\n', '--- a\n---\n', 'x\n---\na: 1\n---\n'])(
    'are none in %j',
    (text) => {
      expect(readFrontMatter(text)).toBeUndefined();
    },
  );

  const limit = 256 * 1024;
  it.each([
    ['---\na: 1\n', 'the fields at its top have no end (---)'],
    ['---\na: 1\n ---\n', 'the fields at its top have no end (---)'],
    ['---\n---\n', 'there are no fields at its top'],
    ['---\n- a\n---\n', 'there are no fields at its top'],
    ['---\ntext\n---\n', 'there are no fields at its top'],
    [`---\na: ${'x'.repeat(limit - 3)}\n---\n`, `the fields at its top are longer than ${limit} characters`],
    [`---\na: ${'['.repeat(64)}${']'.repeat(64)}\n---\n`, 'the fields at its top are nested deeper than 64 levels'],
  ])('are refused', (text, words) => {
    expect(thrown(() => readFrontMatter(text))).toEqual(new TypeError(words));
  });

  it.each([
    ['---\na: [1\nb: 2\n---\n', /^line 3: [^\n]+$/],
    ['---\na: "x\n---\n', /^line [23]: [^\n]+$/],
    ['---\n? :\n : a: b: c\n---\n', /^line \d: [^\n]+$/],
  ])('are refused with the line of the page: %j', (text, words) => {
    expect((thrown(() => readFrontMatter(text)) as Error).message).toMatch(words);
  });

  it('may be as long and as deep as the limits', () => {
    expect(readFrontMatter(`---\na: ${'x'.repeat(limit - 4)}\n---\n`)?.fields.get('a')).toHaveLength(limit - 4);
    expect(readFrontMatter(`---\na: ${'['.repeat(63)}${']'.repeat(63)}\n---\n`)?.fields.get('a')).toHaveLength(1);
  });
});

describe('the sections of a page', () => {
  it.each<[string, readonly (readonly [string, string])[]]>([
    ['', [['', '']]],
    ['\n a \n\n', [['', 'a']]],
    [
      'a\r\n##  One \t\r\nb\rc\n',
      [
        ['', 'a'],
        ['One', 'b\nc'],
      ],
    ],
    [
      '## A\n1\n## B\n2\n## A\n3',
      [
        ['', ''],
        ['A', '1\n3'],
        ['B', '2'],
      ],
    ],
    ['#  A\n### B\n##C\n ## D', [['', '#  A\n### B\n##C\n ## D']]],
    [
      '## A\n<!-- SECTION:NOTES:BEGIN -->\n## x\n<!-- SECTION:NOTES:END -->\n## B',
      [
        ['', ''],
        ['A', '## x'],
        ['B', ''],
      ],
    ],
    [
      '  <!--AC:BEGIN-->  \n## x\n\t<!-- AC:END -->\n## B',
      [
        ['', '## x'],
        ['B', ''],
      ],
    ],
    [
      '<!-- ac:BEGIN -->\n## B',
      [
        ['', '<!-- ac:BEGIN -->'],
        ['B', ''],
      ],
    ],
    [
      '<!-- AC:BEGIN --> x\n## B',
      [
        ['', '<!-- AC:BEGIN --> x'],
        ['B', ''],
      ],
    ],
    [
      'x <!-- AC:BEGIN -->\n## B',
      [
        ['', 'x <!-- AC:BEGIN -->'],
        ['B', ''],
      ],
    ],
    [
      '<!-- AC:MIDDLE -->\n## B',
      [
        ['', '<!-- AC:MIDDLE -->'],
        ['B', ''],
      ],
    ],
    [
      '```ts\n## x\n```\n## B',
      [
        ['', '```ts\n## x\n```'],
        ['B', ''],
      ],
    ],
    [
      '  ~~~~\n## x\n~~~\n## y\n~~~~\n## B',
      [
        ['', '~~~~\n## x\n~~~\n## y\n~~~~'],
        ['B', ''],
      ],
    ],
    [
      '```\n~~~\n## x\n`````\n## B',
      [
        ['', '```\n~~~\n## x\n`````'],
        ['B', ''],
      ],
    ],
    [
      '``\n## B',
      [
        ['', '``'],
        ['B', ''],
      ],
    ],
    [
      'a ```\n## B',
      [
        ['', 'a ```'],
        ['B', ''],
      ],
    ],
    [
      '```\n<!-- AC:BEGIN -->\n```\n## B',
      [
        ['', '```\n<!-- AC:BEGIN -->\n```'],
        ['B', ''],
      ],
    ],
  ])('%j', (body, expected) => {
    expect([...sectionsOf(body)]).toEqual(expected);
  });

  it.each<[string | undefined, readonly (readonly [string, boolean])[]]>([
    [undefined, []],
    ['', []],
    ['text', [['text', false]]],
    ['- a', [['a', false]]],
    [
      '* [ ] #1 a\n+ [x] #22 b\n- [X]   c ',
      [
        ['a', false],
        ['b', true],
        ['c', true],
      ],
    ],
    ['  - a\n    more\n\n  and more\n-b', [['a more and more -b', false]]],
    [
      '-\ta\n- [] b\n- #x c\n- [-] d',
      [
        ['a', false],
        ['b', false],
        ['#x c', false],
        ['d', true],
      ],
    ],
    ['- [x] [y] z', [['[y] z', true]]],
  ])('checks in %j', (text, expected) => {
    expect(checksIn(text).checks).toEqual(expected.map(([words, checked]) => ({ text: words, checked })));
  });
});
