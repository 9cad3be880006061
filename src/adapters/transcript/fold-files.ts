import type { Transcript, TranscriptFold } from '../../domain/usage/transcript';
import { readLines, UnreadableTranscript } from './read-lines';

/** What the files tell together; undefined where the first, the conversation's own, cannot be read. Never throws. */
export const foldFiles = (fold: TranscriptFold, files: readonly string[]): Transcript | undefined => {
  for (const [place, file] of files.entries()) {
    try {
      for (const line of readLines(file)) {
        if (line === undefined) fold.addTooLong();
        else fold.add(line);
      }
    } catch (error) {
      if (!(error instanceof UnreadableTranscript)) throw error;
      if (place === 0) return undefined;
      // Harnesses clear away subagents' files at any time: the rest still counts.
    }
  }
  return files.length === 0 ? undefined : fold.result();
};
