import { instantAt } from '../../domain/time/instant';

export type ReadCommit = { readonly sha: string; readonly subject: string; readonly at: string };

export const commitFormat = '--format=%H %ct %s';

/** The commit of one line of `git log` in this format; nothing for other lines. */
export const commitFrom = (line: string): readonly ReadCommit[] => {
  const parts = /^([0-9a-f]{40,64}) (\d+) (.*)$/s.exec(line);
  if (parts === null) return [];
  const [sha = '', seconds, subject = ''] = parts.slice(1);
  return [{ sha, subject, at: instantAt(Number(seconds) * 1_000) }];
};
