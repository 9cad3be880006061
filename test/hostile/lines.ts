import { sampleCall } from '../support/hook-program';
import { wordsOf } from '../support/scratch-project';
import type { Line, Where } from './run-line';

/** What reads and what writes, with arguments that fit the project of `world.ts`; `{session}` is its session. */
const typed: readonly (readonly [kind: 'read' | 'write', line: string, stdin?: string])[] = [
  ['read', 'session status'],
  ['read', 'session info'],
  ['read', 'session list'],
  ['read', 'session show {session}'],
  ['read', 'focus show'],
  ['read', 'focus history'],
  ['read', 'list --all'],
  ['read', 'show T002'],
  ['read', 'tree'],
  ['read', 'next'],
  ['read', 'dash'],
  ['read', 'task export'],
  ['read', 'ledger list'],
  ['read', 'ledger show T002'],
  ['read', 'ledger search row'],
  ['read', 'ledger search --file src/**'],
  ['read', 'ledger stats --by agent'],
  ['read', 'ledger verify'],
  ['read', 'ledger export --format html'],
  ['read', 'config get hooks.guard'],
  ['read', 'config list'],
  ['read', 'hooks status'],
  ['read', 'doctor'],
  ['read', 'doctor --hooks'],
  ['read', 'reconcile --dry-run'],
  ['read', 'session gc --older-than 1d --dry-run'],
  ['write', 'add Another'],
  ['write', 'add --from -', '{"title":"From a list"}\n'],
  ['write', 'log "Something happened"'],
  ['write', 'wip T003'],
  ['write', 'focus set T004'],
  ['write', 'focus note "Half way"'],
  ['write', 'focus next-action "Test it"'],
  ['write', 'focus clear'],
  ['write', 'update T003 --notes Seen --label core'],
  ['write', 'task move T006 --parent T001'],
  ['write', 'task claim T003'],
  ['write', 'done T003 --reason Works --next'],
  ['write', 'complete T004'],
  ['write', 'task close T005'],
  ['write', 'task reopen T002'],
  ['write', 'task cancel T006'],
  ['write', 'archive'],
  ['write', 'ledger amend T002 --note More'],
  ['write', 'ledger redact T002 --field reason'],
  ['write', 'ledger void T002 --reason Mistake'],
  ['write', 'config set log.maxSizeBytes 1000'],
  ['write', 'config unset project.name'],
  ['write', 'import markdown backlog.md'],
  ['write', 'reconcile'],
  ['write', 'session note "Still here"'],
  ['write', 'suspend --note Later'],
  ['write', 'resume --last'],
  ['write', 'switch {session}'],
  ['write', 'session end {session}'],
  ['write', 'start epic:T001'],
  ['write', 'session gc --older-than 1d'],
  ['write', 'session close'],
  ['write', 'init'],
];

const hookNames = [
  'claude-code/hooks/SessionStart.startup.json',
  'claude-code/hooks/UserPromptSubmit.json',
  'claude-code/hooks/PreToolUse.Bash.json',
  'claude-code/hooks/PostToolUse.Edit.json',
  'claude-code/hooks/PostToolUse.Bash.json',
  'claude-code/hooks/Stop.json',
  'claude-code/hooks/SessionEnd.other.json',
  'codex/hooks/SessionStart.json',
  'codex/hooks/PostToolUse.apply_patch.json',
  'codex/hooks/Stop.json',
  'codex/notify.agent-turn-complete.json',
  'copilot/hooks-native/sessionStart.json',
  'copilot/hooks-native/postToolUse.json',
  'copilot/hooks-native/agentStop.json',
  'cursor/hooks/sessionStart.json',
  'cursor/hooks/afterFileEdit.json',
  'cursor/hooks/stop.json',
  'gemini/hooks/SessionStart.json',
  'gemini/hooks/BeforeTool.json',
  'gemini/hooks/AfterAgent.json',
];

const openCodeEvent = (type: string): string =>
  JSON.stringify({
    event: type,
    cwd: '{cwd}',
    sessionID: 'ses_1',
    tool: 'write',
    callID: 'c',
    args: { filePath: '{cwd}/src/rows.ts' },
  });

export const typedLines = (session: string): Line[] =>
  typed.map(([kind, text, stdin]) => ({
    name: text,
    kind,
    argv: wordsOf(text.replace('{session}', session)),
    ...(stdin === undefined ? {} : { stdin }),
  }));

/** What the six harnesses send, as if the agent worked in `cwd`. */
export const hookLines = ({ cwd, home }: Pick<Where, 'cwd' | 'home'>): Line[] => [
  ...hookNames.map((name): Line => {
    const { argv, stdin, env } = sampleCall(name, cwd);
    const placed = (text: string): string => text.replaceAll('/home/dev/', `${home}/`);
    return {
      name: `hook ${name}`,
      kind: 'hook',
      argv: ['hook', ...argv.map(placed)],
      stdin: placed(stdin),
      env: placedEnv(env, placed),
    };
  }),
  ...['session.created', 'tool.execute.after', 'session.idle'].map(
    (type): Line => ({
      name: `hook opencode ${type}`,
      kind: 'hook',
      argv: ['hook', 'opencode'],
      stdin: openCodeEvent(type).replaceAll('{cwd}', cwd),
    }),
  ),
];

const placedEnv = (env: Readonly<Record<string, string>>, placed: (text: string) => string): Record<string, string> =>
  Object.fromEntries(Object.entries(env).map(([name, value]) => [name, placed(value)]));

export const repair: Line = { name: 'doctor --repair', kind: 'write', argv: ['doctor', '--repair'] };
export const adopt: Line = { name: 'init --adopt', kind: 'write', argv: ['init', '--adopt'] };
export const logAgain: Line = { name: 'log', kind: 'write', argv: ['log', 'Once more'] };
