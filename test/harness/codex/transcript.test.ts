import { describe, expect, it } from 'vitest';
import { foldCodexTranscript } from '../../../src/harness/codex/transcript';
import { noSkips, reading, readRows, second } from '../read-transcript';

const line = (type: string, payload: unknown, at?: number) => ({
  ...(at === undefined ? {} : { timestamp: second(at) }),
  type,
  payload,
});
const completed = (item: unknown, at?: number) => line('event_msg', { type: 'item_completed', item }, at);
const execution = (command: unknown, more: object = {}, at?: number) =>
  completed({ type: 'CommandExecution', id: 'c', command, ...more }, at);
const call = (name: string, input: unknown, more: object = {}, at?: number) =>
  line('response_item', { type: 'function_call', call_id: 'c', name, arguments: input, ...more }, at);
const output = (text: unknown, more: object = {}) =>
  line('response_item', { type: 'function_call_output', call_id: 'c', output: text, ...more });
const patch = (...files: readonly string[]) => `*** Begin Patch\n${files.map((file) => `*** ${file}\n`).join('')}*** End Patch\n`;
const patchCall = (input: unknown, more: object = {}, at?: number) =>
  line('response_item', { type: 'custom_tool_call', call_id: 'p', name: 'apply_patch', input, ...more }, at);
const patchOutput = (text: unknown) => line('response_item', { type: 'custom_tool_call_output', call_id: 'p', output: text });
const read = (...rows: readonly unknown[]) => readRows(foldCodexTranscript(), rows);

describe('the conversation and its folder', () => {
  it.each([
    [
      'the first that is told',
      [
        { id: 'a', session_id: 's', cwd: '/one' },
        { id: 'b', cwd: '/two' },
      ],
      { conversation: 'a', cwd: '/one' },
    ],
    ['by the other name', [{ session_id: 's' }], { conversation: 's' }],
    ['each where it is told', [{ cwd: '/one' }, { id: 'b' }], { conversation: 'b', cwd: '/one' }],
    ['none of another type', [{ id: 7, cwd: null }], {}],
  ])('%s', (_, metas, expected) => {
    expect(read(...metas.map((meta) => line('session_meta', meta)))).toStrictEqual(reading(expected));
  });

  it('stand in no other row', () => {
    expect(read(line('world_state', { id: 'a', cwd: '/one' }), line('compacted', { id: 'a', cwd: '/one' }))).toStrictEqual(
      reading({}),
    );
  });
});

describe('a command that was run', () => {
  it.each([
    ['by a login shell', ['/bin/bash', '-lc', 'npm test'], 'npm test'],
    ['by a shell', ['sh', '-c', 'npm test'], 'npm test'],
    ['by zsh', ['/usr/bin/zsh', '-lc', 'npm test'], 'npm test'],
    ['by a shell of Windows', ['C:\\Git\\bin\\bash.exe', '-lc', 'npm test'], 'npm test'],
    ['by no shell', ['npm', 'run', 'test'], 'npm run test'],
    ['by what only ends like a shell', ['publish', '-c', 'beta'], 'publish -c beta'],
    ['by what only holds the name of a shell', ['shells', '-c', 'list'], 'shells -c list'],
    ['by a shell with another option', ['bash', '-lce', 'npm test'], 'bash -lce npm test'],
    ['by a shell with an option like it', ['bash', 'x-c', 'npm test'], 'bash x-c npm test'],
    ['by a shell with more words', ['bash', '-c', 'echo $0', 'me'], 'bash -c echo $0 me'],
    ['by a shell without a script', ['bash', '-c'], 'bash -c'],
    ['with words that are none', ['ls', 7, null, 'a'], 'ls a'],
  ])('%s', (_, words, command) => {
    expect(read(execution(words, { exit_code: 0 }, 2))).toStrictEqual(
      reading({ commands: [{ at: second(2), command, exitCode: 0, failed: false }] }),
    );
  });

  it.each([
    [{ exit_code: 0 }, { exitCode: 0, failed: false }],
    [{ exit_code: 3 }, { exitCode: 3, failed: true }],
    [{ exit_code: '3' }, {}],
    [{}, {}],
  ])('ends with %j', (more, end) => {
    expect(read(execution(['make'], more))).toStrictEqual(reading({ commands: [{ command: 'make', ...end }] }));
  });

  it('without an id is known by its time and words', () => {
    const nameless = (command: string, at: number) => execution([command], { id: undefined }, at);
    expect(read(nameless('a', 1), nameless('b', 1), nameless('a', 2), nameless('a', 1)).commands).toStrictEqual([
      { at: second(1), command: 'a' },
      { at: second(1), command: 'b' },
      { at: second(2), command: 'a' },
    ]);
  });

  it('is told once, by its item rather than by its call', () => {
    const rows = [
      call('exec_command', '{"cmd":"make"}'),
      execution(['make'], { exit_code: 2 }, 2),
      output('Process exited with code 9\n'),
    ];
    expect(read(...rows)).toStrictEqual(reading({ commands: [{ at: second(2), command: 'make', exitCode: 2, failed: true }] }));
  });
});

describe('a command that was called', () => {
  it.each([
    ['exec_command', '{"cmd":"make"}', 'make'],
    ['exec_command', { cmd: 'make' }, 'make'],
    ['shell', '{"command":["bash","-lc","make"]}', 'make'],
    ['shell', '{"command":["make","all"]}', 'make all'],
    ['local_shell', '{"command":["make"]}', 'make'],
    ['shell_command', '{"command":"make"}', 'make'],
    ['container.exec', '{"command":["make"]}', 'make'],
  ])('by %s with %j', (name, input, command) => {
    expect(read(call(name, input, {}, 1), output('Process exited with code 1\nOutput:\nFAIL\n'))).toStrictEqual(
      reading({ commands: [{ at: second(1), command, exitCode: 1, failed: true }] }),
    );
  });

  it.each([
    ['by a tool that runs none', [call('update_plan', '{"cmd":"make"}'), output('Exit code: 0')]],
    ['by a tool without a name', [call(undefined as never, '{"cmd":"make"}'), output('Exit code: 0')]],
    ['with no words', [call('shell', '{"command":[]}'), output('Exit code: 0')]],
    ['with a cut-off input', [call('shell', '{"command":["ma'), output('Exit code: 0')]],
    [
      'without an id',
      [call('shell', '{"command":"make"}', { call_id: undefined }), output('Exit code: 0', { call_id: undefined })],
    ],
    ['that has no output', [call('shell', '{"command":"make"}')]],
    ['whose output is that of another', [call('shell', '{"command":"make"}'), output('Exit code: 0', { call_id: 'd' })]],
    ['in a message', [call('shell', '{"command":"make"}', { type: 'message' }), output('Exit code: 0')]],
    ['in a row of another kind', [{ ...call('shell', '{"command":"make"}'), type: 'world_state' }, output('Exit code: 0')]],
    ['in an event', [{ ...call('shell', '{"command":"make"}'), type: 'event_msg' }, output('Exit code: 0')]],
  ])('%s tells nothing', (_, rows) => {
    expect(read(...rows)).toStrictEqual(reading({}));
  });

  it.each([
    ['Process exited with code 12\nOutput:\n', { exitCode: 12, failed: true }],
    ['Chunk ID: 1\nProcess exited with code 0\nOutput:\nExit code: 3\n', { exitCode: 0, failed: false }],
    ['Exit code: 0\nOutput:\nok', { exitCode: 0, failed: false }],
    ['it said: Exit code: 3', {}],
    ['Process running with session ID 7', {}],
    ['{"output":"ok","metadata":{"exit_code":0}}', { exitCode: 0, failed: false }],
    ['{"output":"no","metadata":{"exit_code":13}}', { exitCode: 13, failed: true }],
    ['{"output":"Exit code: 4"}', { exitCode: 4, failed: true }],
    ['{"metadata":{"exit_code":1}}', { exitCode: 1, failed: true }],
    ['{"metadata":{}}', {}],
    ['{"output":"cut', {}],
    [{ content: 'Exit code: 5' }, { exitCode: 5, failed: true }],
    [{ content: '{"metadata":{"exit_code":6}}' }, { exitCode: 6, failed: true }],
    [{ content: 7 }, {}],
    [undefined, {}],
  ])('ends as %j says', (text, end) => {
    expect(read(call('shell', '{"command":"make"}'), output(text))).toStrictEqual(
      reading({ commands: [{ command: 'make', ...end }] }),
    );
  });
});

describe('a commit', () => {
  const command = 'git commit -m "Add it"';
  it.each([
    [
      'that git answers',
      execution([command], { exit_code: 0, aggregated_output: '[main 1111111] Add it' }, 1),
      { sha: '1111111' },
    ],
    ['that git does not answer', execution([command], { exit_code: 0 }, 1), {}],
    [
      'with an end that is not told, but the answer',
      execution([command], { aggregated_output: '[main 1111111] Add it' }, 1),
      { sha: '1111111' },
    ],
  ])('%s', (_, row, sha) => {
    expect(read(row).commits).toStrictEqual([{ at: second(1), ...sha, subject: 'Add it' }]);
  });

  it('is none where the command failed, or its end is not told', () => {
    expect(read(execution([command], { exit_code: 1 })).commits).toEqual([]);
    expect(read(execution([command])).commits).toEqual([]);
    expect(read(execution(['make'], { exit_code: 0 })).commits).toEqual([]);
  });

  it('is read from the output of a call of an older version', () => {
    const wrapped = JSON.stringify({ output: '[main 1111111] Add it', metadata: { exit_code: 0 } });
    expect(read(call('shell', JSON.stringify({ command })), output(wrapped)).commits).toStrictEqual([
      { sha: '1111111', subject: 'Add it' },
    ]);
  });

  it('is told by time, as commands are', () => {
    const run = (id: string, at: number) => execution([`git commit -m ${id}`], { id, exit_code: 0 }, at);
    const { commands, commits } = read(run('b', 2), run('a', 1));
    expect(commands.map((each) => each.at)).toEqual([second(1), second(2)]);
    expect(commits).toStrictEqual([
      { at: second(1), subject: 'a' },
      { at: second(2), subject: 'b' },
    ]);
  });
});

describe('the files', () => {
  const changed = (paths: readonly string[], more: object = {}, at?: number) =>
    completed({ type: 'FileChange', changes: Object.fromEntries(paths.map((path) => [path, { type: 'add' }])), ...more }, at);
  const meta = line('session_meta', { cwd: '/p' });

  it.each([
    [
      'of a change',
      [changed(['/p/a', 'b'], { status: 'completed' }, 2)],
      [
        { at: second(2), path: '/p/a' },
        { at: second(2), path: '/p/b' },
      ],
    ],
    ['of a change without a status', [changed(['/p/a'])], [{ path: '/p/a' }]],
    [
      'of changes, each once, by time',
      [changed(['/p/b', '/p/a'], {}, 3), changed(['/p/a'], {}, 1)],
      [
        { at: second(1), path: '/p/a' },
        { at: second(3), path: '/p/b' },
      ],
    ],
    ['of no change that failed', [changed(['/p/a'], { status: 'failed' })], []],
    ['of no other item', [completed({ type: 'Reasoning', changes: { '/p/a': {} } }), completed(undefined)], []],
    [
      'of no other event',
      [line('event_msg', { type: 'item_started', item: { type: 'FileChange', changes: { '/p/a': {} } } })],
      [],
    ],
    [
      'of a change that names none',
      [completed({ type: 'FileChange' }), completed({ type: 'FileChange', changes: ['/p/a'] })],
      [],
    ],
    [
      'of a patch that was applied',
      [patchCall(patch('Add File: a', 'Update File: /q/b'), {}, 1), patchOutput('Exit code: 0\n')],
      [
        { at: second(1), path: '/p/a' },
        { at: second(1), path: '/q/b' },
      ],
    ],
    [
      'of a patch and a change',
      [patchCall(patch('Add File: a')), patchOutput('Exit code: 0\n'), changed(['/p/b'])],
      [{ path: '/p/b' }, { path: '/p/a' }],
    ],
    ['of no patch that failed', [patchCall(patch('Add File: a')), patchOutput('Exit code: 1\n')], []],
    ['of no patch without an end', [patchCall(patch('Add File: a')), patchOutput('Success.')], []],
    ['of no patch without an output', [patchCall(patch('Add File: a'))], []],
    ['of no other tool', [patchCall(patch('Add File: a'), { name: 'notes' }), patchOutput('Exit code: 0\n')], []],
    ['of no patch of another type', [patchCall(7), patchOutput('Exit code: 0\n')], []],
  ])('%s', (_, rows, files) => {
    expect(read(meta, ...rows)).toStrictEqual(reading({ cwd: '/p', files }));
  });
});

describe('rows', () => {
  it('of known kinds are no skipped lines', () => {
    const kinds = 'session_meta turn_context response_item event_msg token_usage_record world_state compacted';
    expect(read(...kinds.split(' ').map((type) => line(type, {})))).toStrictEqual(reading({}));
  });

  it('of other kinds, or without what they are to tell, are counted', () => {
    const rows = [line('dream', {}), line('session_meta', 'none'), line('event_msg', [1]), { payload: { id: 'a' } }, { type: 7 }];
    expect(read(...rows, '{"type":"session_meta"', 'Killed')).toStrictEqual(
      reading({ skipped: { truncated: 1, notJson: 1, unknownType: 5, tooLong: 0 } }),
    );
  });

  it('too long to be read are counted', () => {
    const fold = foldCodexTranscript();
    fold.addTooLong();
    expect(fold.result()).toStrictEqual(reading({ skipped: { ...noSkips, tooLong: 1 } }));
  });
});
