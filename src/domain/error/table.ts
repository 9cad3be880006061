/** One row of the exit-code table: the behaviour, the docs and `stint schema errors` are made from it. */
export type ErrorRow = {
  readonly code: string;
  readonly exitCode: number;
  /** Trying the same command again, unchanged, may succeed. */
  readonly retryable: boolean;
  readonly when: string;
};

export const errorTable = [
  {
    code: 'E_TASK_NOT_FOUND',
    exitCode: 1,
    retryable: false,
    when: 'the task is unknown (a start answers 33 for its root and 34 for its focus)',
  },
  { code: 'E_NOT_FOUND', exitCode: 1, retryable: false, when: 'a ledger entry, file, setting or schema is unknown' },
  { code: 'E_BACKEND', exitCode: 1, retryable: false, when: 'a program that stint relies on (git) is missing or failed' },
  { code: 'E_USAGE', exitCode: 2, retryable: false, when: 'unknown command, option or value; missing or contradicting argument' },
  {
    code: 'E_SESSION_EXISTS',
    exitCode: 30,
    retryable: false,
    when: 'single-session mode and one is active, or multiSession.maxConcurrentSessions is reached',
  },
  { code: 'E_SESSION_NOT_FOUND', exitCode: 31, retryable: false, when: 'no such session, or an ambiguous short id' },
  { code: 'E_SCOPE_CONFLICT', exitCode: 32, retryable: false, when: 'the scope overlaps an active session' },
  {
    code: 'E_SCOPE_INVALID',
    exitCode: 33,
    retryable: false,
    when: 'the root of the scope is unknown, or the scope selects nothing',
  },
  { code: 'E_TASK_NOT_IN_SCOPE', exitCode: 34, retryable: false, when: 'the task is outside the scope of the session' },
  { code: 'E_TASK_CLAIMED', exitCode: 35, retryable: false, when: 'the task or session is held by another session or owner' },
  { code: 'E_SESSION_REQUIRED', exitCode: 36, retryable: false, when: 'the command needs a session and none is bound' },
  { code: 'E_SESSION_CLOSE_BLOCKED', exitCode: 37, retryable: false, when: 'tasks of the scope are still open' },
  { code: 'E_FOCUS_REQUIRED', exitCode: 38, retryable: false, when: 'start was given neither --focus nor --auto-focus' },
  { code: 'E_SESSION_STATE', exitCode: 39, retryable: false, when: 'the session is not in a state that this verb takes' },
  {
    code: 'E_TASK_STATE',
    exitCode: 40,
    retryable: false,
    when: 'the task is not in a state that this verb takes: finished, open children, too many in progress',
  },
  {
    code: 'E_TASK_INVALID',
    exitCode: 41,
    retryable: false,
    when: 'cycle, unknown parent or dependency, duplicate id, bad field',
  },
  { code: 'E_NOTHING_READY', exitCode: 42, retryable: false, when: 'there is no task to start; the message says why' },
  { code: 'E_LEDGER_INVALID', exitCode: 43, retryable: false, when: '`ledger verify` or `doctor` found damage' },
  {
    code: 'E_UNTRUSTED',
    exitCode: 46,
    retryable: false,
    when: 'the project came from elsewhere, and nobody here has made or adopted it; nothing was changed',
  },
  { code: 'E_NO_PROJECT', exitCode: 50, retryable: false, when: 'no .stint/ here or above' },
  { code: 'E_STORE_BUSY', exitCode: 51, retryable: true, when: 'could not commit within --lock-timeout; nothing was changed' },
  {
    code: 'E_STORE_CORRUPT',
    exitCode: 52,
    retryable: false,
    when: 'a file cannot be read as what it should be, or was there and is gone, or git has replaced it; nothing was changed',
  },
  { code: 'E_STORE_IO', exitCode: 53, retryable: false, when: 'disk full, permission or I/O error; nothing was changed' },
  {
    code: 'E_STORE_VERSION',
    exitCode: 54,
    retryable: false,
    when: 'a file was written by a newer version that this one may not read',
  },
  { code: 'E_INTERNAL', exitCode: 70, retryable: false, when: 'a fault of the program' },
] as const satisfies readonly ErrorRow[];

export type ErrorCode = (typeof errorTable)[number]['code'];

/** The exit status of a process that was interrupted by the user. */
export const interruptedExitCode = 130;

export const errorRow = (code: ErrorCode): ErrorRow => {
  const row = errorTable.find((candidate) => candidate.code === code);
  if (row === undefined) throw new Error(`error code ${code} is not in the table`);
  return row;
};
