import type { Warning } from '../../domain/outcome';
import { describeIoFault, isIoFault } from './io-fault';
import { findNewest } from './journal/newest';
import { epochOf } from './layout';
import { beginAgain, commitEffects, finishPending, type Tools } from './transaction';

/**
 * Lets the journal forget what it holds of generation `last` and of all before it: it goes on, with commits that do nothing,
 * until the folder with their records is two behind and is removed as every old one is. Names in the journal are thus never
 * used twice, and a process that sleeps meanwhile finds what it always finds.
 */
export const forgetCommits = (tools: Tools, last: number): readonly Warning[] => {
  const { journal } = tools;
  const until = (epochOf(journal, last) + 2) * journal.epochSize;
  // Others that commit at the same time bring the end nearer as well.
  let left = 8 * journal.epochSize;
  let generation = last;
  try {
    for (; generation < until && left > 0; left--) {
      const tip = findNewest(journal);
      if (tip === undefined) return [];
      generation = tip.generation;
      if (!tip.done) finishPending(journal, tip);
      if (generation >= until) break;
      const committed = commitEffects(tools, tip, () => ({ put: [], append: [] }));
      if (committed !== beginAgain) generation = committed.generation;
    }
    if (generation >= until) return [];
    return [warning(until - generation, 'others commit all the time')];
  } catch (error) {
    if (!isIoFault(error)) throw error;
    return [warning(until - generation, describeIoFault(error))];
  }
};

const warning = (commits: number, why: string): Warning => ({
  code: 'W_JOURNAL_KEEPS',
  message: `the journal still holds the text, until ${commits} more commits are made: ${why}`,
});
