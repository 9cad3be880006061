/** What a front is asked beside the command itself: whose session, how long to wait, how to answer. */
export type Globals = {
  readonly json: boolean;
  readonly jsonl: boolean;
  readonly quiet: boolean;
  readonly yes: boolean;
  readonly session?: string;
  readonly noSession: boolean;
  readonly allowSecret: boolean;
  readonly lockTimeoutMs: number;
  readonly color?: boolean;
  readonly debug: boolean;
};
