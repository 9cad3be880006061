import { join } from 'node:path';
import type { Transcript } from '../../domain/usage/transcript';
import { foldGeminiTranscript } from '../../harness/gemini/transcript';
import { type FoundTranscript, filesIn, modifiedMs, namesIn } from './find-files';
import { foldFiles } from './fold-files';

/** One chat; undefined where it cannot be read. Chats do not tell their working folder. */
export const readGeminiTranscript = (path: string): Transcript | undefined => foldFiles(foldGeminiTranscript(), [path]);

/** Chats of all projects, changed at `sinceMs` or later. Their names hold the first eight characters of the conversation only. */
export const geminiTranscripts = (home: string, sinceMs = 0): FoundTranscript[] => {
  const folder = join(home, '.gemini', 'tmp');
  return namesIn(folder).flatMap((project) => filesIn(join(folder, project, 'chats'), /^session-.+\.jsonl$/, sinceMs));
};

export const findGeminiTranscript = (
  { conversation, transcriptPath }: { readonly conversation: string; readonly transcriptPath?: string },
  home: string,
): string | undefined => {
  if (transcriptPath !== undefined && modifiedMs(transcriptPath) !== undefined) return transcriptPath;
  const ending = `-${conversation.slice(0, 8)}.jsonl`;
  return geminiTranscripts(home)
    .filter(({ path }) => path.endsWith(ending))
    .find(({ path }) => readGeminiTranscript(path)?.conversation === conversation)?.path;
};
