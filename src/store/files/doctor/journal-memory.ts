import { sha256 } from '../digest';
import { generationNamed } from '../journal/newest';
import { type CommitRecord, lookAtRecord } from '../journal/record';
import { epochFolder, type Journal, recordPath } from '../layout';
import { namesIn } from '../own-folder';

/** What the records that are still there say of one file. */
export type FileMemory = {
  /** The newest commit that replaced the file whole. */
  readonly put?: { readonly sha256: string; readonly at: string };
  /** When the newest commit was made that did not find what the one before had left: edited in between. */
  readonly editedAt?: string;
  /** Lines that were appended since then, in order. */
  readonly appended: readonly string[];
};

export type JournalMemory = {
  readonly of: (file: string) => FileMemory;
  /** Files that any record speaks of. */
  readonly files: readonly string[];
  /** Records of finished commits that cannot be read: paths. */
  readonly damaged: readonly string[];
};

const nothing: FileMemory = { appended: [] };

/**
 * Reads the records up to `newest`, oldest first. Where one is damaged or gone, what was remembered before it is forgotten:
 * nobody knows what that one did to the files.
 */
export const readJournalMemory = (journal: Journal, epochs: readonly number[], newest: number): JournalMemory => {
  const memories = new Map<string, FileMemory>();
  const damaged: string[] = [];
  let last = Number.NaN;
  for (const generation of generationsIn(journal, epochs)) {
    if (generation > newest) continue;
    const look = lookAtRecord(journal, generation);
    if (look.kind === 'fine' || look.kind === 'foreign') {
      if (generation !== last + 1) memories.clear();
      // A record that no commit made was never applied: what is remembered holds.
      if (look.kind === 'fine') remember(memories, look.record);
      last = generation;
    } else if (look.kind !== 'absent') damaged.push(recordPath(journal, generation));
  }
  if (last !== newest) memories.clear();
  return { of: (file) => memories.get(file) ?? nothing, files: [...memories.keys()], damaged };
};

const generationsIn = (journal: Journal, epochs: readonly number[]): number[] =>
  epochs
    .flatMap((epoch) =>
      namesIn(journal.files, epochFolder(journal, epoch)).flatMap((name) => generationNamed(journal, epoch, name) ?? []),
    )
    .sort((a, b) => a - b);

const remember = (memories: Map<string, FileMemory>, { by, put, append }: CommitRecord): void => {
  for (const step of append) {
    const known = memories.get(step.file) ?? nothing;
    const lines = step.bytes.split('\n').filter((line) => line !== '');
    memories.set(step.file, { ...known, appended: [...known.appended, ...lines] });
  }
  for (const step of put) {
    const known = memories.get(step.file) ?? nothing;
    // What puts the last image back undoes an edit.
    const isEdited =
      known.put !== undefined &&
      known.appended.length === 0 &&
      step.base !== known.put.sha256 &&
      step.sha256 !== known.put.sha256;
    const editedAt = isEdited ? by.at : known.editedAt;
    memories.set(step.file, {
      put: { sha256: step.sha256, at: by.at },
      ...(editedAt === undefined ? {} : { editedAt }),
      appended: [],
    });
  }
};

/** Whether these bytes are what the newest commit made of the file. */
export const isLastImage = (memory: FileMemory, bytes: Buffer): boolean => memory.put?.sha256 === sha256(bytes);
