import type { Transcript } from '../../domain/usage/transcript';
import type { Environment } from '../harness/table';
import { claudeFolders, findClaudeTranscript, readClaudeTranscript } from './claude';
import { codexFolder, findCodexTranscript, readCodexTranscript } from './codex';
import { findCopilotTranscript, readCopilotTranscript } from './copilot';
import { findGeminiTranscript, readGeminiTranscript } from './gemini';
import { readOpenCodeTranscripts } from './opencode';

export type TranscriptRequest = {
  readonly conversation: string;
  /** undefined: those whose files are named for their conversations are looked through. */
  readonly harness: string | undefined;
  /** Where a hook said that it lies; else the harness's own folders are looked through. */
  readonly transcriptPath?: string;
  /** Where a program is run that has to be asked. */
  readonly cwd: string;
};

export type TranscriptPlace = { readonly env: Environment; readonly home: string; readonly openCodeLimitMs?: number };

export type LocatedTranscript = { readonly transcript: Transcript; readonly path?: string };

/** Finds and reads what a harness wrote down of a conversation; undefined where that is gone, or never was. Never throws. */
export const findTranscript = async (
  { conversation, harness, transcriptPath, cwd }: TranscriptRequest,
  { env, home, openCodeLimitMs = 10_000 }: TranscriptPlace,
): Promise<LocatedTranscript | undefined> => {
  // Nothing but a transcript is read, whatever path an event may hold.
  const told = harness !== undefined && transcriptPath?.endsWith('.jsonl') === true ? { transcriptPath } : {};
  const asked = { conversation, ...told };
  switch (harness) {
    case 'claude':
      return located(findClaudeTranscript(asked, claudeFolders(env, home)), readClaudeTranscript);
    case 'codex':
      return located(findCodexTranscript(asked, codexFolder(env, home)), readCodexTranscript);
    case 'gemini':
      return located(findGeminiTranscript(asked, home), readGeminiTranscript);
    case 'copilot':
      return located(findCopilotTranscript(asked, home), readCopilotTranscript);
    case 'opencode': {
      const reading = await readOpenCodeTranscripts({ session: conversation }, { cwd, env, timeLimitMs: openCodeLimitMs });
      const transcript = reading.kind === 'read' ? reading.transcripts[0] : undefined;
      return transcript === undefined ? undefined : { transcript };
    }
    case undefined:
      return (
        located(findClaudeTranscript(asked, claudeFolders(env, home)), readClaudeTranscript) ??
        located(findCodexTranscript(asked, codexFolder(env, home)), readCodexTranscript) ??
        located(findCopilotTranscript(asked, home), readCopilotTranscript)
      );
    default:
      return undefined;
  }
};

const located = (path: string | undefined, read: (path: string) => Transcript | undefined): LocatedTranscript | undefined => {
  const transcript = path === undefined ? undefined : read(path);
  return transcript === undefined || path === undefined ? undefined : { transcript, path };
};
