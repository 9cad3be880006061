import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseChecklist } from '../../../src/domain/task/parse-checklist';
import { parseTaskLines } from '../../../src/domain/task/parse-task-lines';
import { priorities } from '../../../src/domain/task/vocabulary';

const checklist = (...lines: string[]) => {
  const { tasks, faults } = parseChecklist(lines.join('\n'), 'b.md');
  return faults.length > 0 ? faults : tasks.map(({ where: _where, ...task }) => task);
};

describe('parseChecklist', () => {
  it('reads marks, words and nesting', () => {
    expect(
      checklist(
        '# Plan @not-a-phase',
        '',
        'Prose at the margin, - [ ] not an item.',
        '- [ ] **Accounts** ^T001 !high @build',
        '  Who may come in.',
        '',
        '  - plain bullet',
        '\t* [x] Sign-up #web, #core >T009 >x',
        '    1. [X] deep ^deep',
        '  + [-] Captcha',
        '- [~] Other',
      ),
    ).toEqual([
      {
        id: 'T001',
        title: 'Accounts',
        status: 'pending',
        priority: 'high',
        phase: 'build',
        description: 'Who may come in.\n\n- plain bullet',
      },
      { title: 'Sign-up', status: 'done', parent: 0, labels: ['web', 'core'], depends: ['T009', 'x'] },
      { id: 'deep', title: 'deep', status: 'done', parent: 0 },
      { title: 'Captcha', status: 'cancelled', parent: 0 },
      { title: 'Other', status: 'cancelled' },
    ]);
  });

  it.each([
    ['`#code >x !high` stays', '`#code >x !high` stays'],
    ['issue \\#1 and \\@me and a \\\\word', 'issue #1 and @me and a \\word'],
    ['a > b, x@y.z, C#, 5 >= 4, wow!', 'a > b, x@y.z, C#, 5 >= 4, wow!'],
    ['an open ` tick #l', 'an open ` tick'],
    ['  many   spaces ', 'many spaces'],
    ['**bold** word', '**bold** word'],
  ])('keeps the text of %j', (text, title) => {
    expect(parseChecklist(`- [ ] ${text}`, 'b.md').tasks[0]?.title).toBe(title);
  });

  it('leaves code alone', () => {
    expect(checklist('```', '- [ ] in code', '```', '~~~~', '~~~', '- [ ] no', '~~~~', '- [ ] yes')).toEqual([
      { title: 'yes', status: 'pending' },
    ]);
  });

  it('takes a bullet without a box as an open item, unless it lies below one with a box', () => {
    expect(checklist('- Accounts ^T001', '  - Sign-up !high', '  - [x] Colours', '    - of the logo', '- [a](b)')).toEqual([
      { id: 'T001', title: 'Accounts', status: 'pending' },
      { title: 'Sign-up', status: 'pending', priority: 'high', parent: 0 },
      { title: 'Colours', status: 'done', parent: 0, description: '- of the logo' },
      { title: '[a](b)', status: 'pending' },
    ]);
  });

  it.each([
    ['- [?] a', 'b.md:1: [?] is no mark: [ ] is open, [x] done, [-] cancelled'],
    ['- [ ] a !hihg', 'b.md:1: !hihg is no priority (critical, high, medium, low), did you mean !high?'],
    [
      '- [ ] a !important',
      'b.md:1: !important is no priority (critical, high, medium, low); write \\!important for the word itself',
    ],
    ['- [ ] a @x @y', 'b.md:1: @x and @y: an item has one of them'],
  ])('refuses %j', (line, fault) => {
    expect(checklist(line)).toEqual([fault]);
  });

  it('reads back what a tree is written as', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);
    const node = fc.record({
      depth: fc.nat(4),
      title: fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' ')),
      status: fc.constantFrom('pending', 'done', 'cancelled'),
      phase: fc.option(word, { nil: undefined }),
      priority: fc.option(fc.constantFrom(...priorities), { nil: undefined }),
      labels: fc.array(word, { maxLength: 2 }),
      depends: fc.array(word, { maxLength: 2 }),
    });
    const marks: Record<string, string> = { pending: ' ', done: 'x', cancelled: '-' };
    fc.assert(
      fc.property(fc.array(node, { maxLength: 12 }), (nodes) => {
        let above = -1;
        const depths = nodes.map(({ depth }) => {
          above = Math.min(depth, above + 1);
          return above;
        });
        const lines = nodes.map((one, at) =>
          [
            `${'  '.repeat(depths[at] ?? 0)}- [${marks[one.status]}] ${one.title}`,
            ...(one.phase === undefined ? [] : [`@${one.phase}`]),
            ...(one.priority === undefined ? [] : [`!${one.priority}`]),
            ...one.labels.map((label) => `#${label}`),
            ...one.depends.map((id) => `>${id}`),
          ].join(' '),
        );
        const { tasks, faults } = parseChecklist(lines.join('\r\n'), 'b.md');
        expect(faults).toEqual([]);
        expect(tasks.map(({ title, status, phase, priority }) => ({ title, status, phase, priority }))).toEqual(
          nodes.map(({ title, status, phase, priority }) => ({ title, status, phase, priority })),
        );
        expect(tasks.map(({ labels = [], depends = [] }) => [labels, depends])).toEqual(
          nodes.map(({ labels, depends }) => [labels, depends]),
        );
        expect(tasks.map(({ parent }) => parent)).toEqual(
          depths.map((depth, at) => (depth === 0 ? undefined : depths.lastIndexOf(depth - 1, at - 1))),
        );
      }),
    );
  });
});

describe('parseTaskLines', () => {
  const lines = (...records: (object | string)[]) =>
    parseTaskLines(records.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n'), 'b.jsonl');

  it('reads fields, keeps unknown ones, leaves out what says nothing or is made here', () => {
    const { tasks, faults, warnings } = lines(
      {
        title: 'a',
        id: 'T1',
        parentId: 'T2',
        depends: ['T3'],
        status: 'active',
        phase: null,
        work: { by: 'x' },
        entryId: 'e',
        completions: 2,
        estimate: 3,
      },
      '',
      { title: 'b', notes: [{ at: '2026-01-01T00:00:00Z', text: 'n' }], prioritty: 'high' },
    );
    expect(faults).toEqual([]);
    expect(tasks).toEqual([
      { where: 'b.jsonl:1', title: 'a', id: 'T1', parent: 'T2', depends: ['T3'], status: 'pending', extra: { estimate: 3 } },
      { where: 'b.jsonl:3', title: 'b', notes: [{ at: '2026-01-01T00:00:00Z', text: 'n' }], extra: { prioritty: 'high' } },
    ]);
    expect(warnings).toEqual([{ code: 'W_UNKNOWN_FIELD', message: 'b.jsonl:3: "prioritty" is kept, but stint reads priority' }]);
  });

  it.each<[object | string, string]>([
    ['[1]', 'a line must be a JSON object with a title'],
    [{}, 'a task needs a title'],
    [{ title: 'a', status: 'dome' }, 'status "dome" is none of pending, active, blocked, done, cancelled, did you mean done?'],
    [{ title: 'a', type: 'story' }, 'type "story" is none of epic, task, subtask'],
    [{ title: 'a', labels: 'x' }, 'labels must be a list of strings, not "x"'],
    [{ title: 'a', notes: [{ text: 'x' }] }, 'notes must be a list of {"at","text"}, not [{"text":"x"}]'],
    [{ title: 'a', createdAt: 'yesterday' }, 'createdAt must be an instant such as 2026-01-31T12:00:00Z, not "yesterday"'],
    [
      { title: 'a', createdAt: '2026-13-41T12:00:00Z' },
      'createdAt must be an instant such as 2026-01-31T12:00:00Z, not "2026-13-41T12:00:00Z"',
    ],
    [`{"title":"a","x":${'['.repeat(70)}${']'.repeat(70)}}`, 'nested deeper than 62 levels'],
  ])('refuses %j', (record, fault) => {
    expect(lines(record).faults).toEqual([`b.jsonl:1: ${fault}`]);
  });
});
