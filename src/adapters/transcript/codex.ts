import { join } from 'node:path';
import type { Transcript } from '../../domain/usage/transcript';
import { foldCodexTranscript } from '../../harness/codex/transcript';
import { type Environment, valueIn } from '../harness/table';
import { type FoundTranscript, filesIn, modifiedMs, namesIn } from './find-files';
import { foldFiles } from './fold-files';

/** One rollout; undefined where it cannot be read. */
export const readCodexTranscript = (path: string): Transcript | undefined => foldFiles(foldCodexTranscript(), [path]);

export const codexFolder = (env: Environment, home: string): string => valueIn(env, 'CODEX_HOME') ?? join(home, '.codex');

const rollout = /^rollout-.*?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.jsonl$/;

/** Rollouts changed at `sinceMs` or later, of all working folders: what is read has the `cwd`. */
export const codexTranscripts = (folder: string, sinceMs = 0): FoundTranscript[] => [
  ...dayFolders(join(folder, 'sessions')).flatMap((day) => filesIn(day, rollout, sinceMs)),
  ...filesIn(join(folder, 'archived_sessions'), rollout, sinceMs),
];

export const findCodexTranscript = (
  { conversation, transcriptPath }: { readonly conversation: string; readonly transcriptPath?: string },
  folder: string,
): string | undefined => {
  if (transcriptPath !== undefined && modifiedMs(transcriptPath) !== undefined) return transcriptPath;
  const found = (each: FoundTranscript): boolean => each.conversation === conversation;
  for (const day of dayFolders(join(folder, 'sessions'))) {
    const file = filesIn(day, rollout).find(found);
    if (file !== undefined) return file.path;
  }
  return filesIn(join(folder, 'archived_sessions'), rollout).find(found)?.path;
};

/** `YYYY/MM/DD`, the newest first. */
function* walkDays(folder: string): Generator<string> {
  const digits = (parent: string, pattern: RegExp): string[] =>
    namesIn(parent)
      .filter((name) => pattern.test(name))
      .reverse()
      .map((name) => join(parent, name));
  for (const year of digits(folder, /^\d{4}$/)) for (const month of digits(year, /^\d\d$/)) yield* digits(month, /^\d\d$/);
}

const dayFolders = (folder: string): string[] => [...walkDays(folder)];
