import { rmSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { State } from '../../../../src/domain/state/state';
import { openFilesStore } from '../../../../src/store/files/open-store';
import { StoreError } from '../../../../src/store/store-error';
import { fileError } from '../../../support/file-calls';
import { at, entry, storeError, task } from '../fixtures';
import { recordText, treeOf } from '../scratch-journal';
import { by, files, openedStores } from './sample';

const { scratch, watched, time, store, overtake } = openedStores();

const idsOf = (state: State): string[] => state.tasks.map(({ id }) => id);
const busy = (who: string) => ({
  code: 'E_STORE_BUSY',
  message: `could not read within 100 ms: other processes commit all the time${who}. Nothing was changed.`,
});
const lastBy = '; the last commit was made by process 4711 on elsewhere at 2026-03-04T05:06:07.000Z';

test('what the newest generation is; nothing is written', async () => {
  const before = scratch().tree();
  expect(await store().read((state) => [state.generation, idsOf(state)])).toEqual([1, ['T1']]);
  expect(scratch().tree()).toEqual(before);
  expect(watched().only('write', 'fsync', 'mkdir', 'link', 'rename')).toEqual([]);
});

test('of a project without a journal it is generation 0', async () => {
  for (const name of ['journal', 'todo.json', 'sessions.json']) scratch().removeFolder(name);
  expect(await store().read((state) => [state.generation, idsOf(state)])).toEqual([0, []]);
  expect(treeOf(scratch().project)).toEqual({ 'config.json': files['config.json'] });
});

test('of a journal without a record, missing files are those of a new project', async () => {
  for (const name of ['journal', 'todo.json', 'sessions.json']) scratch().removeFolder(name);
  scratch().make({ 'journal/2/': '' });
  expect(await store().read((state) => [state.generation, idsOf(state)])).toEqual([8, []]);
});

test('a commit that is not finished is seen as finished', async () => {
  scratch().make({
    'journal/0/2.json': recordText(2, {
      append: [{ file: 'archive/tasks.jsonl', offset: 0, bytes: `${JSON.stringify(task('T9'))}\n` }],
    }),
  });
  expect(await store().read(({ archive, generation }) => [generation, archive.tasks()])).toEqual([2, [task('T9')]]);
  expect(scratch().has('archive')).toBe(false);
});

test('epochs are of 64 generations where nothing else is said', async () => {
  scratch().make({ 'journal/1/64.json': recordText(64) });
  const opened = openFilesStore({ dir: scratch().project, clock: () => at, lockTimeoutMs: 100 });
  expect(await opened.read(({ generation }) => generation)).toBe(64);
  expect(watched().log).toContain('readFile journal/1/64.json');
});

test('large files are announced, and the branch is asked for, as the options say', async () => {
  const parsed: number[] = [];
  const opened = store({ ledgerBranch: () => 'main', beforeParsing: (bytes) => parsed.push(bytes) });
  expect(await opened.read(({ tasks, ledger }) => [tasks.length, ledger.gap?.branch])).toEqual([1, 'main']);
  expect(parsed).toEqual([files['sessions.json'].length, files['todo.json'].length]);
});

test('after a commit, missing files are lost ones', async () => {
  for (const name of ['todo.json', 'sessions.json']) scratch().removeFolder(name);
  expect(await storeError(store().read(() => 0))).toMatchObject({ code: 'E_STORE_CORRUPT', details: { file: 'todo.json' } });
});

describe('others commit while it reads', () => {
  test('it reads again, after a short pause', async () => {
    let looks = 0;
    const seen = await store().read(({ generation }) => {
      if (++looks <= 2) overtake();
      return generation;
    });
    expect([seen, looks, time().pauses]).toEqual([3, 3, [3, 3]]);
  });

  test('what is wrong in a torn snapshot is no answer', async () => {
    let looks = 0;
    const seen = await store().read(({ generation }) => {
      if (++looks > 1) return generation;
      overtake();
      throw new TypeError('torn');
    });
    expect([seen, looks]).toEqual([2, 2]);
  });

  test('a damaged record is none once it was swept', async () => {
    scratch().make({ 'journal/0/2.json': 'damaged' });
    watched().before('readFile journal/0/2.json', () => {
      rmSync(scratch().path('journal/0/2.json'));
    });
    expect(await store().read(({ generation }) => generation)).toBe(1);
  });

  test('all the time: it gives up, and says who', async () => {
    let looks = 0;
    const error = await storeError(
      store().read(() => {
        looks++;
        overtake();
      }),
    );
    expect(error).toBeInstanceOf(StoreError);
    expect(error).toMatchObject({ ...busy(lastBy), details: { waitedMs: 100, lastCommit: by }, fix: [] });
    expect([looks, time().pauses]).toEqual([35, Array(34).fill(3)]);
  });

  test('it tries again to the very end of its time', async () => {
    let looks = 0;
    const reading = store({ lockTimeoutMs: 3 }).read(() => {
      looks++;
      overtake();
    });
    expect((await storeError(reading)).message).toContain('could not read within 3 ms: ');
    expect([looks, time().pauses]).toEqual([3, [3, 3]]);
  });

  test.each<[string, () => void]>([
    ['removed', () => scratch().removeFolder('journal')],
    [
      'without a record',
      () => {
        scratch().removeFolder('journal');
        scratch().make({ 'journal/5/': '' });
      },
    ],
    ['damaged', () => scratch().make({ 'journal/0/2.json': 'damaged' })],
  ])('all the time, and who it was cannot be said: the journal is %s', async (_what, change) => {
    const error = await storeError(
      store({ lockTimeoutMs: 0 }).read(() => {
        overtake();
        time().nowMs++;
        change();
      }),
    );
    expect(error).toMatchObject({ code: 'E_STORE_BUSY', message: busy('').message.replace('100', '0') });
    expect(error.details).toStrictEqual({ waitedMs: 0 });
  });

  test('all the time, and the record is swept before it says who', async () => {
    const reading = store({ lockTimeoutMs: 0 }).read(() => {
      overtake();
      time().nowMs++;
      watched().before('readFile journal/0/2.json', () => rmSync(scratch().path('journal/0/2.json')));
    });
    expect((await storeError(reading)).details).toEqual({ waitedMs: 0 });
  });

  test('all the time, and the journal cannot be read', async () => {
    const reading = store({ lockTimeoutMs: 0 }).read(() => {
      overtake();
      time().nowMs++;
      watched().before('readFile journal/0/2.json', () => {
        throw fileError('EIO', 'read');
      });
    });
    expect(await storeError(reading)).toMatchObject({ code: 'E_STORE_IO', details: { errno: 'EIO' } });
  });
});

describe('errors', () => {
  test('of the look come out as they are', async () => {
    const fault = new TypeError('mine');
    const reading = store().read(() => {
      throw fault;
    });
    await expect(reading).rejects.toBe(fault);
  });

  test('of the disk are worded', async () => {
    watched().before('readFile todo.json', () => {
      throw fileError('EIO', 'read');
    });
    const file = scratch().path('todo.json');
    expect(await storeError(store().read(() => 0))).toMatchObject({
      code: 'E_STORE_IO',
      message: `cannot read ${file}: the disk reports an input/output error (EIO). Nothing was changed.`,
      details: { file, errno: 'EIO' },
    });
  });

  test('of the content name file, line and column', async () => {
    scratch().make({ 'sessions.json': '{"version":1,\n"sessions":[}' });
    const error = await storeError(store().read(() => 0));
    expect(error).toMatchObject({ code: 'E_STORE_CORRUPT', details: { file: 'sessions.json', line: 2, column: 13 } });
  });

  test('of a record that is damaged, while nobody commits', async () => {
    scratch().make({ 'journal/0/2.json': 'damaged' });
    expect(await storeError(store().read(() => 0))).toMatchObject({
      code: 'E_STORE_CORRUPT',
      details: { file: scratch().path('journal/0/2.json') },
    });
  });
});

describe('with the ledger', () => {
  const line = `${JSON.stringify(entry('e1', [], 'a'))}\n`;
  const openings = (): string[] => watched().log.filter((call) => /^(open|close) ledger/.test(call));

  test('of the same generation, to be closed by the caller', async () => {
    scratch().make({ 'ledger.jsonl': line });
    const { result, ledger } = await store().openLedger(({ generation }) => generation);
    const ids: unknown[] = [];
    ledger.scan([{ look: (each) => ids.push(each.entry()?.id) }]);
    expect([result, ledger.sizeBytes, ids, ledger.recorded]).toEqual([1, line.length, ['e1'], undefined]);
    expect(openings()).toEqual(['open ledger.jsonl']);
    ledger.close();
    expect(openings()).toEqual(['open ledger.jsonl', 'close ledger.jsonl']);
  });

  test('that is not there yet', async () => {
    const { ledger } = await store().openLedger(() => 0);
    expect(ledger.sizeBytes).toBe(0);
    ledger.close();
  });

  test('and what is remembered of it, on this branch', async () => {
    const branches = { main: { heads: ['m'], count: 1 }, other: { heads: ['o'], count: 1 } };
    const ledgerMeta = { heads: ['h'], count: 7, size: 9, branch: 'other', branches };
    scratch().make({ 'sessions.json': JSON.stringify({ version: 1, _meta: { ledger: ledgerMeta }, sessions: [] }) });
    const { ledger } = await store({ ledgerBranch: () => 'main' }).openLedger(() => 0);
    expect(ledger.recorded).toMatchObject({ count: 7, size: 9, expected: [], awaited: ['m'] });
    ledger.close();
  });

  test('opened again where others commit, and the first one closed', async () => {
    scratch().make({ 'ledger.jsonl': line });
    let looks = 0;
    const { result, ledger } = await store().openLedger(({ generation }) => {
      if (++looks === 1) overtake();
      return generation;
    });
    expect(result).toBe(2);
    ledger.close();
    expect(openings()).toEqual(Array(2).fill(['open ledger.jsonl', 'close ledger.jsonl']).flat());
  });

  test('closed where the look fails', async () => {
    scratch().make({ 'ledger.jsonl': line });
    const fault = new TypeError('mine');
    const opening = store().openLedger(() => {
      throw fault;
    });
    await expect(opening).rejects.toBe(fault);
    expect(openings()).toEqual(['open ledger.jsonl', 'close ledger.jsonl']);
  });

  test('told how far it has come', async () => {
    const told: unknown[] = [];
    scratch().make({ 'ledger.jsonl': line });
    const { ledger } = await store().openLedger(
      () => 0,
      (...progress) => told.push(progress),
    );
    ledger.scan([{ look: () => {} }]);
    ledger.close();
    expect(told.at(-1)).toEqual([line.length, line.length]);
  });

  test('with lines of a commit that is not finished', async () => {
    scratch().make({ 'journal/0/2.json': recordText(2, { append: [{ file: 'ledger.jsonl', offset: 0, bytes: line }] }) });
    const { ledger } = await store().openLedger(() => 0);
    expect(ledger.sizeBytes).toBe(line.length);
    ledger.close();
  });

  test('with lines of a commit that is not finished, and a hand edit in their place', async () => {
    scratch().make({
      'ledger.jsonl': 'by hand\n',
      'journal/0/2.json': recordText(2, { append: [{ file: 'ledger.jsonl', offset: 0, bytes: line }] }),
    });
    const { ledger } = await store().openLedger(() => 0);
    const ids: unknown[] = [];
    ledger.scan([{ look: (each) => ids.push(each.entry()?.id) }]);
    expect([ledger.sizeBytes, ids]).toEqual(['by hand\n'.length + line.length, [undefined, 'e1']]);
    ledger.close();
  });

  test('errors are worded', async () => {
    watched().before('open ledger.jsonl', () => {
      throw fileError('EACCES', 'open');
    });
    expect(await storeError(store().openLedger(() => 0))).toMatchObject({
      code: 'E_STORE_IO',
      message: 'cannot read the project: permission denied (EACCES). Nothing was changed.',
    });
  });
});
