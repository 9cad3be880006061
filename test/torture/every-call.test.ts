import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Change } from '../../src/domain/state/change';
import { readCopies } from '../../src/store/files/copies/bring-back';
import { refreshCopies } from '../../src/store/files/copies/leave-copies';
import { findNewest } from '../../src/store/files/journal/newest';
import { type Journal, recordPath } from '../../src/store/files/layout';
import { openFilesStore } from '../../src/store/files/open-store';
import { stageFile } from '../../src/store/files/stage-file';
import { beginAgain, finishPending, tryCommit } from '../../src/store/files/transaction';
import { StoreError } from '../../src/store/store-error';
import { at, entry, session, task } from '../store/files/fixtures';
import { recordText, type ScratchJournal, scratchJournal } from '../store/files/scratch-journal';
import { doneRecords, sha256 } from '../store/files/transaction/sample';
import { fileError, replaceFileCalls } from '../support/file-calls';
import { watchFileCalls } from '../support/watched-file-calls';

const files = {
  'config.json': '{"version":1}',
  'todo.json': '{"version":1,"_meta":{"lastTaskNumber":0},"focus":{},"tasks":[]}\n',
  'sessions.json': '{"version":1,"sessions":[]}\n',
};

/** A commit of every kind of file that bears the number `number` in all of them. */
const changeOf = (number: number, heads: readonly string[]): Change => ({
  tasks: { put: [task(`T${number}`)] },
  sessions: { put: [session(number.toString(16).padStart(6, '0'))] },
  ledger: [entry(`e${number}`, [...heads], '0123456789abcdef'[number] ?? '0')],
  events: [{ at, type: 'log', synthetic: true, data: { number } }],
  log: [{ at, message: `line ${number}` }],
});

/** In the folder that is watched, so that the calls on copies are among those that fail. */
const copiesOf = (scratch: ScratchJournal): string => scratch.path('git/stint/copies');

const journalWithCopies = (scratch: ScratchJournal): Journal => ({
  ...scratch.journal,
  reach: { copies: copiesOf(scratch) },
});

/** Copies as the last finished generation has left them. */
const leaveCopies = (scratch: ScratchJournal, newest: number): void => {
  mkdirSync(join(copiesOf(scratch), 'journal', '0'), { recursive: true });
  refreshCopies(journalWithCopies(scratch));
  linkSync(recordPath(scratch.journal, newest), join(copiesOf(scratch), 'journal', '0', `${newest}.json`));
};

/** The numbers that each copied file bears; undefined where the copies say that they are not of one commit. */
const numbersInCopies = (scratch: ScratchJournal): number[][] | undefined => {
  const copied = readCopies(journalWithCopies(scratch));
  if (copied?.record === undefined) return undefined;
  const { files: view } = copied;
  const inText = (name: string, pattern: RegExp, base = 10): number[] =>
    [...(view.bytes(name) ?? Buffer.alloc(0)).toString('utf8').matchAll(pattern)].map(([, number]) =>
      Number.parseInt(number ?? '', base),
    );
  return [
    inText('todo.json', /"id":"T(\d+)"/g),
    inText('sessions.json', /"id":"session_\d+_\d+_([0-9a-f]+)"/g, 16),
    inText('ledger.jsonl', /"id":"e(\d+)"/g),
    inText('events/unbound.jsonl', /"number":(\d+)/g),
    inText('session.log', /line (\d+)$/gm),
  ];
};

/** What is wrong with the copies: they are those of one commit, and of the last one that is finished. */
const faultOfCopies = (scratch: ScratchJournal): unknown => {
  const copied = numbersInCopies(scratch);
  if (copied === undefined) return 'the copies are not of one commit';
  if (copied.some((numbers) => !same([...numbers].sort(), [...(copied[0] ?? [])].sort()))) return { torn: copied };
  const tip = findNewest(scratch.journal);
  const isBehind = tip?.done === true && !same(copied[4], inLog(scratch));
  return isBehind ? { copied, log: inLog(scratch) } : undefined;
};

const inLog = (scratch: ScratchJournal): number[] =>
  scratch.has('session.log')
    ? [...scratch.text('session.log').matchAll(/line (\d+)$/gm)].map(([, number]) => Number(number))
    : [];

const storeOf = (scratch: ScratchJournal) =>
  openFilesStore({
    dir: scratch.project,
    clock: () => at,
    lockTimeoutMs: 5_000,
    epochSize: 4,
    useLock: false,
    reach: { copies: copiesOf(scratch) },
  });
const commit = (scratch: ScratchJournal, number: number) =>
  storeOf(scratch).commit(({ ledger }) => ({ change: changeOf(number, ledger.heads), result: number }));

/** A whole commit by another process, at once. */
const commitAtOnce = (scratch: ScratchJournal, number: number): void => {
  for (;;) {
    const journal = journalWithCopies(scratch);
    const tip = findNewest(journal);
    if (tip === undefined) throw new Error('no journal');
    if (!tip.done) finishPending(journal, tip);
    const tools = { journal, clock: () => at, stageFile };
    const done = tryCommit(tools, tip, ({ ledger }) => ({ change: changeOf(number, ledger.heads), result: 0 }));
    if (done !== beginAgain) return;
  }
};

/** The numbers that each file bears. They must be the same in all; the ledger's heads must lead to all entries. */
const numbersIn = async (scratch: ScratchJournal): Promise<number[][]> => {
  const inText = (name: string, pattern: RegExp): number[] =>
    scratch.has(name) ? [...scratch.text(name).matchAll(pattern)].map(([, number]) => Number(number)) : [];
  if (scratch.has('journal/1/7.abcdefghijkl.config.json')) throw new Error('the unfinished one is not finished');
  const state = await storeOf(scratch).read(({ tasks, sessions, ledger }) => [
    tasks.map(({ id }) => Number(id.slice(1))),
    sessions.map(({ id }) => Number.parseInt(id.slice(-6), 16)),
    [ledger.heads.length, ledger.count],
  ]);
  return [
    ...state,
    inText('ledger.jsonl', /"id":"e(\d+)"/g),
    inText('events/unbound.jsonl', /"number":(\d+)/g),
    inText('session.log', /line (\d+)$/gm),
  ];
};
const all = (...numbers: number[]): number[][] => [numbers, numbers, [1, numbers.length], numbers, numbers, numbers];

type Outcome = 'committed' | 'refused';
type Disturb = (call: number, watched: ReturnType<typeof watchFileCalls>, scratch: ScratchJournal) => void;

/**
 * Commits number 1 to a project whose journal is `before`, while `disturb` puts something before one of its calls: one run
 * for each of them. Gives what `judge` finds wrong, with the call.
 */
const atEveryCall = async (
  before: Readonly<Record<string, string>>,
  disturb: Disturb,
  judge: (scratch: ScratchJournal, outcome: Outcome) => Promise<unknown>,
  /** What is wrong before anybody else commits. */
  atOnce: (scratch: ScratchJournal) => unknown = faultOfCopies,
) => {
  const wrong: unknown[] = [];
  for (let call = 1, isLast = false; !isLast; call++) {
    const scratch = scratchJournal();
    scratch.make({ ...files, ...before });
    leaveCopies(scratch, newestDone(before));
    // Whether calls come in the right order is tested elsewhere; here they only have to be there.
    const undo = replaceFileCalls(() => ({ fsyncSync: () => {} }));
    const watched = watchFileCalls(scratch.project, { everyCall: true });
    disturb(call, watched, scratch);
    let outcome: Outcome = 'committed';
    try {
      await commit(scratch, 1);
    } catch (error) {
      outcome = 'refused';
      if (!(error instanceof StoreError) && !(error instanceof Killed)) wrong.push([call, error]);
    }
    watched.restore();
    isLast = watched.log.length < call;
    try {
      const found = atOnce(scratch) ?? (await judge(scratch, outcome)) ?? faultOfCopies(scratch);
      if (found !== undefined) wrong.push([watched.log[call - 1], outcome, found]);
    } catch (error) {
      wrong.push([watched.log[call - 1], outcome, error]);
    }
    undo();
    scratch.remove();
  }
  return wrong;
};

const newestDone = (before: Readonly<Record<string, string>>): number =>
  Math.max(...Object.keys(before).map((name) => Number(/(\d+)\.done$/.exec(name)?.[1] ?? 0)));

class Killed extends Error {}

/** Of the commit that was refused: the image of the unfinished one is none of it. */
const staged = (scratch: ScratchJournal): string[] =>
  Object.keys(scratch.tree()).filter((name) => name.includes('.*.') && !name.includes('7.*.config.json'));
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Generation 7, which nobody has finished: it sets a setting and writes a line of its own. */
const unfinished = (): Record<string, string> => {
  const config = '{"version":1,"worktrees":"own"}';
  const { 'journal/1/7.done': _, ...before } = doneRecords(7);
  const step = { file: 'config.json', staged: '', size: config.length, sha256: sha256(config) };
  const record = {
    put: [{ ...step, base: sha256(files['config.json']) }],
    append: [{ file: 'events/session_20260304_050607_0000ff.jsonl', offset: 0, bytes: '{}\n' }],
  };
  return { ...before, 'journal/1/7.abcdefghijkl.config.json': config, 'journal/1/7.json': recordText(7, record) };
};

describe.each<[string, Record<string, string>]>([
  ['the last of an epoch', doneRecords(2)],
  ['the first of an epoch that is not made yet', doneRecords(3)],
  ['the first of the third epoch', doneRecords(7)],
  ['after one that is not finished', unfinished()],
])('a commit, %s, is whole or not there, and the next one works', (_which, before) => {
  test('when any one of its calls fails', async () => {
    const codes = ['EIO', 'ENOSPC', 'EMFILE', 'EROFS'];
    const wrong = await atEveryCall(
      before,
      (call, watched) =>
        watched.before(
          /./,
          () => {
            throw fileError(codes[call % codes.length] ?? '', 'call');
          },
          call,
        ),
      async (scratch, outcome) => {
        const seen = await storeOf(scratch).read(({ tasks }) => tasks.length);
        if (seen !== (outcome === 'committed' ? 1 : 0)) return ['seen', seen];
        if (outcome === 'refused' && (staged(scratch).length > 0 || scratch.has('session.log'))) return scratch.tree();
        await commit(scratch, 2);
        const numbers = await numbersIn(scratch);
        return same(numbers, outcome === 'committed' ? all(1, 2) : all(2)) ? undefined : numbers;
      },
      // Copies that could not be left are made anew by the next commit.
      () => undefined,
    );
    expect(wrong).toEqual([]);
  });

  test('when it is killed at any of its calls', async () => {
    const outcomes = new Set<string>();
    const wrong = await atEveryCall(
      before,
      (call, watched) =>
        watched.always(
          /^(?!close )/,
          () => {
            throw new Killed();
          },
          call,
        ),
      async (scratch) => {
        const seen = await storeOf(scratch).read(({ tasks }) => tasks.length);
        outcomes.add(String(seen));
        await commit(scratch, 2);
        const numbers = await numbersIn(scratch);
        return same(numbers, seen === 1 ? all(1, 2) : all(2)) ? undefined : numbers;
      },
    );
    expect(wrong).toEqual([]);
    expect([...outcomes].sort()).toEqual(['0', '1']);
  });

  test.each([1, 9])('when it sleeps at any of its calls, and others commit %i times', async (times) => {
    const orders = new Set<string>();
    const others = Array.from({ length: times }, (_, index) => index + 2);
    const wrong = await atEveryCall(
      before,
      (call, watched, scratch) =>
        watched.before(
          /./,
          () => {
            for (const number of others) commitAtOnce(scratch, number);
          },
          call,
        ),
      async (scratch, outcome) => {
        if (outcome === 'refused') return 'refused';
        const numbers = await numbersIn(scratch);
        const order = scratch.text('session.log').match(/\d+$/gm)?.map(Number) ?? [];
        orders.add(order.indexOf(1) === 0 ? 'first' : 'last');
        const expected = order.length === 1 ? all(1) : order[0] === 1 ? all(1, ...others) : all(...others, 1);
        return same(numbers, expected) ? undefined : numbers;
      },
    );
    expect(wrong).toEqual([]);
    expect([...orders].sort()).toEqual(['first', 'last']);
  });
});
