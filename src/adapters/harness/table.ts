export type Environment = Readonly<Record<string, string | undefined>>;

export type Harness = {
  readonly name: string;
  /** Any of these in the environment of a command says that this harness runs it. */
  readonly variables: readonly string[];
  /** Holds the id of the conversation; the first that is set counts. */
  readonly conversation?: readonly string[];
  /** Holds the pid of the agent's own process. */
  readonly pid?: string;
  /** Names of its program, and of the package that its script lies in. */
  readonly programs: readonly string[];
  readonly scripts?: RegExp;
  /** Harnesses whose variables this one sets too. */
  readonly poses?: readonly string[];
};

/** What each harness puts into the environment of the commands that its agent runs. */
export const harnesses: readonly Harness[] = [
  {
    name: 'amp',
    variables: ['AMP_CURRENT_THREAD_ID'],
    conversation: ['AMP_CURRENT_THREAD_ID', 'AGENT_THREAD_ID'],
    programs: ['amp'],
    scripts: /@(?:sourcegraph|ampcode)\/amp/,
    poses: ['claude'],
  },
  {
    name: 'qwen',
    variables: ['QWEN_CODE', 'QWEN_CODE_SESSION_ID'],
    conversation: ['QWEN_CODE_SESSION_ID'],
    programs: ['qwen'],
    scripts: /qwen-code/,
    poses: ['gemini'],
  },
  {
    name: 'claude',
    variables: ['CLAUDECODE', 'CLAUDE_CODE_SESSION_ID'],
    conversation: ['CLAUDE_CODE_SESSION_ID'],
    pid: 'CLAUDE_PID',
    programs: ['claude'],
    scripts: /claude-code/,
  },
  {
    name: 'codex',
    variables: ['CODEX_THREAD_ID', 'CODEX_CI'],
    conversation: ['CODEX_THREAD_ID', 'CODEX_SESSION_ID'],
    programs: ['codex'],
    scripts: /@openai\/codex/,
  },
  { name: 'opencode', variables: ['OPENCODE'], pid: 'OPENCODE_PID', programs: ['opencode'], scripts: /opencode-ai/ },
  { name: 'gemini', variables: ['GEMINI_CLI'], programs: ['gemini'], scripts: /gemini-cli/ },
  {
    name: 'copilot',
    variables: ['COPILOT_CLI', 'COPILOT_AGENT_SESSION_ID'],
    conversation: ['COPILOT_AGENT_SESSION_ID'],
    programs: ['copilot'],
    scripts: /@github\/copilot/,
  },
  {
    name: 'cursor',
    variables: ['CURSOR_AGENT', 'CURSOR_CONVERSATION_ID'],
    conversation: ['CURSOR_CONVERSATION_ID'],
    programs: ['cursor-agent', 'cursor'],
    scripts: /cursor-agent/,
  },
];

/** Tell only that an agent or its surroundings are there; counted where no harness above shows itself. */
export const lesserHarnesses: readonly (readonly [name: string, variable: string])[] = [
  ['cline', 'CLINE_ACTIVE'],
  ['roo', 'ROO_ACTIVE'],
  ['crush', 'CRUSH'],
  ['augment', 'AUGMENT_AGENT'],
  ['antigravity', 'ANTIGRAVITY_AGENT'],
  ['goose', 'GOOSE_TERMINAL'],
  ['trae', 'TRAE_AI_SHELL_ID'],
  ['iflow', 'IFLOW_CLI'],
  ['replit', 'REPL_ID'],
];

/** The value of a variable; the empty string counts as not set. */
export const valueIn = (env: Environment, name: string): string | undefined => env[name] || undefined;

/** A switch: set, and not set to "off". */
export const isOn = (env: Environment, name: string): boolean => {
  const value = valueIn(env, name)?.toLowerCase();
  return value !== undefined && value !== '0' && value !== 'false';
};

/** The harness that AI_AGENT or AGENT names; `unknown` where one is on without a name. */
export const namedHarness = (env: Environment): string | undefined => {
  const variable = ['AI_AGENT', 'AGENT'].find((name) => isOn(env, name));
  if (variable === undefined) return undefined;
  const word = /^[a-z][a-z0-9-]{0,31}/.exec(valueIn(env, variable)?.toLowerCase() ?? '')?.[0];
  if (word === undefined || word === 'true') return 'unknown';
  return harnesses.find(({ name, programs }) => word.startsWith(`${name}-`) || programs.includes(word))?.name ?? word;
};
