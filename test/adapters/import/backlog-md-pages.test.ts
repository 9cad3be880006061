import { describe, expect, it } from 'vitest';
import { readBacklogMd } from '../../../src/adapters/import/backlog-md';
import { idScheme } from '../../../src/adapters/import/backlog-md-ids';
import { readFrontMatter } from '../../../src/adapters/import/front-matter';
import { checksIn, sectionsOf } from '../../../src/adapters/import/page-sections';
import { readBacklog } from '../../../src/adapters/import/read-backlog';
import { thrown } from '../../store/scratch-files';
import { scratch, write } from '../scratch';

const page = (fields: string, body = ''): string => `---\n${fields}\n---\n${body}`;
const read = (files: Readonly<Record<string, string>>) => {
  const folder = scratch();
  write(folder, 'tasks/none');
  for (const [name, text] of Object.entries(files)) write(folder, name, text);
  return readBacklogMd(folder);
};
/** The one task of a page. */
const task = (fields: string, body = '', kind = 'tasks') => {
  const { tasks, translated, leftOut } = read({ [`${kind}/a.md`]: page(fields, body) });
  return { ...tasks[0], translated, leftOut };
};

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
    ['text', []],
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
        ['[] b', false],
        ['#x c', false],
        ['d', true],
      ],
    ],
    ['- [x] [y] z', [['[y] z', true]]],
  ])('checks in %j', (text, expected) => {
    expect(checksIn(text)).toEqual(expected.map(([words, checked]) => ({ text: words, checked })));
  });
});

describe('a page becomes a task', () => {
  it.each([
    ['2026-01-31', '2026-01-31T00:00:00.000Z'],
    ['2026-01-31 12:34', '2026-01-31T12:34:00.000Z'],
    ['2026-01-31T12:34', '2026-01-31T12:34:00.000Z'],
    ['2026-01-31 12:34:56', '2026-01-31T12:34:56.000Z'],
    ["' 2026-01-31 12:34 '", '2026-01-31T12:34:00.000Z'],
    ['2026-01-31T12:34:56+02:00', '2026-01-31T10:34:56.000Z'],
    ['2026-01-31T12:34:56.789Z', '2026-01-31T12:34:56.789Z'],
    ['31.1.2026', undefined],
    ['2026', undefined],
    ['2026-13-45', undefined],
  ])('created on %s: %s', (told, expected) => {
    expect(task(`id: T-1\ntitle: T\ncreated_date: ${told}`).createdAt).toBe(expected);
  });

  it.each([
    ['tasks', 'Done', 'done', []],
    ['tasks', 'To Do', 'pending', []],
    ['tasks', 'In Progress', 'active', []],
    ['tasks', 'Odd', 'pending', [['status', 'Odd', 'pending']]],
    ['completed', 'Done', 'done', []],
    ['completed', 'To Do', 'done', [['status', 'pending', 'done']]],
    ['completed', 'cancelled', 'cancelled', []],
    ['drafts', 'Done', 'blocked', []],
  ])('of %s/ with the status %s is %s', (kind, told, status, translated) => {
    const got = task(`id: T-1\ntitle: T\nstatus: ${told}\nupdated_date: 2026-01-02`, '', kind);
    expect([got.status, got.translated?.map(({ field, from, to }) => [field, from, to])]).toEqual([status, translated]);
    expect(got.completedAt).toBe(status === 'done' ? '2026-01-02T00:00:00.000Z' : undefined);
    expect([got.labels, got.blockedBy]).toEqual(kind === 'drafts' ? [['draft'], 'it is a draft'] : [[], undefined]);
  });

  it('with all that it says', () => {
    const fields =
      'id: T-1.2\ntitle: T\npriority: low\nlabels: one\ntype: chore\ndependencies: T-9\nmodified_files: [a, 7, ""]\nordinal: 5\nreporter: bo';
    const body = [
      'Head',
      '## Description',
      'Text',
      '## Acceptance Criteria',
      '- [x] one',
      '## Definition of Done',
      '- two',
      '## Plan',
      'go',
      '## Final Summary',
      'sum',
      '## Comments',
      '## Implementation Notes',
      'went',
    ].join('\n');
    expect(task(`${fields}\ncreated_date: 2026-01-01`, body)).toEqual({
      sourceId: 'T-1.2',
      title: 'T',
      description: 'Head\n\nText\n\n## Plan\n\ngo',
      parent: 'T-1',
      type: 'subtask',
      status: 'pending',
      priority: 'low',
      labels: ['one', 'chore'],
      depends: ['T-9'],
      files: ['a', '7'],
      acceptance: ['one', 'two'],
      notes: [
        { at: '2026-01-01T00:00:00.000Z', text: 'Implementation Notes: went' },
        { at: '2026-01-01T00:00:00.000Z', text: 'Final Summary: sum' },
      ],
      createdAt: '2026-01-01T00:00:00.000Z',
      extra: { import: { source: 'backlog', ordinal: 5, reporter: 'bo' } },
      translated: [],
      leftOut: [{ what: 'ticks of acceptance criteria of open tasks', count: 1 }],
    });
  });

  it('without a title, a date or a description', () => {
    const got = task('id: T-1\nassignee: []\ndependencies: [T-1, t-01, T-2]', '## Comments\nx\n## Acceptance Criteria\n- [x] a');
    expect(got).toMatchObject({
      title: '(no title) T-1',
      type: 'task',
      depends: ['T-1', 'T-2'],
      notes: [{ at: '1970-01-01T00:00:00.000Z', text: 'Comments: x' }],
    });
    expect(Object.keys(got)).not.toContain('description');
    expect(Object.keys(got)).not.toContain('extra');
    const done = task(
      'id: T-1\ntitle: T\nstatus: Done\nassignee: ann\nupdated_date: 2026-01-02',
      '## Acceptance Criteria\n- [x] a\n## Comments\nx',
    );
    expect([done.leftOut, done.notes]).toEqual([
      [{ what: 'assignees: kept under "import", for a task here is claimed', count: 1 }],
      [{ at: '2026-01-02T00:00:00.000Z', text: 'Comments: x' }],
    ]);
  });

  it('in the order of ids, drafts last, and what is not taken is counted', () => {
    const id = (text: string): string => page(`id: ${text}\ntitle: T`);
    const batch = read({
      'tasks/z.md': id('T-2'),
      'tasks/a.md': id('T-10'),
      'tasks/b.txt': id('T-3'),
      'tasks/folder.md/x': '',
      'tasks/none.md': page('title: no id'),
      'completed/c.md': id('T-4'),
      'drafts/b.md': id('D-3'),
      'drafts/a.md': id('D-12'),
      'drafts/plain.md': 'no fields',
      'decisions/a.md': '',
      'docs/a.md': '',
      'docs/b.md': '',
      'milestones/a.md': '',
      'archive/tasks/a.md': '',
      'archive/drafts/a.md': '',
      'archive/drafts/b.txt': '',
    });
    expect(batch.source).toBe('backlog');
    expect(batch.tasks.map(({ sourceId }) => sourceId)).toEqual(['T-2', 'T-4', 'T-10', 'D-3', 'D-12']);
    expect(new Map(batch.leftOut?.map(({ what, count }) => [what, count]))).toEqual(
      new Map([
        ['pages of tasks/ without an id at their top', 1],
        ['pages of drafts/ without an id at their top', 1],
        ['pages of decisions/', 1],
        ['pages of docs/', 2],
        ['pages of milestones/', 1],
        ['pages of archive/tasks/', 1],
        ['pages of archive/drafts/', 1],
      ]),
    );
  });

  it('or is refused with its name', async () => {
    const folder = scratch();
    write(folder, 'tasks/a.md', '---\n- a\n---\n');
    await expect(readBacklog('backlog', folder, () => undefined)).rejects.toMatchObject({
      code: 'E_TASK_INVALID',
      message: `${folder} is no Backlog.md backlog: tasks/a.md: there are no fields at its top`,
    });
  });
});
