import { isEntryLine, type MergeLine, mergeLedgers } from '../../domain/ledger/merge-ledgers';

export type MergePorts = {
  /** Every line of a file, without line ends; none for an empty or absent file. */
  readonly readLines: (path: string) => readonly MergeLine[];
  /** Replaces the file, each line ended; all of it or nothing. */
  readonly writeLines: (path: string, lines: readonly MergeLine[]) => void;
  readonly sha256: (text: string) => string;
};

export type MergeRequest = { readonly base: string; readonly ours: string; readonly theirs: string };

export type MergeAnswer = {
  readonly entries: number;
  /** Lines that are no entries; they stand at the end of the result. */
  readonly foreign: number;
  /** Ids of completions that both sides recorded. */
  readonly doubles: readonly string[];
};

/**
 * The merge driver of git: what either side or their common ancestor holds, written over `ours`. A line that both sides
 * took out comes back: nothing is ever taken out of a ledger.
 */
export const mergeLedger = (ports: MergePorts, { base, ours, theirs }: MergeRequest): MergeAnswer => {
  // A torn line that both sides repaired stays repaired; an entry does not go.
  const common = ports.readLines(base).filter(isEntryLine);
  const merged = mergeLedgers([ports.readLines(ours), ports.readLines(theirs), common], ports.sha256);
  ports.writeLines(ours, merged.lines);
  return { entries: merged.entries, foreign: merged.foreign.length, doubles: merged.doubles };
};
