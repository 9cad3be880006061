import { dirname, join } from 'node:path';
import { isTrackedBy } from '../../domain/ledger/tracking-files';
import { findCheckout, readSmall } from './find-checkout';
import { readHead } from './read-head';

const ledgerIsTracked = (stintDir: string): boolean => isTrackedBy(readSmall(join(stintDir, '.gitattributes')) ?? '');

/**
 * The branch that the ledger in `stintDir` belongs to just now; undefined where it is not kept in git, or HEAD is detached.
 * It is that of the working tree that holds `.stint`, wherever the command was typed.
 */
export const ledgerBranch = (stintDir: string): string | undefined => {
  if (!ledgerIsTracked(stintDir)) return undefined;
  const checkout = findCheckout(dirname(stintDir));
  return checkout === undefined ? undefined : readHead(checkout).branch;
};
