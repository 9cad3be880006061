import { join } from 'node:path';
import { type Finding, finding, repairLine } from '../../../domain/doctor/finding';
import type { FindingCode } from '../../../domain/doctor/finding-table';
import type { State } from '../../../domain/state/state';
import { StoreError } from '../../store-error';
import { findDisplaced, isProjectGone, readCopies } from '../copies/bring-back';
import { sha256 } from '../digest';
import { isGone } from '../disk';
import { parseSessions } from '../image/sessions-image';
import { describeIoFault, isIoFault } from '../io-fault';
import { findNewest, isStillNewest, type Tip } from '../journal/newest';
import { type CommitRecord, decodeRecord, readRecord } from '../journal/record';
import { isReplaced } from '../journal/record-schema';
import { type Journal, recordPath, storeFiles } from '../layout';
import { openBytes } from '../ledger/byte-source';
import { walkBlocks } from '../ledger/walk-blocks';
import { isPlainFile, namesIn, type OwnFolder, readIfThere } from '../own-folder';
import { readSnapshot } from '../snapshot';
import { type FilesView, viewFiles } from '../store-files-view';
import { type FileMemory, type JournalMemory, readJournalMemory } from './journal-memory';
import { plainText } from './json-variants';
import { judgeJson, type LeftCopy } from './judge-json';
import { isLarge, judgeLargeFile } from './judge-large-file';
import { judgeLedger } from './judge-ledger';
import { judgeLines } from './judge-lines';
import type { Judgement } from './judgement';
import { lookAtCopies } from './look-at-copies';
import { lookAtJournal, lookAtPending, putAsideJournal } from './look-at-journal';

/** What the files of a project are, one by one; `mends`: what some of them are to be. */
export type FilesExam = {
  readonly tip: Tip | undefined;
  readonly findings: readonly Finding[];
  readonly mends: readonly FileMend[];
  /** Absent where a file that it needs cannot be read. */
  readonly state?: State;
  readonly lineOf: (file: 'todo.json' | 'sessions.json', id: string) => number | undefined;
  readonly entryIds: () => ReadonlySet<string>;
};

/** `before`: the bytes that were judged; null where there was no file. */
export type FileMend = NonNullable<Judgement['mend']> & { readonly file: string; readonly before: Buffer | null };

const stopsRecords: readonly FindingCode[] = [
  'file-damaged',
  'file-missing',
  'project-gone',
  'replaced-by-git',
  'file-newer',
  'file-unreadable',
  'archive-damaged',
  'commit-damaged',
];

/** As examineFiles, of one generation: looked at anew where somebody has committed meanwhile. */
export const examineStable = async (journal: Journal, waitMs: number): Promise<FilesExam> => {
  const start = process.uptime();
  for (;;) {
    const exam = await examineFiles(journal);
    const isUnusable = exam.findings.some(({ code }) => code === 'journal-unusable');
    if (isUnusable || isStillNewest(journal, exam.tip)) return exam;
    if ((process.uptime() - start) * 1_000 > waitMs)
      throw new StoreError('E_STORE_BUSY', `other processes committed all the time for ${waitMs} ms. Nothing was changed.`);
  }
};

const stopsCommits: readonly FindingCode[] = ['journal-unusable', 'commit-damaged', 'commit-image-damaged'];

/** Looks at every file of the project's folder as it is now, whatever state it is in. Writes nothing. */
export const examineFiles = async (journal: Journal): Promise<FilesExam> => {
  const findings: Finding[] = [...lookAtJournal(journal)];
  const mends: FileMend[] = [];
  const isUsable = !findings.some(({ code }) => code === 'journal-unusable');
  const tip = isUsable ? findNewest(journal) : undefined;
  const pending = tip === undefined || tip.done ? undefined : readPending(journal, tip, findings);
  const files = viewFiles(journal, pending);
  if (pending !== undefined) for (const each of lookAtPending(journal, pending)) findings.push(each);
  const memory = tip === undefined ? noMemory : readJournalMemory(journal, tip.epochs, tip.generation);
  for (const path of memory.damaged)
    if (tip?.done === true || path !== recordPath(journal, tip?.generation ?? 0))
      findings.push(finding('record-damaged', 'the checksum of the record does not match', { file: shown(journal, path) }));
  const isTracked = journal.ledgerBranch() !== undefined;
  const copies = copiesIn(journal);
  const copied = readCopies(journal);
  const displaced = await findDisplaced(journal);
  const isGoneWhole = isProjectGone(displaced);
  for (const each of lookAtCopies(journal, tip, displaced, copied)) findings.push(each);
  const leftOf = (file: string): LeftCopy | undefined => {
    const how = displaced.find((each) => each.file === file)?.how;
    const bytes = how === undefined ? null : copied?.files.bytes(file);
    const at = copied?.record?.by.at;
    return how === undefined || !bytes ? undefined : { how, bytes, ...(at === undefined ? {} : { at }) };
  };
  const judge = async (file: string, work: (bytes: Buffer | null) => Judgement | Promise<Judgement>): Promise<void> => {
    await take(file, async () => {
      const before = files.bytes(file);
      return { ...(await work(before)), before };
    });
  };
  const take = async (file: string, work: () => Promise<Judgement & { readonly before?: Buffer | null }>): Promise<void> => {
    try {
      const { findings: found, mend, before = null } = await work();
      for (const each of found) findings.push(each);
      if (mend !== undefined) mends.push({ ...mend, file, before });
    } catch (error) {
      if (!isIoFault(error)) throw error;
      findings.push(unreadable(file, describeIoFault(error)));
    }
  };
  const isBlank =
    !isGoneWhole &&
    (tip === undefined || !tip.hasRecord) &&
    ![storeFiles.todo, storeFiles.sessions].some((file) => isThere(files, file));
  for (const file of [storeFiles.config, storeFiles.todo, storeFiles.sessions])
    if (!isBlank || file === storeFiles.config)
      await judge(file, (bytes) => judgeJson(file, bytes, memory.of(file), copies, leftOf(file)));
  const recorded = recordedIn(files);
  await take(storeFiles.ledger, async () => judgeLedger(files, recorded, memory.of(storeFiles.ledger), !isTracked));
  for (const file of lineFiles(journal, memory)) {
    const large = lookThrough(files, file, memory.of(file));
    if (large === undefined) await judge(file, (bytes) => judgeLines(file, bytes, memory.of(file), true));
    else for (const each of large) findings.push(each);
  }
  // A commit that is not finished cannot be, where something else than a file is in the way.
  const stuck = findings.find(
    ({ code, fix }) =>
      (stopsCommits.includes(code) || (code === 'file-unreadable' && pending !== undefined)) && fix !== repairLine,
  );
  const stops =
    stuck !== undefined || findings.some(({ code, file }) => stopsRecords.includes(code) && file !== `.stint/${storeFiles.log}`);
  return {
    tip,
    // Nothing can be mended before something can be committed.
    findings:
      stuck === undefined
        ? findings
        : findings.map((each) => (each.fix === repairLine ? { ...each, fix: stuck.fix ?? '' } : each)),
    mends: stuck === undefined ? mends : [],
    ...(stops ? {} : { state: readSnapshot(files, tip?.generation ?? 0, tip === undefined || !tip.hasRecord).state }),
    lineOf: linesById(files),
    entryIds: () => idsIn(files),
  };
};

/** What is wrong with a file of lines that is too large to be taken in whole; undefined for others. */
const lookThrough = (files: FilesView, file: string, memory: FileMemory): readonly Finding[] | undefined => {
  try {
    const source = openBytes(files.place(file), () => files.bytes(file) ?? Buffer.alloc(0));
    try {
      return isLarge(file, source.size) ? judgeLargeFile(file, source, memory).findings : undefined;
    } finally {
      source.close();
    }
  } catch (error) {
    if (!isIoFault(error)) throw error;
    return [unreadable(file, describeIoFault(error))];
  }
};

const noMemory: JournalMemory = { of: () => ({ appended: [] }), files: [], damaged: [] };

const shown = (journal: Journal, path: string): string => `.stint/${path.slice(journal.project.length + 1)}`;

const unreadable = (file: string, why: string): Finding =>
  finding('file-unreadable', why, { file: `.stint/${file}`, fix: `ls -ld .stint/${file}` });

const readPending = (journal: Journal, { generation }: Tip, findings: Finding[]): CommitRecord | undefined => {
  try {
    return readRecord(journal, generation);
  } catch (error) {
    if (error instanceof StoreError) {
      const path = String(error.details.file);
      const file = shown(journal, path);
      const message = 'the record of a commit that is not finished is damaged: its checksum does not match';
      findings.push(
        finding('commit-damaged', message, {
          file,
          fix: isOnlyDressed(journal.files, path, generation) ? repairLine : putAsideJournal,
        }),
      );
      return undefined;
    }
    if (isGone(error)) return undefined;
    throw error;
  }
};

/** Whether only a byte order mark or line ends were added to a record. */
const isOnlyDressed = (files: OwnFolder, path: string, generation: number): boolean =>
  isPlainFile(files, path) && decodeRecord(plainText(readIfThere(files, path)?.toString('utf8') ?? ''), generation) !== undefined;

const isThere = (files: FilesView, file: string): boolean => {
  try {
    return files.bytes(file) !== null;
  } catch {
    // Something is there; what, is told when it is looked at.
    return true;
  }
};

const recordedIn = (files: FilesView) => {
  try {
    const bytes = files.bytes(storeFiles.sessions);
    return bytes === null ? undefined : parseSessions(bytes).head._meta?.ledger;
  } catch {
    // Whatever hinders that is told of the file itself; then nothing is remembered of the ledger.
    return undefined;
  }
};

/** Files of lines other than the ledger: those that are there, and those that the journal knows. */
const lineFiles = (journal: Journal, memory: JournalMemory): string[] => {
  const inFolder = (folder: string): string[] =>
    namesOrNone(journal.files, join(journal.project, folder))
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => `${folder}/${name}`)
      .filter((file) => folder !== 'events' || isReplaced(file));
  const known = memory.files.filter((file) => file.startsWith('events/'));
  const folders = ['events', 'spool'].flatMap(inFolder);
  const always = [storeFiles.log, storeFiles.archivedTasks, storeFiles.archivedSessions];
  return [...new Set([...always, ...folders, ...known])];
};

const namesOrNone = (files: OwnFolder, folder: string): string[] => {
  try {
    return namesIn(files, folder);
  } catch (error) {
    // What cannot be listed holds nothing that could be judged.
    if (isIoFault(error)) return [];
    throw error;
  }
};

/** undefined: it is no file, or nobody lets it be read, and then it is no copy. */
const readCopy = (files: OwnFolder, path: string): Buffer | undefined => {
  try {
    return readIfThere(files, path) ?? undefined;
  } catch (error) {
    if (isIoFault(error)) return undefined;
    throw error;
  }
};

/** Copies of whole files that were put aside, by their hash. */
const copiesIn = (journal: Journal) => {
  let known: Map<string, string> | undefined;
  const find = (): Map<string, string> => {
    const found = new Map<string, string>();
    const add = (folder: string, isCopy: (name: string) => boolean): void => {
      for (const name of namesOrNone(journal.files, folder)) {
        const bytes = isCopy(name) ? readCopy(journal.files, join(folder, name)) : undefined;
        if (bytes !== undefined) found.set(sha256(bytes), join(folder, name));
      }
    };
    add(journal.project, (name) => /\.json\.(?:kept-|new-|orig$|bak$)|\.json~$/.test(name));
    add(join(journal.project, 'backup'), (name) => name.includes('.json.'));
    return found;
  };
  return (sha: string): { bytes: Buffer; path: string } | undefined => {
    known ??= find();
    const path = known.get(sha);
    const bytes = path === undefined ? undefined : readCopy(journal.files, path);
    return path === undefined || bytes === undefined ? undefined : { bytes, path: shown(journal, path) };
  };
};

const linesById = (files: FilesView): FilesExam['lineOf'] => {
  const known = new Map<string, ReadonlyMap<string, number>>();
  return (file, id) => {
    let lines = known.get(file);
    if (lines === undefined) {
      lines = linesOfIds(files.bytes(file)?.toString('utf8') ?? '');
      known.set(file, lines);
    }
    return lines.get(id);
  };
};

const linesOfIds = (text: string): ReadonlyMap<string, number> => {
  const lines = new Map<string, number>();
  let line = 1;
  let counted = 0;
  for (const match of text.matchAll(/"id"\s*:\s*"([^"\\]{1,200})"/g)) {
    for (let at = text.indexOf('\n', counted); at !== -1 && at < match.index; at = text.indexOf('\n', counted)) {
      line++;
      counted = at + 1;
    }
    const [, id = ''] = match;
    if (!lines.has(id)) lines.set(id, line);
  }
  return lines;
};

const idsIn = (files: FilesView): ReadonlySet<string> => {
  const ids = new Set<string>();
  const source = openBytes(files.place(storeFiles.ledger), () => files.bytes(storeFiles.ledger) ?? Buffer.alloc(0));
  try {
    walkBlocks(source, 0, ({ bytes }) => {
      for (const match of bytes.toString('latin1').matchAll(/^\{"v":1,"id":"([^"\\]+)"/gm)) ids.add(match[1] ?? '');
    });
  } finally {
    source.close();
  }
  return ids;
};
