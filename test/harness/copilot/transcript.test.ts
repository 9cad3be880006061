import { describe, expect, it } from 'vitest';
import { foldCopilotTranscript } from '../../../src/harness/copilot/transcript';
import { noSkips, reading, readRows, second, tokenCounts } from '../read-transcript';

const event = (type: string, data: unknown, at?: number, id?: string) => ({
  type,
  data,
  ...(id === undefined ? {} : { id }),
  ...(at === undefined ? {} : { timestamp: second(at) }),
});
const usage = (told: unknown, at?: number, id?: string) => event('session.usage_record', { usage: told }, at, id);
const start = (tool: unknown, args: unknown, more: object = {}) =>
  event('tool.execution_start', { toolCallId: 't', toolName: tool, arguments: args, ...more });
const end = (more: object, at?: number) => event('tool.execution_complete', { toolCallId: 't', ...more }, at);
const exit = (exitCode: unknown, content?: string) => ({ shellExecution: { exitCode }, result: { content } });
const shutdown = (accountingSnapshot: unknown, at?: number) => event('session.shutdown', { accountingSnapshot }, at);
const response = (id: string, model: string | null, more: object = {}) => ({
  id,
  model,
  tokens: tokenCounts({}),
  webSearches: 0,
  ...more,
});
const read = (...rows: readonly unknown[]) => readRows(foldCopilotTranscript(), rows);

describe('the conversation and its folder', () => {
  it.each([
    [
      'the first that is told',
      [
        { sessionId: 'a', context: { cwd: '/one' } },
        { sessionId: 'b', context: { cwd: '/two' } },
      ],
      { conversation: 'a', cwd: '/one' },
    ],
    ['each where it is told', [{ context: { cwd: '/one' } }, { sessionId: 'b' }], { conversation: 'b', cwd: '/one' }],
    ['none of another type', [{ sessionId: 7, context: '/one' }, { cwd: '/one' }], {}],
  ])('%s', (_, starts, expected) => {
    expect(read(...starts.map((data) => event('session.start', data)))).toStrictEqual(reading(expected));
  });
});

describe('usage', () => {
  it('tells tokens with the cache in the input; its cost is no money', () => {
    const told = { inputTokens: 1201, outputTokens: 60, cacheReadTokens: 800, cacheWriteTokens: 100, reasoningTokens: 20 };
    expect(read(usage({ ...told, model: 'gpt-5.4', cost: 1, apiCallId: 'c1' }, 3, 'e1'))).toStrictEqual(
      reading({
        responses: [
          response('c1', 'gpt-5.4', {
            at: second(3),
            tokens: { input: 301, output: 60, cacheRead: 800, cacheWrite5m: 100, cacheWrite1h: 0, reasoning: 20 },
          }),
        ],
      }),
    );
  });

  it.each([
    ['more read than there was', { inputTokens: 10, cacheReadTokens: 30, cacheWriteTokens: 5 }, { cacheRead: 10 }],
    [
      'more written than there was',
      { inputTokens: 10, cacheReadTokens: 6, cacheWriteTokens: 9 },
      { cacheRead: 6, cacheWrite5m: 4 },
    ],
    ['nothing told', {}, {}],
    ['counts of other types', { inputTokens: '10', outputTokens: null }, {}],
  ])('with %s is cut to what can be', (_, told, tokens) => {
    expect(read(usage(told, undefined, 'e')).responses).toStrictEqual([response('e', null, { tokens: tokenCounts(tokens) })]);
  });

  it('counts once: by its call, or else by its event, or else by its line', () => {
    const line = JSON.stringify(usage({ outputTokens: 1 }));
    const rows = [
      usage({ apiCallId: 'c', outputTokens: 1 }, undefined, 'e1'),
      usage({ apiCallId: 'c', outputTokens: 2 }, undefined, 'e2'),
      usage({ outputTokens: 3 }, undefined, 'e3'),
      usage({ outputTokens: 4 }, undefined, 'e3'),
      line,
      line,
      usage({ outputTokens: 2 }),
    ];
    expect(read(...rows).responses.map(({ id, tokens }) => [id, tokens.output])).toEqual([
      ['c', 2],
      ['e3', 4],
      [line, 1],
      [JSON.stringify(usage({ outputTokens: 2 })), 2],
    ]);
  });

  it('is told by time, and stands in its own events only', () => {
    const rows = [usage({}, 2, 'b'), usage({}, 1, 'a'), usage(undefined, 3, 'c'), { ...usage({}, 4, 'd'), type: 'session.idle' }];
    expect(read(...rows)).toStrictEqual(
      reading({ responses: [response('a', null, { at: second(1) }), response('b', null, { at: second(2) })] }),
    );
  });
});

describe('the sums at the end', () => {
  const metrics = {
    modelMetrics: {
      'gpt-5.4': { usage: { inputTokens: 5, outputTokens: 2 } },
      two: { usage: { outputTokens: 1 } },
      odd: 7,
      bare: {},
    },
  };
  const sums = (conversation: string, more: object = {}) => [
    response(`${conversation}:gpt-5.4`, 'gpt-5.4', { ...more, tokens: tokenCounts({ input: 5, output: 2 }) }),
    response(`${conversation}:two`, 'two', { ...more, tokens: tokenCounts({ output: 1 }) }),
  ];

  it('count where no answer was written down', () => {
    expect(read(event('session.start', { sessionId: 's' }), shutdown(metrics, 9))).toStrictEqual(
      reading({ conversation: 's', responses: sums('s', { at: second(9) }) }),
    );
    expect(read(shutdown(metrics))).toStrictEqual(reading({ responses: sums('') }));
  });

  it('do not count beside answers', () => {
    expect(read(shutdown(metrics, 9), usage({}, 1, 'e'))).toStrictEqual(
      reading({ responses: [response('e', null, { at: second(1) })] }),
    );
  });

  it('are the last ones', () => {
    const rows = [shutdown(metrics), shutdown({ modelMetrics: { one: { usage: { outputTokens: 3 } } } })];
    expect(read(...rows).responses).toStrictEqual([response(':one', 'one', { tokens: tokenCounts({ output: 3 }) })]);
  });

  it.each([
    ['no snapshot', shutdown(undefined)],
    ['a snapshot of another type', shutdown([7])],
    [
      'a snapshot in another event',
      event('session.idle', { accountingSnapshot: { ...metrics, codeChanges: { filesModified: ['/p/a'] } } }),
    ],
    ['no metrics', shutdown({ modelMetrics: 'none', codeChanges: { filesModified: '/p/a' } })],
  ])('with %s tell nothing', (_, row) => {
    expect(read(row)).toStrictEqual(reading({}));
  });

  it('name the files that were changed', () => {
    const changed = (paths: readonly unknown[], at?: number) => shutdown({ codeChanges: { filesModified: paths } }, at);
    expect(read(changed(['/p/b', 7, null, '/p/a'], 5), changed(['/p/c']))).toStrictEqual(
      reading({ files: [{ path: '/p/c' }, { at: second(5), path: '/p/b' }, { at: second(5), path: '/p/a' }] }),
    );
  });
});

describe('a command', () => {
  const rows = (more: object, at?: number) => [start('bash', { command: 'make' }), end(more, at)];

  it.each([
    ['with an exit code', exit(0), { exitCode: 0, failed: false }],
    ['with another', { ...exit(3), success: true }, { exitCode: 3, failed: true }],
    ['without one, but success', { success: true }, { failed: false }],
    ['without one', { success: false }, { failed: true }],
    ['with an end that is not told', {}, { failed: true }],
    ['with an exit code that is none', { ...exit('0'), success: true }, { failed: false }],
  ])('ends %s', (_, more, told) => {
    expect(read(...rows(more, 4))).toStrictEqual(reading({ commands: [{ at: second(4), command: 'make', ...told }] }));
    expect(read(...rows(more))).toStrictEqual(reading({ commands: [{ command: 'make', ...told }] }));
  });

  const message = (toolRequests: unknown) => event('assistant.message', { toolRequests });
  it.each([
    ['under other names', [start(undefined, undefined, { name: 'bash', args: { command: 'make' } })]],
    ['under a third name of the input', [start('bash', undefined, { input: { command: 'make' } })]],
    ['with its input as text', [start('bash', '{"command":"make"}')]],
    ['in a message', [message([null, 'bash', { toolCallId: 't', name: 'bash', arguments: { command: 'make' } }])]],
    ['after its end', [], [start('bash', { command: 'make' })]],
  ])('is asked for %s', (_, before, after: readonly unknown[] = []) => {
    expect(read(...before, end(exit(0)), ...after)).toStrictEqual(
      reading({ commands: [{ command: 'make', exitCode: 0, failed: false }] }),
    );
  });

  it.each([
    ['no end', [start('bash', { command: 'make' })]],
    ['no request', [end(exit(0))]],
    [
      'neither an id',
      [start('bash', { command: 'make' }, { toolCallId: undefined }), end({ ...exit(0), toolCallId: undefined })],
    ],
    ['no name', [start(undefined, { command: 'make' }), end(exit(0))]],
    ['no input', [start('bash', undefined), end(exit(0))]],
    ['a request in another event', [{ ...start('bash', { command: 'make' }), type: 'hook.start' }, end(exit(0))]],
    ['a message of the user', [{ ...message([start('bash', { command: 'make' }).data]), type: 'user.message' }, end(exit(0))]],
    ['an end in another event', [start('bash', { command: 'make' }), { ...end(exit(0)), type: 'hook.end' }]],
  ])('that has %s tells nothing', (_, told) => {
    expect(read(...told)).toStrictEqual(reading({}));
  });

  it('may be a commit, told by time', () => {
    const commit = (id: string, content: string | undefined, at: number) => [
      start('bash', { command: `git commit -m ${id}` }, { toolCallId: id }),
      end({ ...exit(0, content), toolCallId: id }, at),
    ];
    const { commands, commits } = read(...commit('B', '[main 1111111] B', 2), ...commit('A', undefined, 1));
    expect(commits).toStrictEqual([
      { at: second(1), subject: 'A' },
      { at: second(2), sha: '1111111', subject: 'B' },
    ]);
    expect(commands.map(({ at }) => at)).toEqual([second(1), second(2)]);
    const failed = [start('bash', { command: 'git commit -m A' }), end(exit(1))];
    expect(read(...failed).commits).toEqual([]);
    expect(read(start('bash', { command: 'git commit -m A' }), end({ ...exit(0), result: 'none' })).commits).toStrictEqual([
      { subject: 'A' },
    ]);
  });
});

describe('a write', () => {
  it.each([
    ['that succeeded', { success: true }, [{ at: second(1), path: '/p/a.ts' }]],
    ['that failed', { success: false }, []],
  ])('%s', (_, more, files) => {
    const rows = [event('session.start', { context: { cwd: '/p' } }), start('create', { path: 'a.ts' }), end(more, 1)];
    expect(read(...rows)).toStrictEqual(reading({ cwd: '/p', files }));
  });

  it('without a time, of a file that the end names too', () => {
    const rows = [
      start('edit', { path: '/p/a.ts' }),
      end({ success: true }),
      shutdown({ codeChanges: { filesModified: ['/p/a.ts'] } }, 9),
    ];
    expect(read(...rows)).toStrictEqual(reading({ files: [{ path: '/p/a.ts' }] }));
  });
});

describe('rows', () => {
  it('of known kinds are no skipped lines', () => {
    const kinds = 'session user assistant tool hook system subagent skill permission abort command';
    expect(read(...kinds.split(' ').flatMap((kind) => [event(kind, {}), event(`${kind}.any`, {})]))).toStrictEqual(reading({}));
  });

  it('of other kinds, or without data, are counted', () => {
    const rows = [
      event('dream', {}),
      event('my.session', {}),
      event('sessions', {}),
      event('session.start', 'x'),
      { data: {} },
      { type: 7, data: {} },
    ];
    expect(read(...rows, '{"type":"session.start"', 'Killed')).toStrictEqual(
      reading({ skipped: { truncated: 1, notJson: 1, unknownType: 6, tooLong: 0 } }),
    );
  });

  it('too long to be read are counted', () => {
    const fold = foldCopilotTranscript();
    fold.addTooLong();
    expect(fold.result()).toStrictEqual(reading({ skipped: { ...noSkips, tooLong: 1 } }));
  });
});
