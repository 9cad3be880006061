import { join } from 'node:path';
import { type OwnFolder, ownFolder } from './own-folder';

/** Names inside `.stint/`. */
export const storeFiles = {
  config: 'config.json',
  todo: 'todo.json',
  sessions: 'sessions.json',
  ledger: 'ledger.jsonl',
  log: 'session.log',
  archivedTasks: 'archive/tasks.jsonl',
  archivedSessions: 'archive/sessions.jsonl',
} as const;

/** What hooks have written, a file for each conversation; read by every command that writes. */
export const spoolFolder = 'spool';

const sessionIdPattern = /^session_\d{8}_\d{6}_[0-9a-f]{6}$/;

/** Whether `text` may stand in a file name as a session's id. */
export const isSessionId = (text: string): boolean => sessionIdPattern.test(text);

export const eventsFile = (session: string | undefined): string => {
  if (session === undefined) return 'events/unbound.jsonl';
  if (!isSessionId(session)) throw new TypeError(`not a session id: ${JSON.stringify(session)}`);
  return `events/${session}.jsonl`;
};

/**
 * One project's journal: `journal/<epoch>/` holds the records `<generation>.json`, their staged images and
 * `<generation>.done`; epoch = ⌊generation / epochSize⌋.
 */
export type Journal = {
  /** The `.stint` folder. */
  readonly project: string;
  /** The way to everything in it. */
  readonly files: OwnFolder;
  readonly folder: string;
  readonly epochSize: number;
  /** The branch that the ledger belongs to just now; undefined where it is not kept in git. */
  readonly ledgerBranch: () => string | undefined;
  /** Told before todo.json or sessions.json is parsed. */
  readonly beforeParsing: (bytes: number) => void;
  readonly reach: GitReach;
};

/** What git may do to the live files, and what lies out of its reach. */
export type GitReach = {
  /** Of a journal of copies: the folder whose files these are other names of. */
  readonly linkedFrom?: string | undefined;
  /** The folder for copies of the live files; undefined where there is no git folder. */
  readonly copies?: string | undefined;
  /** Live files that git has in its index or in HEAD, by their names inside `.stint/`. Asked only where something looks odd. */
  readonly trackedFiles?: (() => Promise<readonly string[]>) | undefined;
  /** Whether the ledger is kept in git on purpose. */
  readonly isLedgerTracked?: (() => boolean) | undefined;
  /** The git folder knows the project: it was there before. */
  readonly isKnown?: boolean | undefined;
};

export const journalOf = (
  project: string,
  epochSize: number,
  ledgerBranch: Journal['ledgerBranch'] = () => undefined,
  beforeParsing: Journal['beforeParsing'] = () => {},
  reach: GitReach = {},
): Journal => ({
  project,
  files: ownFolder(project),
  folder: join(project, 'journal'),
  epochSize,
  ledgerBranch,
  beforeParsing,
  reach,
});

/**
 * The highest epoch that there may be. A journal that is made anew begins with a number of thirteen digits; all generations
 * stay whole numbers for JavaScript.
 */
export const mostEpoch = 100_000_000_000_000;

export const epochOf = (journal: Journal, generation: number): number => Math.floor(generation / journal.epochSize);

export const epochFolder = (journal: Journal, epoch: number): string => join(journal.folder, String(epoch));

const besideRecord = (journal: Journal, generation: number, name: string): string =>
  join(epochFolder(journal, epochOf(journal, generation)), name);

export const recordPath = (journal: Journal, generation: number): string =>
  besideRecord(journal, generation, `${generation}.json`);

export const donePath = (journal: Journal, generation: number): string => besideRecord(journal, generation, `${generation}.done`);

/** A staged image, by the name that the record gives it. */
export const stagedPath = (journal: Journal, generation: number, staged: string): string =>
  besideRecord(journal, generation, staged);
