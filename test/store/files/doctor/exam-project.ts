import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { examineFiles } from '../../../../src/store/files/doctor/examine-files';
import { decodeRecord } from '../../../../src/store/files/journal/record';
import { journalOf } from '../../../../src/store/files/layout';
import { plainName } from '../../../support/watched-file-calls';
import { at, scratchProject, session, task } from '../fixtures';
import { sealed } from '../ledger/sample';
import { treeOf } from '../scratch-journal';

type Files = Readonly<Record<string, string>>;

/** Two tasks, an archived one, a session, an entry, two events and a log, as two commits of the store left them. */
const makeBase = async (): Promise<{ readonly files: Files; readonly before: Files }> => {
  const scratch = scratchProject();
  try {
    await scratch.store.commit(() => ({
      change: {
        tasks: { put: [task('T001'), task('T002')] },
        archiveTasks: [{ ...task('T009'), archivedAt: at }],
        ledger: [sealed('one')],
        events: [{ at, type: 'log', synthetic: true }],
        log: [{ at, message: 'first' }],
      },
      result: null,
    }));
    const before = { 'config.json': scratch.text('config.json'), 'sessions.json': scratch.text('sessions.json') };
    await scratch.store.commit(() => ({
      change: {
        sessions: { put: [session('aaaaaa')] },
        config: { 'project.name': 'Exam' },
        events: [{ at, type: 'focus', synthetic: true }],
        log: [{ at, message: 'second' }],
      },
      result: null,
    }));
    const names = (readdirSync(scratch.dir, { recursive: true }) as string[]).filter((name) =>
      statSync(scratch.path(name)).isFile(),
    );
    return { files: Object.fromEntries(names.map((name) => [name, scratch.text(name)])), before };
  } finally {
    scratch.remove();
  }
};

let base: ReturnType<typeof makeBase> | undefined;

/** A project of two commits; four are an epoch. */
export const examProject = async () => {
  base ??= makeBase();
  const { files, before } = await base;
  const dir = mkdtempSync(join(tmpdir(), 'stint-exam-'));
  const path = (name: string): string => join(dir, name);
  const text = (file: string): string => readFileSync(path(file), 'utf8');
  const write = (file: string, content: string): void => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), content);
  };
  for (const [file, content] of Object.entries(files)) write(file, content);
  const journal = journalOf(dir, 4);
  return {
    dir,
    path,
    text,
    write,
    journal,
    edit: (file: string, change: (text: string) => string): void => write(file, change(text(file))),
    delete: (file: string): void => rmSync(path(file), { recursive: true }),
    remove: () => rmSync(dir, { recursive: true }),
    tree: () => treeOf(dir),
    /**
     * The newest commit as if its process had died right after it: its images beside the record, the files as they were.
     * Gives the names of the images.
     */
    interrupt: (): { readonly config: string; readonly sessions: string } => {
      const record = decodeRecord(text('journal/0/2.json'), 2);
      const nameOf = (file: string): string => `journal/0/${record?.put.find((step) => step.file === file)?.staged}`;
      const images = { config: nameOf('config.json'), sessions: nameOf('sessions.json') };
      copyFileSync(path('config.json'), path(images.config));
      copyFileSync(path('sessions.json'), path(images.sessions));
      for (const [file, content] of Object.entries(before)) write(file, content);
      unlinkSync(path('journal/0/2.done'));
      return images;
    },
    /** What is found, what is to be mended and how, and whether the records can be read. */
    exam: async () => {
      const exam = await examineFiles(journal);
      return {
        findings: exam.findings.map(({ code, file, fix }) => [code, file && plainName(file), fix]),
        mends: exam.mends.map((mend) => [
          mend.file,
          mend.code,
          mend.what,
          mend.bytes.toString(),
          mend.before?.toString() ?? null,
        ]),
        canRead: exam.state !== undefined,
      };
    },
  };
};

export type ExamProject = Awaited<ReturnType<typeof examProject>>;

export type ExamRow = readonly [name: string, make: (project: ExamProject) => void, exam: object];

export const nothingFound = { findings: [], mends: [], canRead: true };

/** A finding by code, file below `.stint` and what mends it. */
export const told = (code: string, file: string, fix?: string) => [code, `.stint/${file}`, fix];
