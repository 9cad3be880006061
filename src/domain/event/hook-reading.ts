import type { TokenCounts } from '../usage/usage';

export const hookHarnesses = ['claude', 'codex', 'opencode', 'gemini', 'copilot', 'cursor'] as const;
export type HookHarness = (typeof hookHarnesses)[number];

/** What a hook process finds around it. Only single variables are looked at; it is never kept. */
export type HookEnvironment = Readonly<Record<string, string | undefined>>;

/** What happened, in words that all harnesses share. */
export type HookEventKind =
  | 'session-start'
  | 'session-end'
  | 'prompt'
  | 'tool-start'
  | 'tool-end'
  | 'tool-failure'
  /** The agent has answered; the conversation goes on. */
  | 'turn-end'
  | 'subagent-start'
  | 'subagent-end'
  | 'compact'
  /** Tells what a model's answer used, and nothing else. */
  | 'usage'
  | 'notification'
  /** Of a harness that is newer than this program, or of no interest to the record. */
  | 'unknown';

/** What goes into the record. */
export type HookFact =
  | { readonly type: 'file_write'; readonly path: string }
  | {
      readonly type: 'command';
      /** Without the bodies of here-documents, secrets masked, cut at 2,000 characters. */
      readonly command: string;
      readonly exitCode?: number;
      /** Absent where the harness does not tell how the command ended. */
      readonly failed?: boolean;
    }
  /** `sha` as git printed it, which may be its beginning; both absent where they have to be asked from git. */
  | { readonly type: 'git_commit'; readonly sha?: string; readonly subject?: string };

/** Tokens that came with an event. The last one of a response counts. */
export type HookUsage = {
  readonly responseId: string;
  readonly model: string | null;
  readonly tokens: TokenCounts;
  readonly toldCostUsd?: number;
};

/** What one event of a harness's hook says. Holds no prompt, no answer, no content of a file, and no person. */
export type HookReading = {
  readonly harness: HookHarness | 'unknown';
  /** Whose file the hook stood in, as the shape of the payload shows: one event may arrive in both shapes. */
  readonly shape: 'own' | 'claude';
  /** As the harness spells it; absent where it says no name. */
  readonly event?: string;
  readonly kind: HookEventKind;
  /** The id that the environment of the agent's commands holds too. */
  readonly conversation?: string;
  /** Of `session-start`: startup, resume, clear, compact, fork, new. */
  readonly source?: string;
  /** Of `session-end`. */
  readonly reason?: string;
  /** ISO instant, where the payload tells it. */
  readonly at?: string;
  readonly cwd?: string;
  readonly transcriptPath?: string;
  readonly model?: string;
  /** Set inside a subagent; `conversation` is then its parent's. */
  readonly agentId?: string;
  readonly tool?: { readonly name: string; readonly id?: string; readonly writes: readonly string[] };
  readonly facts: readonly HookFact[];
  readonly usage?: HookUsage;
  /** Equal for the same event, whichever hook file it came through. */
  readonly key: string;
  /**
   * false: the same key is the same event, whenever it arrives. true: nothing in the payload tells two such events apart,
   * so that only copies that arrive within seconds are one.
   */
  readonly repeatable: boolean;
  /** Of Copilot: equal for the two forms of one event, whose times may differ a little; see `withoutDoubles`. */
  readonly twin?: string;
};

/** What the reader of one harness finds; the key is made of it. */
export type HookFindings = Omit<HookReading, 'harness' | 'key' | 'repeatable' | 'twin' | 'shape' | 'facts'> & {
  readonly shape?: 'claude';
  readonly facts?: readonly HookFact[];
};
