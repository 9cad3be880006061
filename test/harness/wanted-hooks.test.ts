import { describe, expect, it } from 'vitest';
import { guardHooks, isOwnCommand, isSameHook, wantedHooks } from '../../src/harness/wanted-hooks';

/** A handler in the form of each harness, by its time in seconds. */
const claude = (timeout: number) => ({ type: 'command', command: 'stint hook claude || true', timeout });
const codex = (timeout: number) => ({
  type: 'command',
  command: 'stint hook codex || true',
  commandWindows: 'stint.cmd hook codex',
  timeout,
});
const gemini = { name: 'stint', type: 'command', command: 'stint hook gemini || true', timeout: 10_000 };
const copilot = (event: string) => ({
  type: 'command',
  bash: `stint hook copilot ${event} || true`,
  powershell: `stint hook copilot ${event}; exit 0`,
  timeoutSec: 10,
});
const cursor = { command: 'stint hook cursor || true', timeout: 10 };

/** As they stand in the settings file: event, matcher, handler. */
type Row = readonly [event: string, matcher: string | undefined, handler: Record<string, string | number>];
const asRows = (hooks: ReturnType<typeof wantedHooks>): readonly Row[] =>
  hooks.map(({ event, matcher, handler }) => [event, matcher, handler]);

const tools = 'Bash|Write|Edit|MultiEdit|NotebookEdit';

it.each<[harness: Parameters<typeof wantedHooks>[0], rows: readonly Row[], guard: readonly Row[]]>([
  [
    'claude',
    [
      ['SessionStart', undefined, claude(10)],
      ['PostToolUse', tools, claude(10)],
      ['PostToolUseFailure', tools, claude(10)],
      ['Stop', undefined, claude(10)],
      ['SessionEnd', undefined, claude(5)],
    ],
    [['PreToolUse', 'Write|Edit|MultiEdit|NotebookEdit', claude(10)]],
  ],
  [
    'codex',
    [
      ['SessionStart', undefined, codex(10)],
      ['PostToolUse', '^(Bash|apply_patch)$', codex(10)],
      ['Stop', undefined, codex(10)],
      ['SessionEnd', undefined, codex(3)],
    ],
    [['PreToolUse', '^apply_patch$', codex(10)]],
  ],
  [
    'gemini',
    [
      ['SessionStart', undefined, gemini],
      ['AfterTool', 'run_shell_command|write_file|replace', gemini],
      ['AfterAgent', undefined, gemini],
      ['SessionEnd', undefined, gemini],
    ],
    [['BeforeTool', 'write_file|replace', gemini]],
  ],
  [
    'copilot',
    ['sessionStart', 'postToolUse', 'postToolUseFailure', 'agentStop', 'sessionEnd'].map((event) => [
      event,
      undefined,
      copilot(event),
    ]),
    [['preToolUse', undefined, copilot('preToolUse')]],
  ],
  [
    'cursor',
    [
      ['sessionStart', undefined, cursor],
      ['postToolUse', 'Shell|Write', { ...cursor, matcher: 'Shell|Write' }],
      ['postToolUseFailure', 'Shell|Write', { ...cursor, matcher: 'Shell|Write' }],
      ['stop', undefined, cursor],
      ['sessionEnd', undefined, cursor],
    ],
    [['preToolUse', 'Write', { ...cursor, matcher: 'Write' }]],
  ],
  [
    'opencode',
    [
      ['session.created', undefined, {}],
      ['tool.execute.after', undefined, {}],
      ['session.idle', undefined, {}],
      ['session.deleted', undefined, {}],
    ],
    [],
  ],
])('the hooks of %s', (harness, rows, guard) => {
  expect(asRows(wantedHooks(harness))).toStrictEqual(rows);
  expect(asRows(guardHooks(harness))).toStrictEqual(guard);
  for (const hook of [...wantedHooks(harness), ...guardHooks(harness)]) {
    const ran = harness === 'opencode' ? 'stint hook opencode' : (hook.handler.command ?? hook.handler.bash);
    expect(hook.command).toBe(ran);
    expect(isOwnCommand(hook.command)).toBe(true);
    expect('matcher' in hook).toBe(hook.matcher !== undefined);
  }
});

describe('a command in a settings file', () => {
  it.each([
    'stint hook claude || true',
    'stint hook codex || true',
    'stint hook gemini || true',
    'stint hook cursor || true',
    'stint hook copilot sessionStart || true',
    'stint hook copilot preToolUse; exit 0',
    'stint hook opencode',
  ])('%j, as it was ever written, is ours', (command) => {
    expect(isOwnCommand(command)).toBe(true);
  });

  // All of them run something that stint did not write, or may.
  it.each([
    '$(touch /tmp/canary)/stint hook claude',
    '`touch /tmp/canary`/stint hook claude || true',
    'x; rm -rf ~; stint hook claude',
    './stint hook claude || true',
    '/tmp/stint hook claude || true',
    '"/opt/a/stint.js" hook claude',
    '../stint hook claude',
    'C:\\npm\\stint.cmd hook claude; exit 0',
    ' stint hook claude || true',
    'stint hook claude || true\n',
    'stint hook claude',
    'stint hook claude || true; true',
  ])('%j is not ours', (command) => {
    expect(isOwnCommand(command)).toBe(false);
  });

  it.each([
    '',
    'stint',
    'stint hook',
    'stint hook aider',
    'stint hooks claude',
    'stint hookclaude',
    'stinthook claude',
    'stint hook claude-x',
    'stint hook claude && npm test',
    'npm test; stint hook claude',
    'echo stint hook claude',
    'x stint hook claude',
    'mystint hook claude',
    "'a/stint' hook claude",
    'a"b/stint hook claude',
    'a b/stint hook claude',
    'stint.exe hook claude',
    'stintXcmd hook claude',
    'stint hook claude start 2',
    'stint hook claude start2',
    'stint hook claude || false',
    'stint hook claude | true',
    'stint hook claude || true # mine',
    'stint hook claude ; exit 1',
    'stint hook claude; exit0',
    'stint hook claude exit 0',
  ])('%j is not ours', (command) => {
    expect(isOwnCommand(command)).toBe(false);
  });
});

describe('a hook in a file', () => {
  const wanted = { event: 'Stop', matcher: 'a', command: 'stint hook claude', handler: { type: 'command', timeout: 10 } };

  it.each<[change: object, same: boolean]>([
    [{}, true],
    [{ command: 'another' }, true],
    [{ handler: { timeout: 10, type: 'command' } }, true],
    [{ event: 'SessionEnd' }, false],
    [{ matcher: 'b' }, false],
    [{ matcher: undefined }, false],
    [{ handler: { type: 'command' } }, false],
    [{ handler: { type: 'command', timeout: 5 } }, false],
    [{ handler: { type: 'command', timeout: '10' } }, false],
    [{ handler: { type: 'command', time: 10 } }, false],
    [{ handler: { type: 'command', timeout: 10, async: true } }, false],
    [{ handler: null }, false],
    [{ handler: undefined }, false],
    [{ handler: 'stint hook claude' }, false],
  ])('with %j is what is wanted: %s', (change, same) => {
    expect(isSameHook({ ...wanted, ...change }, wanted)).toBe(same);
  });

  it('is not what is wanted as a text where nothing is', () => {
    const bare = { event: 'Stop', command: '', handler: {} };
    expect(isSameHook({ ...bare, handler: '' }, bare)).toBe(false);
    expect(isSameHook({ ...bare, matcher: 'a' }, bare)).toBe(false);
    expect(isSameHook(bare, bare)).toBe(true);
  });
});
