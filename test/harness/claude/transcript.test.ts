import { describe, expect, it } from 'vitest';
import { foldClaudeTranscript } from '../../../src/harness/claude/transcript';
import { noSkips, reading, readRows, second } from '../read-transcript';

const use = (id: string, name: string, input: unknown, more: object = {}) => ({
  type: 'assistant',
  message: { content: [{ type: 'tool_use', id, name, input }] },
  ...more,
});
const bash = (id: string, command: string) => use(id, 'Bash', { command });
const result = (id: string, block: object = {}, more: object = {}) => ({
  type: 'user',
  message: { content: [{ type: 'tool_result', tool_use_id: id, ...block }] },
  ...more,
});
const read = (...rows: readonly unknown[]) => readRows(foldClaudeTranscript(), rows);

describe('the end of a command', () => {
  it.each([
    ['that succeeded', {}, { toolUseResult: { stdout: 'ok', interrupted: false } }, { exitCode: 0, failed: false }],
    ['with a time', {}, { timestamp: second(3) }, { at: second(3), exitCode: 0, failed: false }],
    ['with a time that is none', {}, { timestamp: 'soon' }, { exitCode: 0, failed: false }],
    [
      'that failed',
      { is_error: true, content: 'Exit code 127\nnot found' },
      { toolUseResult: 'Error: Exit code 127\nnot found' },
      { exitCode: 127, failed: true },
    ],
    ['that failed, told with a mark', { is_error: true, content: 'Error: Exit code 12' }, {}, { exitCode: 12, failed: true }],
    [
      'that failed, told in blocks',
      { is_error: true, content: [null, { text: 7 }, { type: 'text', text: 'Exit code 2' }] },
      {},
      { exitCode: 2, failed: true },
    ],
    ['that was refused', { is_error: true, content: 'No: it says Exit code 3' }, {}, { failed: true }],
    ['that failed without a word', { is_error: true }, {}, { failed: true }],
    ['that is no error by a text', { is_error: 'true', content: 'Exit code 3' }, {}, { exitCode: 0, failed: false }],
    ['that was interrupted', {}, { toolUseResult: { stdout: 'half', interrupted: true } }, { failed: true }],
    ['that went on in the background', {}, { toolUseResult: { backgroundTaskId: 'b1' } }, {}],
    [
      'that failed before it went to the background',
      { is_error: true, content: 'Exit code 1' },
      { toolUseResult: { backgroundTaskId: 'b1' } },
      { exitCode: 1, failed: true },
    ],
  ])('%s', (_, block, more, end) => {
    expect(read(bash('t', 'make'), result('t', block, more))).toStrictEqual(reading({ commands: [{ command: 'make', ...end }] }));
  });
});

describe('a commit', () => {
  const commit = bash('t', 'git commit -m "Add it"');
  const found = (...results: readonly unknown[]) => read(commit, ...results).commits;

  it.each([
    [
      'is read from what the command printed',
      { content: '[main 2222222] Add it' },
      { stdout: '[main 1111111] Add it' },
      { sha: '1111111' },
    ],
    ['or else from the text for the model', { content: '[main 2222222] Add it' }, { stdout: '' }, { sha: '2222222' }],
    [
      'in whichever block it stands',
      { content: [{ text: 'one moment' }, { text: '[main 3333333] Add it' }] },
      'none',
      { sha: '3333333' },
    ],
    ['without an answer of git has no sha', {}, undefined, {}],
  ])('%s', (_, block, toolUseResult, sha) => {
    expect(found(result('t', block, { toolUseResult, timestamp: second(1) }))).toStrictEqual([
      { at: second(1), ...sha, subject: 'Add it' },
    ]);
  });

  it('is none where the command failed, or has not ended yet', () => {
    expect(found(result('t', { is_error: true, content: 'Exit code 1' }))).toEqual([]);
    expect(found(result('t', {}, { toolUseResult: { backgroundTaskId: 'b1' } }))).toEqual([]);
  });

  it('is told by time', () => {
    const rows = [bash('u', 'git commit -m B'), result('u', {}, { timestamp: second(9) }), bash('t', 'git commit -m A')];
    expect(read(...rows, result('t', {}, { timestamp: second(8) }))).toStrictEqual(
      reading({
        commands: [
          { at: second(8), command: 'git commit -m A', exitCode: 0, failed: false },
          { at: second(9), command: 'git commit -m B', exitCode: 0, failed: false },
        ],
        commits: [
          { at: second(8), subject: 'A' },
          { at: second(9), subject: 'B' },
        ],
      }),
    );
  });
});

describe('the files', () => {
  it('are those of writes that succeeded, from the folder in which the tool ran, each once', () => {
    expect(
      read(
        use('a', 'Write', { file_path: '/p/b.ts' }, { cwd: '/p' }),
        use('b', 'Edit', { file_path: 'c.ts' }, { cwd: '/p/sub' }),
        use('c', 'Write', { file_path: '/p/no.ts' }),
        use('d', 'Write', { file_path: '/p/timeless.ts' }),
        use('e', 'Read', { file_path: '/p/read.ts' }),
        result('a', {}, { timestamp: second(5) }),
        result('b', {}, { timestamp: second(4) }),
        result('c', { is_error: true }),
        result('d'),
        result('e'),
      ),
    ).toStrictEqual(
      reading({
        cwd: '/p',
        files: [{ path: '/p/timeless.ts' }, { at: second(4), path: '/p/sub/c.ts' }, { at: second(5), path: '/p/b.ts' }],
      }),
    );
  });
});

describe('tool blocks', () => {
  it.each([
    ['a use without a result', [bash('t', 'make')]],
    ['a result without a use', [result('t')]],
    ['neither with an id', [use(undefined as never, 'Bash', { command: 'make' }), result(undefined as never)]],
    ['a use without a name', [use('t', undefined as never, { command: 'make' }), result('t')]],
    ['a use without input', [use('t', 'Bash', undefined), result('t')]],
    ['no objects', [{ type: 'user', message: { content: [null, 'tool_use', 3] } }]],
    ['no list', [{ type: 'user', message: { content: 'tool_use' } }, { type: 'user', message: [] }, { type: 'assistant' }]],
    ['in rows of another kind', [{ ...bash('t', 'make'), type: 'system' }, result('t')]],
  ])('%s: tell nothing', (_, rows) => {
    expect(read(...rows)).toStrictEqual(reading({}));
  });

  it('that are no results do not end a command; the first result does', () => {
    const text = { type: 'user', message: { content: [{ type: 'text', tool_use_id: 't', is_error: true }] } };
    const { commands } = read(result('t'), text, bash('t', 'make'), result('t', { is_error: true }));
    expect(commands).toStrictEqual([{ command: 'make', exitCode: 0, failed: false }]);
    expect(read(text, bash('t', 'make'), result('t')).commands).toStrictEqual(commands);
  });
});

describe('rows', () => {
  it('name the conversation and its folder: the first that does', () => {
    const rows = [{ type: 'mode' }, { type: 'user', sessionId: 7, cwd: null }];
    expect(read(...rows)).toStrictEqual(reading({}));
    expect(
      read(...rows, { type: 'user', sessionId: 'a', cwd: '/one' }, { type: 'user', sessionId: 'b', cwd: '/two' }),
    ).toStrictEqual(reading({ conversation: 'a', cwd: '/one' }));
  });

  it('of known kinds are no skipped lines', () => {
    const kinds =
      'user assistant system attachment summary custom-title ai-title last-prompt tag mode permission-mode file-history-snapshot queue-operation pr-link worktree-state relocated continued-in derived-from tools-used api-request api-request-shape cost-state';
    expect(read(...kinds.split(' ').map((type) => ({ type })))).toStrictEqual(reading({}));
  });

  it('of other kinds are counted, and tell nothing', () => {
    const rows = [{ type: 'dream', sessionId: 'a' }, { cwd: '/one' }, { type: 5 }, { type: 'an-api-request' }];
    expect(read(...rows)).toStrictEqual(reading({ skipped: { ...noSkips, unknownType: 4 } }));
  });

  it('too long to be read are counted', () => {
    const fold = foldClaudeTranscript();
    fold.addTooLong();
    expect(fold.result()).toStrictEqual(reading({ skipped: { ...noSkips, tooLong: 1 } }));
  });
});
