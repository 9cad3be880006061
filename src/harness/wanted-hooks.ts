import { type HookHarness, hookHarnesses } from '../domain/event/hook-reading';

/** One handler in a settings file. */
export type WantedHook = {
  readonly event: string;
  /** As the harness understands it; absent: every occasion. */
  readonly matcher?: string;
  /** What a shell runs. Of OpenCode: what its plugin runs. */
  readonly command: string;
  /** The members of the handler, in the order in which they are written. */
  readonly handler: Readonly<Record<string, string | number>>;
};

/** A handler of ours, as it stands in a file. */
export type OwnHook = { readonly event: string; readonly matcher?: string; readonly command: string; readonly handler: unknown };

/** Silent and harmless where stint is not installed: the file is read by everybody who works on the project. */
const line = (harness: HookHarness, event?: string): string =>
  `stint hook ${harness}${event === undefined ? '' : ` ${event}`} || true`;

type Occasion = { readonly event: string; readonly matcher?: string; readonly timeoutS?: number };

/** Enough for a machine under load; the hook itself takes about as long as node needs to start. */
const timeoutS = 10;

/** Only what goes into the record, gives the agent its context, or tells that a turn or a conversation is over. */
const occasions: Readonly<Record<Exclude<HookHarness, 'opencode'>, readonly Occasion[]>> = {
  claude: [
    { event: 'SessionStart' },
    { event: 'PostToolUse', matcher: 'Bash|Write|Edit|MultiEdit|NotebookEdit' },
    // A command that exits with anything but 0 comes here alone.
    { event: 'PostToolUseFailure', matcher: 'Bash|Write|Edit|MultiEdit|NotebookEdit' },
    { event: 'Stop' },
    // Without a time of its own in a settings file all hooks of this event share 1.5 s.
    { event: 'SessionEnd', timeoutS: 5 },
  ],
  codex: [
    { event: 'SessionStart' },
    { event: 'PostToolUse', matcher: '^(Bash|apply_patch)$' },
    { event: 'Stop' },
    // Codex allows no more here.
    { event: 'SessionEnd', timeoutS: 3 },
  ],
  gemini: [
    { event: 'SessionStart' },
    { event: 'AfterTool', matcher: 'run_shell_command|write_file|replace' },
    { event: 'AfterAgent' },
    { event: 'SessionEnd' },
  ],
  copilot: [
    { event: 'sessionStart' },
    { event: 'postToolUse' },
    { event: 'postToolUseFailure' },
    { event: 'agentStop' },
    { event: 'sessionEnd' },
  ],
  cursor: [
    { event: 'sessionStart' },
    { event: 'postToolUse', matcher: 'Shell|Write' },
    { event: 'postToolUseFailure', matcher: 'Shell|Write' },
    { event: 'stop' },
    { event: 'sessionEnd' },
  ],
};

const guards: Readonly<Record<Exclude<HookHarness, 'opencode'>, Occasion>> = {
  claude: { event: 'PreToolUse', matcher: 'Write|Edit|MultiEdit|NotebookEdit' },
  codex: { event: 'PreToolUse', matcher: '^apply_patch$' },
  gemini: { event: 'BeforeTool', matcher: 'write_file|replace' },
  copilot: { event: 'preToolUse' },
  cursor: { event: 'preToolUse', matcher: 'Write' },
};

const wanted = (
  harness: Exclude<HookHarness, 'opencode'>,
  { event, matcher, timeoutS: seconds = timeoutS }: Occasion,
): WantedHook => {
  const command = line(harness, harness === 'copilot' ? event : undefined);
  const start = { event, ...(matcher === undefined ? {} : { matcher }), command };
  switch (harness) {
    case 'claude':
      return { ...start, handler: { type: 'command', command, timeout: seconds } };
    case 'codex':
      return { ...start, handler: { type: 'command', command, commandWindows: 'stint.cmd hook codex', timeout: seconds } };
    case 'gemini':
      return { ...start, handler: { name: 'stint', type: 'command', command, timeout: seconds * 1000 } };
    case 'copilot':
      return {
        ...start,
        handler: { type: 'command', bash: command, powershell: `stint hook copilot ${event}; exit 0`, timeoutSec: seconds },
      };
    case 'cursor':
      return { ...start, handler: { command, ...(matcher === undefined ? {} : { matcher }), timeout: seconds } };
  }
};

/** What OpenCode's plugin sends. */
const openCodeEvents = ['session.created', 'tool.execute.after', 'session.idle', 'session.deleted'] as const;

export const wantedHooks = (harness: HookHarness): readonly WantedHook[] =>
  harness === 'opencode'
    ? openCodeEvents.map((event) => ({ event, command: 'stint hook opencode', handler: {} }))
    : occasions[harness].map((occasion) => wanted(harness, occasion));

/** What also has to be there for `hooks.guard`. OpenCode's plugin asks by itself where the setting is on. */
export const guardHooks = (harness: HookHarness): readonly WantedHook[] =>
  harness === 'opencode' ? [] : [wanted(harness, guards[harness])];

/** Every line that this version and those before it write. 0.1.0 wrote the same ones. */
const ownLines: ReadonlySet<unknown> = new Set(
  hookHarnesses.flatMap((harness) =>
    [...wantedHooks(harness), ...guardHooks(harness)].flatMap(({ command, handler }) => [
      command,
      handler.bash,
      handler.powershell,
    ]),
  ),
);

/**
 * Whether a command of a settings file is one that stint wrote, to the letter: a settings file may come from anybody, and
 * what only looks like a line of stint's may do something else as well.
 */
export const isOwnCommand = (command: string): boolean => ownLines.has(command);

/** Whether a hook in a file is just what is wanted, in whatever order its members stand. */
export const isSameHook = (own: OwnHook, wanted: WantedHook): boolean => {
  if (own.event !== wanted.event || own.matcher !== wanted.matcher) return false;
  if (typeof own.handler !== 'object' || own.handler === null) return false;
  const members = new Map(Object.entries(own.handler));
  const expected = Object.entries(wanted.handler);
  return members.size === expected.length && expected.every(([name, value]) => members.get(name) === value);
};
