import type { CommitFact, Completion, FileFact } from '../ledger/fold';
import type { EntryDraft } from '../ledger/seal-entries';
import type { UsageTotals } from '../usage/transcript';
import { totalTokens } from '../usage/usage';
import type { togetherOf } from './assign-stretches';

export type Found = ReturnType<typeof togetherOf>;

/** What an amendment adds to a completion. */
export type EntryNews = Pick<EntryDraft, 'files' | 'commits' | 'tokens' | 'costUsd' | 'costSource'>;

/** Tokens as the ledger keeps them: by kind, and in all. Reasoning is a part of the output. */
export const recordedTokens = ({ tokens }: UsageTotals): NonNullable<EntryDraft['tokens']> => ({
  ...tokens,
  total: totalTokens(tokens),
});

/** Tokens, cost and its source, as fields of an entry; nothing where nothing is known. */
export const usageFields = (usage: UsageTotals): Pick<EntryDraft, 'tokens' | 'costUsd' | 'costSource'> =>
  usage.responses === 0
    ? {}
    : {
        tokens: recordedTokens(usage),
        costUsd: usage.costUsd,
        ...(usage.costSource === undefined ? {} : { costSource: usage.costSource }),
      };

/**
 * What was found and a completion does not say yet; undefined where that is nothing. What was redacted is not told again,
 * and usage is lowered only where `mayLower`.
 */
export const newsFor = (
  completion: Completion,
  found: Found,
  isElsewhere: (sha: string) => boolean,
  mayLower: boolean,
): EntryNews | undefined => {
  const redacted = new Set([completion.entry, ...completion.amendments].flatMap((line) => Object.keys(line.redacted ?? {})));
  const files = redacted.has('files') ? [] : newFiles(completion, found.files);
  const commits = redacted.has('commits') ? [] : newCommits(completion, found.commits, isElsewhere);
  const usage = !redacted.has('tokens') && isUsageNews(completion, found.usage, mayLower) ? usageFields(found.usage) : {};
  const news = { ...(files.length === 0 ? {} : { files }), ...(commits.length === 0 ? {} : { commits }), ...usage };
  return Object.keys(news).length === 0 ? undefined : news;
};

const newFiles = ({ files }: Completion, found: readonly FileFact[]): FileFact[] => {
  const known = new Set(files.map(({ path }) => path));
  return found.filter(({ path }) => !known.has(path));
};

const newCommits = (
  { commits }: Completion,
  found: readonly CommitFact[],
  isElsewhere: (sha: string) => boolean,
): CommitFact[] => {
  const isKnown = (sha: string): boolean => commits.some((known) => known.sha.startsWith(sha) || sha.startsWith(known.sha));
  return found.filter(({ sha }) => !isKnown(sha) && !isElsewhere(sha));
};

const isUsageNews = ({ tokens, costUsd }: Completion, usage: UsageTotals, mayLower: boolean): boolean => {
  if (usage.responses === 0) return false;
  if (tokens === undefined) return true;
  const now = recordedTokens(usage);
  const before = typeof tokens.total === 'number' ? tokens.total : undefined;
  if (before !== undefined && before > totalTokens(usage.tokens) && !mayLower) return false;
  if (Object.entries(now).some(([kind, count]) => tokens[kind] !== count)) return true;
  // A price that was known stays known when it is dropped from the settings.
  return usage.costUsd !== (costUsd ?? null) && (usage.costUsd !== null || mayLower);
};

/** Whether a completion that was derived says something that would not be derived today, and cannot be amended away. */
export const holdsTooMuch = ({ files, commits }: Completion, found: Found): boolean => {
  const paths = new Set(found.files.map(({ path }) => path));
  const shas = new Set(found.commits.map(({ sha }) => sha));
  return (
    files.some(({ path, origin }) => origin !== 'flag' && !paths.has(path)) ||
    commits.some(({ sha, origin }) => origin !== 'flag' && !shas.has(sha))
  );
};
