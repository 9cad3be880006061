import { join } from 'node:path';
import type { Transcript } from '../../domain/usage/transcript';
import { foldCopilotTranscript } from '../../harness/copilot/transcript';
import { type FoundTranscript, isPlainId, modifiedMs, namesIn } from './find-files';
import { foldFiles } from './fold-files';

/** One conversation's `events.jsonl`; undefined where it cannot be read. */
export const readCopilotTranscript = (path: string): Transcript | undefined => foldFiles(foldCopilotTranscript(), [path]);

const eventsOf = (home: string, conversation: string): string =>
  join(home, '.copilot', 'session-state', conversation, 'events.jsonl');

/** Those changed at `sinceMs` or later, of all working folders: what is read has the `cwd`. */
export const copilotTranscripts = (home: string, sinceMs = 0): FoundTranscript[] =>
  namesIn(join(home, '.copilot', 'session-state')).flatMap((conversation) => {
    const path = eventsOf(home, conversation);
    const modified = modifiedMs(path);
    return modified === undefined || modified < sinceMs ? [] : [{ path, conversation, modifiedMs: modified }];
  });

export const findCopilotTranscript = (
  { conversation, transcriptPath }: { readonly conversation: string; readonly transcriptPath?: string },
  home: string,
): string | undefined => {
  const paths = [
    ...(transcriptPath === undefined ? [] : [transcriptPath]),
    ...(isPlainId(conversation) ? [eventsOf(home, conversation)] : []),
  ];
  return paths.find((path) => modifiedMs(path) !== undefined);
};
