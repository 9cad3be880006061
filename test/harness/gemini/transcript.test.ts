import { describe, expect, it } from 'vitest';
import { foldGeminiTranscript } from '../../../src/harness/gemini/transcript';
import { noSkips, reading, readRows, second, tokenCounts } from '../read-transcript';

const message = (id: unknown, more: object = {}) => ({ id, type: 'gemini', ...more });
const calling = (...toolCalls: readonly unknown[]) => message('g', { toolCalls });
const output = (text: unknown) => ({ functionResponse: { response: { output: text } } });
const call = (name: string, args: unknown, more: object = {}) => ({ id: 'c', name, args, status: 'success', ...more });
const run = (command: string, result: readonly unknown[], more: object = {}) =>
  call('run_shell_command', { command }, { result, ...more });
const response = (id: string, more: object = {}) => ({ id, model: null, tokens: tokenCounts({}), webSearches: 0, ...more });
const read = (...rows: readonly unknown[]) => readRows(foldGeminiTranscript(), rows);

describe('a message', () => {
  it('tells tokens with the cache in the input and without the thoughts in the output', () => {
    const tokens = { input: 9201, output: 140, cached: 6800, thoughts: 60, tool: 0, total: 9401 };
    expect(read(message('g', { timestamp: second(8), tokens, model: 'gemini-2.5-flash' }))).toStrictEqual(
      reading({
        responses: [
          {
            id: 'g',
            at: second(8),
            model: 'gemini-2.5-flash',
            tokens: { input: 2401, output: 200, cacheWrite5m: 0, cacheWrite1h: 0, cacheRead: 6800, reasoning: 60 },
            webSearches: 0,
          },
        ],
      }),
    );
  });

  it.each([
    ['more from the cache than there was', { input: 5, cached: 9 }, { cacheRead: 5 }],
    ['counts of other types', { input: '5', output: null, thoughts: -3 }, {}],
  ])('with %s', (_, tokens, counts) => {
    expect(read(message('g', { tokens }))).toStrictEqual(
      reading({ responses: [response('g', { tokens: tokenCounts(counts) })] }),
    );
  });

  it('counts as it was last written, by time', () => {
    const written = (id: string, at: number | undefined, count: number) =>
      message(id, { ...(at === undefined ? {} : { timestamp: second(at) }), tokens: { output: count } });
    const rows = [
      written('b', 2, 1),
      written('a', 1, 1),
      { $set: { messages: [written('b', 3, 7), null, 'b'] } },
      written('c', undefined, 1),
    ];
    expect(read(...rows)).toStrictEqual(
      reading({
        responses: [
          response('c', { tokens: tokenCounts({ output: 1 }) }),
          response('a', { at: second(1), tokens: tokenCounts({ output: 1 }) }),
          response('b', { at: second(3), tokens: tokenCounts({ output: 7 }) }),
        ],
      }),
    );
  });

  it.each([
    ['without tokens', [message('g'), message('h', { tokens: 'some' })]],
    ['of the user', [{ ...message('u', { tokens: { input: 1 }, toolCalls: [run('make', [output('ok')])] }), type: 'user' }]],
    ['without an id', [{ $set: { messages: [message(undefined, { tokens: {}, toolCalls: [run('make', [output('ok')])] })] } }]],
    ['in a patch without messages', [{ $set: { lastUpdated: second(1) } }, { $set: {}, ...message('g', { tokens: {} }) }]],
  ])('%s tells nothing', (_, rows) => {
    expect(read(...rows)).toStrictEqual(reading({}));
  });
});

describe('a command', () => {
  it.each([
    [
      'that failed',
      [output('<untrusted_context>\nOutput: FAIL\nExit Code: 1\n</untrusted_context>')],
      {},
      { exitCode: 1, failed: true },
    ],
    ['that prints a code of its own', [output('Exit Code: 3\nExit Code: 12')], {}, { exitCode: 12, failed: true }],
    ['that failed, in parts', [output('Output: FAIL'), output('Exit Code: 2')], {}, { exitCode: 2, failed: true }],
    ['that succeeded: no code is told', [output('Output: ok')], {}, { failed: false }],
    [
      'whose tool failed',
      [{ functionResponse: { response: { error: 'no such folder' } } }],
      { status: 'error' },
      { failed: true },
    ],
    [
      'whose tool failed with a code',
      [{ functionResponse: { response: { error: 'Exit Code: 5' } } }],
      { status: 'error' },
      { exitCode: 5, failed: true },
    ],
    [
      'with results of other types',
      [null, 'Exit Code: 1', { functionResponse: 'x' }, output(7), output('Exit Code: 4')],
      {},
      { exitCode: 4, failed: true },
    ],
    ['without a result', [], {}, { failed: false }],
    ['with an end that is not told', [], { status: undefined }, { failed: true }],
  ])('%s', (_, result, more, end) => {
    expect(read(calling(run('make', result, more)))).toStrictEqual(reading({ commands: [{ command: 'make', ...end }] }));
  });

  it('has its own time, or else that of its message', () => {
    const rows = [
      message('g', { timestamp: second(1), toolCalls: [run('a', [], { timestamp: second(5) }), run('b', [], { id: 'd' })] }),
      calling(run('c', [], { id: 'e' })),
    ];
    expect(read(...rows).commands).toStrictEqual([
      { command: 'c', failed: false },
      { at: second(1), command: 'b', failed: false },
      { at: second(5), command: 'a', failed: false },
    ]);
  });

  it('that was cancelled is none', () => {
    expect(read(calling(run('make', [output('Exit Code: 1')], { status: 'cancelled' })))).toStrictEqual(reading({}));
  });

  it('counts once, as it was last written with a result', () => {
    const told = [
      run('make', []),
      run('make', [output('Exit Code: 1')]),
      run('make', [output('Exit Code: 2')]),
      run('make', []),
      null,
      'make',
    ];
    expect(read(...told.map((each) => calling(each))).commands).toStrictEqual([{ command: 'make', exitCode: 2, failed: true }]);
    expect(read(calling(run('first', [])), calling(run('later', []))).commands).toStrictEqual([
      { command: 'first', failed: false },
    ]);
  });

  it('without an id is known by its message, its tool and its time', () => {
    const nameless = (command: string, more: object) => run(command, [], { id: undefined, ...more });
    const rows = [
      message('g', { toolCalls: [nameless('a', { timestamp: second(1) }), nameless('b', { timestamp: second(2) })] }),
      message('h', {
        toolCalls: [nameless('c', { timestamp: second(2) }), nameless('d', { timestamp: second(2), name: 'shell' })],
      }),
      message('h', { toolCalls: [nameless('again', { timestamp: second(2) })] }),
    ];
    expect(read(...rows).commands.map(({ command }) => command)).toEqual(['a', 'b', 'c', 'd']);
  });

  it('may be a commit, told by time', () => {
    const commit = (id: string, text: string, at: number) =>
      run(`git commit -m ${id}`, [output(text)], { id, timestamp: second(at) });
    const { commands, commits } = read(
      calling(commit('B', 'Output: done', 2), commit('A', '[main 1111111] A', 1), commit('C', 'Exit Code: 1', 3)),
    );
    expect(commits).toStrictEqual([
      { at: second(1), sha: '1111111', subject: 'A' },
      { at: second(2), subject: 'B' },
    ]);
    expect(commands.map(({ at }) => at)).toEqual([second(1), second(2), second(3)]);
    expect(read(calling(run('git commit -m A', []))).commits).toStrictEqual([{ subject: 'A' }]);
  });
});

describe('a write', () => {
  it('counts where it succeeded, each path once, by time', () => {
    const write = (id: string, path: string, more: object) => call('write_file', { file_path: path }, { id, ...more });
    const rows = calling(
      write('1', '/p/b', { timestamp: second(2) }),
      write('2', '/p/a', { timestamp: second(1) }),
      write('3', '/p/b', { timestamp: second(3) }),
      write('4', '/p/no', { status: 'error' }),
      write('5', '/p/neither', { status: 'cancelled' }),
      write('6', '/p/timeless', {}),
    );
    expect(read(rows)).toStrictEqual(
      reading({ files: [{ path: '/p/timeless' }, { at: second(1), path: '/p/a' }, { at: second(2), path: '/p/b' }] }),
    );
  });

  it('by a tool without a name is none', () => {
    expect(read(calling(call(undefined as never, { file_path: '/p/a' })))).toStrictEqual(reading({}));
  });
});

describe('rows', () => {
  it('name the conversation: the first that does', () => {
    const rows = [{ sessionId: 'a', kind: 'main' }, { sessionId: 'b' }];
    expect(read(...rows)).toStrictEqual(reading({ conversation: 'a' }));
  });

  it('of other kinds are counted', () => {
    const rows = [{ id: 'g' }, { type: 'gemini' }, { $rewind: 1 }, { $set: [1] }, { sessionId: 7 }, {}];
    expect(read(...rows, '{"id":"g', 'Killed')).toStrictEqual(
      reading({ skipped: { truncated: 1, notJson: 1, unknownType: 6, tooLong: 0 } }),
    );
  });

  it('too long to be read are counted', () => {
    const fold = foldGeminiTranscript();
    fold.addTooLong();
    expect(fold.result()).toStrictEqual(reading({ skipped: { ...noSkips, tooLong: 1 } }));
  });
});
