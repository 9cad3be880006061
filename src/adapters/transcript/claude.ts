import { dirname, join } from 'node:path';
import type { Transcript } from '../../domain/usage/transcript';
import { claudeSlug } from '../../harness/claude/slug';
import { foldClaudeTranscript } from '../../harness/claude/transcript';
import { type Environment, valueIn } from '../harness/table';
import { type FoundTranscript, filesIn, isPlainId, modifiedMs, namesIn } from './find-files';
import { foldFiles } from './fold-files';

/** One conversation with its subagents; undefined where its file cannot be read. */
export const readClaudeTranscript = (path: string): Transcript | undefined =>
  foldFiles(foldClaudeTranscript(), [path, ...subagentFiles(path)]);

const subagentFiles = (path: string): readonly string[] => {
  const folder = join(dirname(path), path.slice(dirname(path).length + 1).replace(/\.jsonl$/, ''), 'subagents');
  return namesIn(folder)
    .filter((name) => /^agent-.+\.jsonl$/.test(name))
    .map((name) => join(folder, name));
};

/** The folders that hold `projects/`: CLAUDE_CONFIG_DIR may name several. */
export const claudeFolders = (env: Environment, home: string): readonly string[] => {
  const told = valueIn(env, 'CLAUDE_CONFIG_DIR')
    ?.split(',')
    .flatMap((folder) => folder.trim() || []);
  return told ?? [join(home, '.claude'), join(home, '.config', 'claude')];
};

/**
 * The transcripts of a working folder. Different folders may share one place there: compare `cwd` of what is read.
 */
export const claudeTranscriptsOf = (cwd: string, folders: readonly string[], sinceMs = 0): FoundTranscript[] =>
  folders.flatMap((folder) => filesIn(join(folder, 'projects', claudeSlug(cwd)), /^([\w-]+)\.jsonl$/, sinceMs));

/** Where the transcript of a conversation lies: where the hook said, else in any working folder's place. */
export const findClaudeTranscript = (
  { conversation, transcriptPath }: { readonly conversation: string; readonly transcriptPath?: string },
  folders: readonly string[],
): string | undefined => {
  if (transcriptPath !== undefined && modifiedMs(transcriptPath) !== undefined) return transcriptPath;
  if (!isPlainId(conversation)) return undefined;
  for (const folder of folders) {
    for (const slug of namesIn(join(folder, 'projects'))) {
      const path = join(folder, 'projects', slug, `${conversation}.jsonl`);
      if (modifiedMs(path) !== undefined) return path;
    }
  }
  return undefined;
};
