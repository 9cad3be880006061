import { describe, expect, test } from 'vitest';
import { parseChecklist } from '../../../src/domain/task/parse-checklist';
import { renderChecklist } from '../../../src/domain/task/render-checklist';
import { makeTask } from '../../support/world';

const parse = (...lines: readonly string[]) => parseChecklist(lines.join('\n'), 'plan.md');
const item = (line: number, title: string, more: object = {}) => ({
  where: `plan.md:${line}`,
  status: 'pending',
  title,
  ...more,
});

describe('a checklist', () => {
  test('of boxes and bullets at one margin is a list of items', () => {
    expect(parse('- [ ] A', '- B', '- [x] C', '* D', '2) E')).toStrictEqual({
      tasks: [item(1, 'A'), item(2, 'B'), item(3, 'C', { status: 'done' }), item(4, 'D'), item(5, 'E')],
      faults: [],
    });
  });

  test('has words that say more than a title', () => {
    expect(parse('- [ ] A ^T001 !High @build #web #api >T002 >T003')).toStrictEqual({
      tasks: [item(1, 'A', { id: 'T001', priority: 'high', phase: 'build', labels: ['web', 'api'], depends: ['T002', 'T003'] })],
      faults: [],
    });
  });

  test.each([
    ['a word behind a backslash', '\\#1 and \\\\ and \\!', '#1 and \\ and !'],
    ['a backslash within a word', 'a\\#b', 'a\\#b'],
    ['a sign without a word', '# > @', '# > @'],
    ['a title in bold', '**all of it**', 'all of it'],
    ['a title that ends in bold', 'some **of it**', 'some **of it**'],
    ['a title that begins in bold', '**some** of it', '**some** of it'],
    ['a title of two bold words', '**a** **b**', '**a** **b**'],
    ['signs in backticks', '`#1 @x`', '`#1 @x`'],
  ])('takes %s for the title', (_, words, title) => {
    expect(parse(`- [ ] ${words}`)).toStrictEqual({ tasks: [item(1, title)], faults: [] });
  });

  test('has descriptions without the empty lines around them', () => {
    expect(parse('- [ ] A', '', '  one', '', '  two', '', '- [ ] B', '  three', '')).toStrictEqual({
      tasks: [item(1, 'A', { description: 'one\n\ntwo' }), item(7, 'B', { description: 'three' })],
      faults: [],
    });
  });

  test('goes on with a description behind a line of blanks', () => {
    expect(parse('- [ ] A', '  - [ ] B', '    one', ' ', '    two')).toStrictEqual({
      tasks: [item(1, 'A'), item(2, 'B', { parent: 0, description: 'one\n\ntwo' })],
      faults: [],
    });
  });

  test.each([
    ['a tab', '\t- [ ] B', '    - [ ] C', 0],
    ['blanks before a tab', ' \t- [ ] B', '    - [ ] C', 0],
    ['two tabs', '\t- [ ] B', '\t\t- [ ] C', 1],
    ['a tab and a blank', '\t- [ ] B', '\t - [ ] C', 1],
    ['many blanks before a tab', '     \t- [ ] B', '        - [ ] C', 0],
  ])('counts %s as four columns', (_, second, third, parent) => {
    expect(parse('- [ ] A', second, third).tasks).toStrictEqual([
      item(1, 'A'),
      item(2, 'B', { parent: 0 }),
      item(3, 'C', { parent }),
    ]);
  });

  test('has no items in code, however the fence is closed', () => {
    expect(
      parse('```', '- [ ] A', '~~~', '- [ ] B', '`````', '- [ ] C', '~~~~', '- [ ] D', '~~~', '- [ ] E', '~~~~').tasks,
    ).toStrictEqual([item(6, 'C')]);
  });

  test('with faults is read to its end all the same', () => {
    expect(parse('- [?] A', '  - [ ] B !hgih !low', '- [ ] C @a @b ^x ^y !odd')).toStrictEqual({
      tasks: [item(1, 'A'), item(2, 'B', { parent: 0 }), item(3, 'C', { phase: 'a', id: 'x' })],
      faults: [
        'plan.md:1: [?] is no mark: [ ] is open, [x] done, [-] cancelled',
        'plan.md:2: !hgih and !low: an item has one of them',
        'plan.md:2: !hgih is no priority (critical, high, medium, low), did you mean !high?',
        'plan.md:3: @a and @b: an item has one of them',
        'plan.md:3: ^x and ^y: an item has one of them',
        'plan.md:3: !odd is no priority (critical, high, medium, low); write \\!odd for the word itself',
      ],
    });
  });
});

describe('tasks as a checklist', () => {
  const textOf = (...tasks: readonly Parameters<typeof makeTask>[]) =>
    renderChecklist(tasks.map(([id, over]) => makeTask(id, over))).text;

  test('with a description of one line, of several, or of none', () => {
    expect(
      textOf(
        ['T001', { title: 'A', description: 'one\ttab' }],
        ['T002', { title: 'B', parentId: 'T001', description: ' two\n\n three ' }],
        ['T003', { title: 'C', description: ' ' }],
      ),
    ).toBe('- [ ] A ^T001\n  one tab\n  - [ ] B ^T002\n    two\n\n    three\n- [ ] C ^T003\n');
    expect(textOf()).toBe('');
  });

  test.each([
    ['a\\\\b  c', 'a\\\\b c'],
    ['\\\\b', '\\\\\\b'],
    ['#1 \\#2 a#3', '\\#1 \\\\#2 a#3'],
    ['', 'T001'],
  ])('the title %j is written as %j, and read again', (title, words) => {
    const text = textOf(['T001', { title }]);
    expect(text).toBe(`- [ ] ${words} ^T001\n`);
    expect(parse(text.trimEnd()).tasks[0]?.title).toBe(title === '' ? 'T001' : title.replace('  ', ' '));
  });

  test.each([
    ['- [ ] no item', '- \\[ ] no item'],
    ['3. [x] none', '3. \\[x] none'],
    ['- bullet', '- bullet'],
    ['```\n- [ ] code\n```', '```\n  - [ ] code\n  ```'],
    ['```\n- [ ] code\n````', '```\n  - [ ] code\n  ````'],
    ['````\n- [ ] open\n```', '\\````\n  - \\[ ] open\n  \\```'],
    ['~~~\n- [ ] open\n```', '\\~~~\n  - \\[ ] open\n  \\```'],
  ])('the description %j is written as %j', (description, written) => {
    expect(textOf(['T001', { title: 'A', description }])).toBe(`- [ ] A ^T001\n  ${written}\n`);
  });
});
