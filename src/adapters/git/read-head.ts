import { join } from 'node:path';
import { type GitCheckout, readSmall } from './find-checkout';

export type Head = {
  /** Short name of the branch; absent while HEAD is detached. */
  readonly branch?: string;
  /** Commit id; absent before the first commit, and in repositories whose refs are not files (reftable). */
  readonly head?: string;
};

const commitId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/** Branch and commit of a working tree, read from git's files without starting git. */
export const readHead = (checkout: Pick<GitCheckout, 'gitDir' | 'commonDir'>): Head => {
  const text = readSmall(join(checkout.gitDir, 'HEAD'))?.trim() ?? '';
  if (commitId.test(text)) return { head: text };
  const ref = refName(text);
  // Where refs lie in a reftable, HEAD names this branch, which cannot exist.
  if (ref === undefined || ref === 'refs/heads/.invalid') return {};
  const head = resolveRef(checkout.commonDir, ref);
  const branch = ref.startsWith('refs/heads/') ? ref.slice('refs/heads/'.length) : undefined;
  return { ...(branch === undefined ? {} : { branch }), ...(head === undefined ? {} : { head }) };
};

/** The commit that a full ref name stands for: a loose ref, else a packed one. */
export const resolveRef = (commonDir: string, ref: string): string | undefined => {
  let name = ref;
  for (let hops = 0; hops < 5; hops += 1) {
    const text = readSmall(join(commonDir, name))?.trim();
    if (text === undefined || text === '') return packedRef(commonDir, name);
    if (commitId.test(text)) return text;
    const next = refName(text);
    if (next === undefined) return undefined;
    name = next;
  }
  return undefined;
};

/** Only names below refs/ that do not climb out of the repository. */
const refName = (text: string): string | undefined => {
  const name = /^ref: (refs\/\S+)$/.exec(text)?.[1];
  return name === undefined || name.split('/').includes('..') ? undefined : name;
};

const packedRef = (commonDir: string, ref: string): string | undefined => {
  const packed = readSmall(join(commonDir, 'packed-refs'));
  if (packed === undefined) return undefined;
  const at = packed.indexOf(` ${ref}\n`);
  if (at < 0) return undefined;
  const id = packed.slice(packed.lastIndexOf('\n', at) + 1, at);
  return commitId.test(id) ? id : undefined;
};
