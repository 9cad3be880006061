import type { Warning } from '../outcome';
import type { State } from '../state/state';

/** Says once, before a later commit takes note of it, that entries which were written are no longer in the ledger. */
export const gapWarnings = (state: State): Warning[] => {
  const { gap } = state.ledger;
  if (gap === undefined || gap.lost.length === 0) return [];
  const where = gap.branch === undefined ? '' : ` on branch ${gap.branch}`;
  const hashes = gap.lost.map((hash) => hash.slice(0, 12)).join(', ');
  const because =
    gap.branch === undefined
      ? 'the file was cut, replaced or removed'
      : 'git took them away (reset, stash, checkout of the file), or the file was cut';
  return [
    {
      code: 'W_LEDGER_SHORT',
      message: `the ledger no longer holds what was written to it${where} (newest entry ${hashes}): ${because}. \`stint ledger verify\` says more; put the file back, from git or a backup, and the entries join again`,
    },
  ];
};
