import type { HookPlace, HookPorts } from '../../compose/hook';
import type { Io } from '../../compose/io';
import type { HookReading } from '../../domain/event/hook-reading';
import { formatSpoolLine, spoolFileName } from '../../domain/event/spool-line';
import { readHook } from '../../harness/read-hook';

/** What a harness's hook file calls for: the words behind `stint hook`. */
export type HookCall = {
  readonly harness: string;
  /** Where the payload does not name its event. */
  readonly event?: string;
  readonly payload: string;
};

/** What a hook works with; `tell` explains what it does, to those who ask. */
export type HookSurroundings = { readonly io: Io; readonly ports: HookPorts; readonly tell: (what: string) => void };

/**
 * Takes one event in and returns what the harness is to read, '' for nothing. Everything beyond the line in the spool is
 * loaded where it is needed: after a tool's run nothing else happens.
 */
export const takeIn = async (call: HookCall, around: HookSurroundings): Promise<string> => {
  const { io, ports, tell } = around;
  const { harness: declared, event, payload: text } = call;
  const { sha256 } = ports;
  const reading = readHook({ text, env: io.env, declared, ...(event === undefined ? {} : { event }), sha256 });
  if (reading === undefined) {
    tell(`the payload is no JSON object (${text.length} characters)`);
    return '';
  }
  if (reading.harness === 'unknown') {
    tell(`a payload that ${declared} would not send: not taken in`);
    return '';
  }
  const place = ports.findPlace(foldersOf(reading, io));
  if (place === undefined) {
    tell(`no project at ${foldersOf(reading, io).join(', ')}`);
    return '';
  }
  switch (reading.kind) {
    case 'session-start': {
      const { beginConversation } = await import('./begin-conversation');
      return beginConversation(reading, place, around, () => record(reading, place, around));
    }
    case 'tool-start': {
      record(reading, place, around);
      const writes = reading.tool?.writes ?? [];
      if (writes.length === 0 || !ports.isGuarded(place.stintDir)) return '';
      const { guardTool } = await import('./guard-tool');
      return guardTool(reading, writes, place, around);
    }
    case 'turn-end':
    case 'session-end':
      if (record(reading, place, around)) startSnapshot(reading, place, around);
      return '';
    default:
      record(reading, place, around);
      return '';
  }
};

/** The agent may have gone to another folder: its commands run there, and its conversation belongs where it began. */
const foldersOf = (reading: HookReading, io: Io): string[] => {
  const { env } = io;
  const folders = [
    reading.cwd,
    ownFolder(io),
    env.CLAUDE_PROJECT_DIR,
    env.GEMINI_PROJECT_DIR,
    env.COPILOT_PROJECT_DIR,
    env.CURSOR_PROJECT_DIR,
  ];
  return [...new Set(folders.filter((folder) => folder !== undefined && folder !== ''))] as string[];
};

const ownFolder = (io: Io): string | undefined => {
  try {
    return io.cwd;
  } catch {
    // It is gone: the others may still be there.
    return undefined;
  }
};

/** false where it cannot be written, as in a sandbox: then there is nothing that a later command could take over. */
const record = (reading: HookReading, { stintDir }: HookPlace, { io, ports, tell }: HookSurroundings): boolean => {
  try {
    const name = spoolFileName(reading.conversation, ports.sha256);
    ports.appendSpool(stintDir, name, formatSpoolLine(reading, io.now()));
    tell(`${reading.harness} ${reading.kind} recorded in ${stintDir}/spool/${name}`);
    return true;
  } catch (error) {
    tell(`not recorded: ${messageOf(error)}`);
    return false;
  }
};

const startSnapshot = (reading: HookReading, { folder }: HookPlace, { ports, tell }: HookSurroundings): void => {
  const { conversation, harness, transcriptPath } = reading;
  if (conversation === undefined) return;
  const transcript = transcriptPath === undefined ? [] : [`--transcript=${transcriptPath}`];
  // After `/clear` the work goes on, in another conversation.
  const ended = reading.kind === 'session-end' && reading.reason !== 'clear' ? ['--ended'] : [];
  const words = [`--conversation=${conversation}`, `--harness=${harness}`, ...transcript, ...ended];
  try {
    ports.startDetached(['hooks', 'snapshot', ...words], folder);
  } catch (error) {
    tell(`no snapshot: ${messageOf(error)}`);
  }
};

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
