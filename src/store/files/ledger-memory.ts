import type { SessionsFile } from '../../domain/session/schema';
import type { LedgerGap, LedgerTip } from '../../domain/state/state';
import { storeFiles } from './layout';
import { advanceTip, type LedgerHeads, type ScannedLedger, scanEntriesOf, scanLedger } from './ledger-tip';
import type { FilesView } from './store-files-view';

type Recorded = NonNullable<NonNullable<SessionsFile['_meta']>['ledger']>;

/** What `sessions.json` keeps of the ledger beside its size. A key that is undefined is taken out. */
export type LedgerMemory = LedgerHeads & {
  readonly branch: string | undefined;
  readonly branches?: Readonly<Record<string, LedgerHeads>> | undefined;
  readonly missed: readonly string[] | undefined;
};

/** The ledger as it lies there: what is remembered holds as long as the file ends as it did; else it is read. */
export const openLedgerTip = (files: FilesView, recorded: Recorded | undefined): LedgerTip => {
  const bytes = (): Buffer => files.bytes(storeFiles.ledger) ?? Buffer.alloc(0);
  let scanned: ScannedLedger | undefined;
  const scan = (): ScannedLedger => {
    scanned ??= scanLedger(bytes());
    return scanned;
  };
  const unchanged = recorded !== undefined && endsAsRecorded(files, recorded);
  const { heads, count } = unchanged ? recorded : scan();
  let gap: LedgerGap | undefined;
  return {
    heads,
    count,
    entriesOf: (uid) => scanEntriesOf(bytes(), uid),
    get gap() {
      gap ??= findGap(recorded, files.ledgerBranch(), unchanged, scan);
      return gap;
    },
  };
};

/** A line ends with its hash, which stands for all that it names before it: another branch's file of the same size has another. */
const endsAsRecorded = (files: FilesView, recorded: Recorded): boolean => {
  if (files.size(storeFiles.ledger) !== recorded.size) return false;
  const last = recorded.heads.at(-1);
  return last === undefined ? recorded.size === 0 : files.tail(storeFiles.ledger, last.length + 8).includes(last);
};

/** Told only when asked: to know what other branches hold, the whole file is read. */
const findGap = (
  recorded: Recorded | undefined,
  branch: string | undefined,
  unchanged: boolean,
  scan: () => ScannedLedger,
): LedgerGap => {
  const missed = recorded?.missed ?? [];
  // The file is what the last commit left, on the same branch: that commit has looked already.
  const isKnown = recorded === undefined || (unchanged && recorded.branch === branch);
  const absent = (list: readonly string[]): string[] => list.filter((hash) => !scan().hashes.has(hash));
  return {
    ...(branch === undefined ? {} : { branch }),
    get lost() {
      return isKnown ? [] : absent(expectedHere(recorded, branch)).filter((hash) => !missed.includes(hash));
    },
    get missed() {
      return isKnown ? missed : absent(missed);
    },
    get elsewhere() {
      return Object.entries(recorded?.branches ?? {})
        .map(([name, { heads }]) => ({ branch: name, heads: name === branch ? [] : absent(heads) }))
        .filter(({ heads }) => heads.length > 0);
    },
  };
};

/**
 * What was written last on this branch, and what was written on none: a ledger that is not kept in git has one history.
 * On a branch that nothing was written on, nothing is expected.
 */
export const expectedHere = (recorded: Recorded, branch: string | undefined): readonly string[] => [
  ...(recorded.branch === undefined ? recorded.heads : []),
  ...(branch === undefined ? [] : (new Map(Object.entries(recorded.branches ?? {})).get(branch)?.heads ?? [])),
];

const mostBranches = 64;
const mostMissed = 200;

/** What to remember after `entries` were appended. What is lost goes on being missed, so that no later entry hides it. */
export const rememberLedger = (
  tip: LedgerTip,
  recorded: Recorded | undefined,
  entries: readonly { readonly hash: string; readonly prev: readonly string[] }[],
): LedgerMemory => {
  const { heads, count } = advanceTip(tip, entries);
  const { branch, lost = [], missed: before = [] } = tip.gap ?? {};
  const missed = [...before, ...lost].slice(-mostMissed);
  const kept = { heads, count, branch, missed: missed.length === 0 ? undefined : missed };
  if (branch === undefined) return kept;
  const others = Object.entries(recorded?.branches ?? {}).filter(([name]) => name !== branch);
  return { ...kept, branches: Object.fromEntries([...others.slice(1 - mostBranches), [branch, { heads, count }]]) };
};
