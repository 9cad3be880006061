import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { commitBegan, showCommit } from '../../../../src/store/files/kernel-lock';
import { openFilesStore } from '../../../../src/store/files/open-store';
import type { Store } from '../../../../src/store/store';
import { replaceSpawn, scratchChild } from '../../../support/child-calls';
import { fileError } from '../../../support/file-calls';
import { at, storeError, task } from '../fixtures';
import { recordText } from '../scratch-journal';
import { by, files, openedStores } from './sample';

const { scratch, watched, time, store, overtake } = openedStores();

const change = { log: [{ at, message: 'x' }] };
const line = '[2026-03-04 05:06:07 UTC] x\n';

/** A commit whose first `lost` races are lost. */
const commitAfter = (on: Store, lost: number) => {
  let races = 0;
  return on.commit(({ generation }) => {
    if (++races <= lost) overtake();
    return { change, result: generation };
  });
};
/** How often flock(1) was started, while it ends with these exit codes; `meanwhile` happens while it waits. */
const withFlock = async <T>(
  codes: number[],
  work: () => Promise<T>,
  meanwhile = (): void => {},
): Promise<{ done: T; waits: number }> => {
  let waits = 0;
  const restore = replaceSpawn((() => {
    waits++;
    const child = scratchChild();
    setImmediate(() => {
      meanwhile();
      child.emit('exit', codes.shift() ?? 1);
    });
    return child as unknown as ChildProcess;
  }) as never);
  try {
    return { done: await work(), waits };
  } finally {
    restore();
  }
};

test('what was decided, at the generation that it makes', async () => {
  const committed = await store().commit(({ tasks }) => ({ change, result: tasks.map(({ id }) => id) }));
  expect(committed).toEqual({ result: ['T1'], generation: 2, warnings: [] });
  expect(scratch().text('session.log')).toBe(line);
  expect([time().pauses, watched().log.filter((call) => call.includes('.lock'))]).toEqual([[], []]);
});

test('epochs are of 64 generations where nothing else is said', async () => {
  scratch().make({ 'journal/0/9.json': recordText(9), 'journal/0/9.done': '' });
  const opened = openFilesStore({ dir: scratch().project, clock: () => at, lockTimeoutMs: 100 });
  expect(await opened.commit(() => ({ change, result: 0 }))).toMatchObject({ generation: 10 });
  expect(scratch().has('journal/0/10.json')).toBe(true);
});

test('a commit that is not finished is finished first; its warnings come first', async () => {
  const put = [{ file: 'config.json', staged: '', size: 1, sha256: 'f'.repeat(64), base: null }];
  const append = [{ file: 'session.log', offset: 0, bytes: 'before\n' }];
  scratch().make({ 'journal/0/2.json': recordText(2, { put, append }) });
  watched().before(
    'fsync session.log',
    () => {
      throw fileError('EIO', 'fsync');
    },
    2,
  );
  const { warnings, generation } = await store().commit(() => ({ change, result: 0 }));
  expect([generation, warnings.map(({ code }) => code)]).toEqual([3, ['W_IMAGE_MISSING', 'W_APPLY_PENDING']]);
  expect(scratch().text('session.log')).toBe(`before\n${line}`);
});

describe('races that are lost, without the kernel lock', () => {
  test('are run again after pauses that grow', async () => {
    expect(await commitAfter(store({ lockTimeoutMs: 5_000 }), 11)).toEqual({ result: 12, generation: 13, warnings: [] });
    expect(time().pauses).toEqual([3, 5, 9, 17, 33, 65, 129, 257, 513, 513, 513]);
    expect(scratch().has('.lock')).toBe(false);
  });

  test('until the time is over: nothing is committed, and who commits is said', async () => {
    const error = await storeError(commitAfter(store(), 99));
    expect(error).toMatchObject({
      code: 'E_STORE_BUSY',
      message:
        'could not commit within 100 ms: other processes commit all the time; ' +
        `the last commit was made by process 4711 on elsewhere at ${at}. Nothing was changed.`,
      details: { waitedMs: 100, lastCommit: by },
      fix: [],
    });
    expect(time().pauses).toEqual([3, 5, 9, 17, 33, 65]);
    expect(scratch().has('session.log')).toBe(false);
  });

  test('up to the very end of the time', async () => {
    expect((await storeError(commitAfter(store({ lockTimeoutMs: 8 }), 99))).code).toBe('E_STORE_BUSY');
    expect(time().pauses).toEqual([3, 5, 9]);
  });
});

describe.skipIf(process.platform === 'darwin')('races that are lost, with the kernel lock', () => {
  const withLock = { useLock: true, lockTimeoutMs: 1_000 };
  const locks = (): string[] => watched().log.filter((call) => call.endsWith('.lock'));
  const opened = (): string[] => locks().filter((call) => !call.startsWith('lstat'));

  test('the first try takes none', async () => {
    const { waits } = await withFlock([0], () => commitAfter(store(withLock), 0));
    expect([waits, locks()]).toEqual([0, ['lstat .lock', 'lstat .lock', 'lstat .lock']]);
  });

  test('but where somebody makes a commit, which shows until it is made', async () => {
    scratch().make({ '.lock': '' });
    showCommit(scratch().project, true);
    const { waits } = await withFlock([0], () => commitAfter(store(withLock), 0));
    expect([waits, commitBegan(scratch().project)]).toEqual([1, 0]);
    const shown: boolean[] = [];
    const show = () => ({ change, result: shown.push(commitBegan(scratch().project) > 0) });
    expect((await withFlock([0], () => store(withLock).commit(show))).waits).toBe(0);
    expect([shown, commitBegan(scratch().project)]).toEqual([[true], 0]);
  });

  test('then it stands in line, and in front it does not pause', async () => {
    const { done, waits } = await withFlock([0], () => commitAfter(store(withLock), 3));
    expect(done).toEqual({ result: 4, generation: 5, warnings: [] });
    expect([waits, time().pauses]).toEqual([1, []]);
    expect(opened()).toEqual(['open .lock', 'close .lock']);
  });

  test('no place in line: pauses, and asks for none again', async () => {
    const { waits } = await withFlock([1, 0], () => commitAfter(store(withLock), 6));
    expect([waits, time().pauses]).toEqual([1, [3, 5, 9, 17, 33, 65]]);
    expect(opened()).toEqual(['open .lock', 'close .lock']);
  });

  test('a journal that is made gets its lock', async () => {
    scratch().removeFolder('journal');
    await withFlock([0], () => commitAfter(store(withLock), 0));
    expect(scratch().has('.lock')).toBe(true);
  });

  test('a look that is spoiled four times stands in line too, and shows no commit', async () => {
    scratch().make({ '.lock': '' });
    showCommit(scratch().project, false);
    const pauses: number[] = [];
    const reading = () =>
      store(withLock).read(() => {
        if (pauses.push(time().pauses.length) < 7) overtake();
        return commitBegan(scratch().project);
      });
    const { done, waits } = await withFlock([0], reading);
    expect([done, waits, pauses]).toEqual([0, 1, [0, 1, 2, 3, 3, 3, 3]]);
    expect(opened()).toEqual(['open .lock', 'close .lock']);
  });

  test('a place in line is given up once three times the time is over', async () => {
    const children: ReturnType<typeof scratchChild>[] = [];
    const restore = replaceSpawn((() => {
      children.push(scratchChild());
      time().nowMs += 31;
      return children.at(-1) as unknown as ChildProcess;
    }) as never);
    const { generation } = await commitAfter(store({ useLock: true, lockTimeoutMs: 10 }), 1).finally(restore);
    expect([generation, children.map(({ signals }) => signals), time().pauses]).toEqual([3, [['SIGKILL']], [3]]);
    expect(opened()).toEqual(['open .lock', 'close .lock']);
  });

  test('a look waits no longer in line than was said', async () => {
    const looking = withFlock([0], () =>
      store({ useLock: true, lockTimeoutMs: 100 }).read(() => {
        time().nowMs += 25;
        overtake();
      }),
    );
    expect(await storeError(looking)).toMatchObject({ code: 'E_STORE_BUSY', details: { waitedMs: 100 } });
  });

  test('it is the default', async () => {
    const opened = openFilesStore({ dir: scratch().project, clock: () => at, lockTimeoutMs: 1_000, epochSize: 4 });
    expect((await withFlock([0], () => commitAfter(opened, 1))).waits).toBe(1);
  });

  test('an error lets the lock go', async () => {
    const fault = new TypeError('mine');
    const failingStore = store(withLock);
    let races = 0;
    const failing = withFlock([0], () =>
      failingStore.commit(() => {
        if (++races > 1) throw fault;
        overtake();
        return { change, result: 0 };
      }),
    );
    await expect(failing).rejects.toBe(fault);
    expect(opened()).toEqual(['open .lock', 'close .lock']);
  });

  test.each<[string, number, number, number]>([
    ['who has no place in line waits its time', 1, 4, 100],
    ['who is in front waits three times as long', 0, 13, 300],
  ])('%s', async (_what, code, races, waitedMs) => {
    let tried = 0;
    const patient = store({ useLock: true, lockTimeoutMs: 100 });
    const committing = withFlock([code], () =>
      patient.commit(() => {
        tried++;
        time().nowMs += 25;
        overtake();
        return { change, result: 0 };
      }),
    );
    expect(await storeError(committing)).toMatchObject({ code: 'E_STORE_BUSY', details: { waitedMs } });
    expect(tried).toBe(races);
    expect(opened()).toEqual(['open .lock', 'close .lock']);
  });
});

describe('a journal that is not there', () => {
  test('is made, at an epoch of the time', async () => {
    scratch().removeFolder('journal');
    expect(await store().commit(({ generation }) => ({ change, result: generation }))).toEqual({
      result: (Date.parse(at) + 500) * 4,
      generation: (Date.parse(at) + 500) * 4 + 1,
      warnings: [],
    });
  });

  test('and others have its name: it says what to do', async () => {
    scratch().removeFolder('journal');
    scratch().make({ 'journal/mine.txt': 'mine' });
    const folder = scratch().path('journal');
    expect(await storeError(store().commit(() => ({ change, result: 0 })))).toMatchObject({
      code: 'E_STORE_CORRUPT',
      message: `${folder} holds no journal but other things. Move the folder away: the journal is made anew from the files. Nothing was changed.`,
      details: { file: folder },
      fix: [],
    });
    expect(watched().only('rename')).toHaveLength(20);
    expect(scratch().tree()).toEqual({ ...files, 'journal/mine.txt': 'mine' });
  });

  test('and a file has its name', async () => {
    scratch().removeFolder('journal');
    writeFileSync(scratch().path('journal'), '');
    expect(await storeError(store().commit(() => ({ change, result: 0 })))).toMatchObject({
      code: 'E_STORE_IO',
      details: { errno: 'ENOTDIR' },
    });
    expect(scratch().tree()).toEqual({ ...files, journal: '' });
  });
});

describe('a dry run', () => {
  test('decides, and changes nothing', async () => {
    const before = scratch().tree();
    const committed = await store().commit(({ tasks }) => ({ change, result: tasks.length }), { dryRun: true });
    expect(committed).toEqual({ result: 1, generation: 1, warnings: [] });
    expect(scratch().tree()).toEqual(before);
    expect(watched().only('open', 'write', 'mkdir', 'link', 'rename', 'unlink')).toEqual([]);
  });

  test('decides again where others commit', async () => {
    let decisions = 0;
    const deciding = store().commit(
      ({ generation }) => {
        if (++decisions === 1) overtake();
        return { change, result: generation };
      },
      { dryRun: true },
    );
    expect(await deciding).toEqual({ result: 2, generation: 2, warnings: [] });
  });

  test('does not finish what is not finished, and sees it', async () => {
    scratch().make({
      'journal/0/2.json': recordText(2, {
        append: [{ file: 'archive/tasks.jsonl', offset: 0, bytes: `${JSON.stringify(task('T9'))}\n` }],
      }),
    });
    const committed = await store().commit(({ archive }) => ({ change, result: archive.tasks().length }), { dryRun: true });
    expect(committed).toEqual({ result: 1, generation: 2, warnings: [] });
    expect(scratch().has('journal/0/2.done')).toBe(false);
  });

  test('reads: so its errors say', async () => {
    watched().always('readdir journal', () => {
      throw fileError('EMFILE', 'scandir');
    });
    const words = (doing: string): string =>
      `cannot ${doing} the project: this process has too many files open (EMFILE). Nothing was changed.`;
    const decide = () => ({ change, result: 0 });
    expect((await storeError(store().commit(decide, { dryRun: true }))).message).toBe(words('read'));
    expect((await storeError(store().commit(decide, { dryRun: false }))).message).toBe(words('write'));
    expect((await storeError(store().commit(decide, {}))).message).toBe(words('write'));
    expect((await storeError(store().read(() => 0))).message).toBe(words('read'));
  });
});
