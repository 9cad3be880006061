import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ListedTask, listOfMarkdown } from '../../../src/adapters/import/markdown-list';

const read = (...lines: readonly string[]) => listOfMarkdown(lines.join('\n'));
const tree = (tasks: readonly ListedTask[]) =>
  tasks.map(({ title, type, status, above }) => [above === undefined ? '' : tasks[above]?.title, title, type, status]);
const titles = (...lines: readonly string[]) => read(...lines).tasks.map(({ title }) => title);

describe('a box', () => {
  it.each([
    ['- [ ] a', 'pending'],
    ['- [] a', 'pending'],
    ['* [x] a', 'done'],
    ['+ [X] a', 'done'],
    ['1. [ ] a', 'pending'],
    ['12) [x] a', 'done'],
    ['- [/] a', 'active'],
    ['- [-] a', 'cancelled'],
    ['- [~] a', 'cancelled'],
    ['- [>] a', 'blocked'],
    ['- [!] a', 'pending'],
    ['- [?] a', 'pending'],
    ['- [x ] a', 'done'],
    ['- [✔️] a', 'done'],
    ['-[ ] a', 'pending'],
    ['- [ ]a', 'pending'],
    ['[x] a', 'done'],
    ['\t- [x] a', 'done'],
    ['- ☐ a', 'pending'],
    ['- ☑ a', 'done'],
    ['\uFEFF- [x] a', 'done'],
  ])('%j is a task that is %s', (line, status) => {
    expect(read(line).tasks).toMatchObject([{ title: 'a', status }]);
  });

  it.each([
    '- [P] in parallel',
    '- [i] a remark',
    '- [1] a footnote',
    '- [Docs](https://example.org)',
    '- [x](https://example.org)',
    '[x]: https://example.org',
    '- [ ](https://example.org)',
    '- [todo] later',
    '---',
    '* * *',
    '-dash',
    '> - [ ] quoted',
  ])('%j is none', (line) => {
    expect(titles('- [ ] a', '', line)).toEqual(['a']);
  });
});

describe('the title of a task', () => {
  it.each([
    ['every word', ['- [ ] Install @types/node and run'], 'Install @types/node and run'],
    ['signs of other grammars', ['- [ ] Fix #123 >now ^top !important'], 'Fix #123 >now ^top !important'],
    ['wrapped lines, lazy ones too', ['- [ ] one', '  two', 'three'], 'one two three'],
    ['no line below a hard break', ['- [ ] one  ', '  two'], 'one'],
    ['a link', ['- [ ] see [the docs](https://example.org/a_b)'], 'see [the docs](https://example.org/a_b)'],
    ['code', ['- [ ] run `a  <!-- b -->`'], 'run `a <!-- b -->`'],
    ['no bold around all of it', ['- [ ] **All**'], 'All'],
    ['bold within', ['- [ ] **A**: b'], '**A**: b'],
    ['500 characters', [`- [ ] ${'word '.repeat(100).trim()}`], 'word '.repeat(100).trim()],
  ])('has %s', (_what, lines, title) => {
    expect(titles(...lines)).toEqual([title]);
  });
});

describe('the tree', () => {
  it('nests by tabs and blanks of any width', () => {
    const { tasks } = read('- [ ] a', '\t- [ ] b', '\t\t- [ ] c', '- [ ] d', '   * [ ] e', '        1. [ ] f', '   + [ ] g');
    expect(tree(tasks).map(([above, title]) => `${above}${title}`)).toEqual(['a', 'ab', 'bc', 'd', 'de', 'ef', 'dg']);
  });

  it('has headings as epics and groups, those alone that have boxes below them', () => {
    const page = [
      '# Plan',
      '',
      '## One ##',
      '- [x] a',
      '### Deep',
      '- [ ] b',
      '  - [x] c',
      '',
      'Two',
      '---',
      '- [x] d',
      '- [-] e',
      '',
      '## Notes',
      'f',
    ];
    expect(tree(read(...page).tasks)).toEqual(
      [
        [undefined, 'One', 'epic', 'pending'],
        ['One', 'a', 'task', 'done'],
        ['One', 'Deep', 'task', 'pending'],
        ['Deep', 'b', 'task', 'pending'],
        ['b', 'c', 'subtask', 'done'],
      ]
        .map(([above, ...rest]) => [above ?? '', ...rest])
        .concat([
          ['', 'Two', 'epic', 'done'],
          ['Two', 'd', 'task', 'done'],
          ['Two', 'e', 'task', 'cancelled'],
        ]),
    );
  });

  it('leaves out headings that stand above everything, and tells', () => {
    const { tasks, leftOut } = read(
      '# Plan',
      '## Tasks',
      '- [x] Build',
      '- [x] Test',
      '## Notes',
      '- 68/78 pass',
      '- Size > 500 kB',
    );
    expect(tree(tasks)).toEqual([
      ['', 'Build', 'task', 'done'],
      ['', 'Test', 'task', 'done'],
    ]);
    expect(leftOut).toEqual([
      ['lines that are part of no task', ['## Notes', '- 68/78 pass', '- Size > 500 kB']],
      ['headings above everything: they group nothing', ['Plan', 'Tasks']],
    ]);
  });

  it('has a plain bullet as a group where boxes are below it, else as text', () => {
    const { tasks } = read('- Backend', '  - [x] api', '  - remark', '- [ ] task', '  - detail', '    - finer', '- prose');
    expect(tree(tasks)).toEqual([
      ['', 'Backend', 'epic', 'done'],
      ['Backend', 'api', 'task', 'done'],
      ['', 'task', 'task', 'pending'],
    ]);
    expect(tasks.map(({ description }) => description)).toEqual(['- remark', undefined, '- detail\n  - finer']);
  });

  it('takes bullets as open tasks in a page that has no box at all', () => {
    expect(tree(read('# Later', '- a', '  - b', '', 'text').tasks)).toEqual([
      ['', 'a', 'epic', 'pending'],
      ['a', 'b', 'task', 'pending'],
    ]);
  });
});

describe('text', () => {
  it('below a task is its description, with the indents that code needs', () => {
    const page = ['- [ ] a', '', '  Text.', '', '  ```py', '  if x:', '      - [ ] no task', '', '', '  ```', '- [ ] b'];
    expect(read(...page).tasks.map(({ title, description }) => [title, description])).toEqual([
      ['a', 'Text.\n\n```py\nif x:\n    - [ ] no task\n\n\n```'],
      ['b', undefined],
    ]);
  });

  it('in fenced code, comments and front matter holds no tasks', () => {
    const page = [
      '---',
      'a: 1',
      '- [ ] no',
      '---',
      '```',
      '- [ ] no',
      '```',
      '<!--',
      '- [ ] no',
      '-->',
      '<!-- - [ ] no -->',
      '- [ ] yes',
    ];
    expect(titles(...page)).toEqual(['yes']);
  });

  it('is read on where nothing closes the code', () => {
    expect(titles('- [ ] a', '  ```', '  code', '- [ ] b', '```', 'x', '```')).toEqual(['a', 'b']);
  });

  it('without words makes no task, unless tasks are below', () => {
    const { tasks, leftOut } = read('- [ ]', '- [ ] ', '  - [x] a');
    expect(titles('- [ ]', '- [ ] ', '  - [x] a')).toEqual(['(no title)', 'a']);
    expect([tasks.length, leftOut]).toEqual([2, [['boxes without text', ['line 1']]]]);
  });
});

describe('any page', () => {
  type Node = { readonly mark: string; readonly remark: boolean; readonly code: boolean; readonly children: readonly Node[] };
  const node: fc.Arbitrary<Node> = fc.letrec<{ node: Node }>((tie) => ({
    node: fc.record({
      mark: fc.constantFrom(' ', 'x', '-', '/', ''),
      remark: fc.boolean(),
      code: fc.boolean(),
      children: fc.oneof({ maxDepth: 3 }, fc.constant([]), fc.array(tie('node'), { maxLength: 3 })),
    }),
  })).node;
  const style = fc.record({
    bullet: fc.constantFrom('-', '*', '+', '1.', '7)'),
    indent: fc.constantFrom('\t', '  ', '   ', '    '),
    end: fc.constantFrom('\n', '\r\n'),
  });
  const status = new Map([
    [' ', 'pending'],
    ['x', 'done'],
    ['-', 'cancelled'],
    ['/', 'active'],
    ['', 'pending'],
  ]);

  it('gives its boxes in order, each with its title, mark and the one above, and keeps every word', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(node, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
        style,
        (sections, { bullet, indent, end }) => {
          const lines: string[] = [];
          const expected: unknown[] = [];
          const words: string[] = [];
          let count = 0;
          const word = (): string => {
            count += 1;
            words.push(`w${count}`);
            return `w${count}`;
          };
          const put = ({ mark, remark, code, children }: Node, depth: number, above: string): void => {
            const pad = indent.repeat(depth);
            const inner = indent.repeat(depth + 1);
            const title = `${word()} @at #hash`;
            lines.push(`${pad}${bullet} [${mark}] ${title}`);
            expected.push([above, title, status.get(mark)]);
            if (remark) lines.push('', `${inner}${word()}`, `${inner}- ${word()}`);
            if (code) lines.push(`${inner}\`\`\``, `${inner}- [ ] ${word()}`, `${inner}\`\`\``);
            for (const child of children) put(child, depth + 1, title);
          };
          for (const section of sections) {
            const name = word();
            lines.push('', `## ${name}`, '', `- ${word()}`, '');
            const at = expected.push([]) - 1;
            const from = expected.length;
            for (const each of section) put(each, 0, sections.length === 1 ? '' : name);
            const below = expected.slice(from).map((each) => (each as string[])[2]);
            const finished = below.every((each) => each === 'done' || each === 'cancelled');
            expected[at] = ['', name, finished ? (below.includes('done') ? 'done' : 'cancelled') : 'pending'];
          }
          if (sections.length === 1) expected.shift();
          const { tasks, leftOut } = listOfMarkdown(lines.join(end));
          expect(
            tasks.map(({ title, status: is, above }) => [above === undefined ? '' : tasks[above]?.title, title, is]),
          ).toEqual(expected);
          const kept = new Set(
            JSON.stringify([tasks.map(({ title, description }) => [title, description]), leftOut]).match(/w\d+/g),
          );
          expect(words.filter((each) => !kept.has(each))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
