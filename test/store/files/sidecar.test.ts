import { rmSync, symlinkSync, utimesSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openSidecar } from '../../../src/store/files/sidecar';
import { fileError } from '../../support/file-calls';
import { changingCalls, traceFileCalls } from '../../support/file-trace';
import { at, session } from './fixtures';
import { scratchFiles } from './scratch-files';

const files = scratchFiles();
const { id } = session('aaaaaa');
const sign = `alive/${id}`;
const open = () => openSidecar(files.path());
const idOf = (number: number): string => session(number.toString(16).padStart(6, '0')).id;
const set = (name: string, instant: string): void => {
  files.write(name, '');
  utimesSync(files.path(name), Date.parse(instant) / 1000, Date.parse(instant) / 1000);
};

const changing = [...changingCalls, 'lutimesSync'] as const;

describe('a life sign', () => {
  test.each([
    ['none', undefined, at],
    ['2026-03-04T05:05:07.500Z', 60_000, '2026-03-04T05:05:07.500Z'],
    ['2026-03-04T05:05:07.000Z', 60_000, at],
    ['2026-03-04T05:06:07.000Z', 60_000, at],
    ['2026-03-04T05:06:06.000Z', undefined, at],
    ['2026-03-04T05:06:07.500Z', 60_000, at],
    ['2026-03-04T05:06:08.000Z', undefined, at],
  ])('of %s, touched at most every %s ms, is one of %s then', (before, atMostEveryMs, expected) => {
    if (before !== 'none') set(sign, before);
    const sidecar = open();
    sidecar.touch(id, at, atMostEveryMs);
    expect(sidecar.aliveAt(id)).toBe(expected);
  });

  test('of one that is recent writes nothing', () => {
    set(sign, at);
    expect(traceFileCalls(files.path(), changing, () => open().touch(id, at, 1)).calls).toEqual([]);
  });

  test('is an empty file, which nobody else can read, in such a folder', () => {
    const first = traceFileCalls(files.path(), changing, () => open().touch(id, at));
    expect([first.calls, first.held()]).toEqual([['mkdir alive', `open ${sign}`, `close ${sign}`, `lutimes ${sign}`], 0]);
    expect([files.tree(), files.mode('alive'), files.mode(sign)]).toEqual([{ alive: null, [sign]: '' }, '700', '600']);
    expect(traceFileCalls(files.path(), changing, () => open().touch(id, at)).calls).toEqual([`lutimes ${sign}`]);
  });

  test('keeps what another process has put there', () => {
    files.write('alive/other', 'kept');
    open().touch(id, at);
    expect(files.read('alive/other')).toBe('kept');
  });

  test.each([
    ['lutimes', 'EACCES', 4],
    ['lutimes', 'EROFS', 4],
    ['mkdir', 'ENOSPC', 1],
    ['open', 'EMFILE', 2],
    ['close', 'EIO', 3],
  ])('that cannot be made (%s: %s) stops nothing', (name, code, calls) => {
    const fault = (call: string) => (call.startsWith(`${name} `) ? fileError(code, name) : undefined);
    const traced = traceFileCalls(files.path(), changing, () => open().touch(id, at), fault);
    expect([traced.error, traced.calls.length]).toEqual([undefined, calls]);
  });

  test('that cannot be read is none, and is set anew', () => {
    set(sign, at);
    const fault = () => fileError('EACCES', 'stat');
    expect(traceFileCalls(files.path(), ['lstatSync'], () => open().aliveAt(id), fault)).toMatchObject({
      result: undefined,
      error: undefined,
    });
    let looks = 0;
    const onSign = (call: string) => (call === `lstat ${sign}` && looks++ === 0 ? fault() : undefined);
    traceFileCalls(files.path(), ['lstatSync'], () => open().touch(id, '2026-03-04T05:06:07.500Z', 60_000), onSign);
    expect(open().aliveAt(id)).toBe('2026-03-04T05:06:07.500Z');
    rmSync(files.path('alive'), { recursive: true });
    files.write('alive', 'a file where the folder should be');
    expect(open().aliveAt(id)).toBeUndefined();
  });

  test.each(['../../x', 'x', '', `${id}/..`, '__proto__'])(
    'of %j, which is no session, is neither looked for nor made',
    (name) => {
      const { calls, result } = traceFileCalls(files.path(), [...changing, 'lstatSync', 'readdirSync'], () => {
        const sidecar = open();
        sidecar.touch(name, at, 1);
        return sidecar.aliveAt(name);
      });
      expect([calls, result, files.tree()]).toEqual([[], undefined, {}]);
    },
  );
});

describe('many signs', () => {
  const ids = Array.from({ length: 10 }, (_, number) => idOf(number));
  const traced = (work: () => unknown, fault?: (call: string) => Error | undefined) => {
    const { calls, result } = traceFileCalls(files.path(), ['lstatSync', 'readdirSync'], work, fault);
    // The look at the folder on the way in is no look for a sign.
    return { calls: calls.filter((call) => call !== 'lstat alive'), result };
  };

  test('are asked for one by one at first, then listed once', () => {
    for (const each of [2, 9]) set(`alive/${idOf(each)}`, at);
    const { calls, result } = traced(() => {
      const sidecar = open();
      return ids.map((each) => sidecar.aliveAt(each));
    });
    expect(result).toEqual(ids.map((_, number) => (number === 2 || number === 9 ? at : undefined)));
    expect(calls).toEqual([...ids.slice(0, 8).map((each) => `lstat alive/${each}`), 'readdir alive', `lstat alive/${idOf(9)}`]);
  });

  test.each(['ENOENT', 'ENOTDIR'])('are none where the folder is not there (%s)', (code) => {
    files.makeFolder('alive');
    const { calls, result } = traced(
      () => {
        const sidecar = open();
        return ids.map((each) => sidecar.aliveAt(each));
      },
      (call) => (call === 'readdir alive' ? fileError(code, 'scandir') : undefined),
    );
    expect(result).toEqual(ids.map(() => undefined));
    expect(calls.slice(8)).toEqual(['readdir alive']);
  });

  test('are asked for one by one where the folder may not be listed', () => {
    set(`alive/${idOf(9)}`, at);
    const { result } = traced(
      () => {
        const sidecar = open();
        return ids.map((each) => sidecar.aliveAt(each));
      },
      (call) => (call === 'readdir alive' ? fileError('EACCES', 'scandir') : undefined),
    );
    expect(result).toEqual(ids.map((_, number) => (number === 9 ? at : undefined)));
  });

  test('are listed anew, again after eight, once one was touched', () => {
    files.makeFolder('alive');
    const { calls } = traced(() => {
      const sidecar = open();
      for (const each of ids) sidecar.aliveAt(each);
      sidecar.touch(id, at);
      for (const each of ids) sidecar.aliveAt(each);
      return sidecar.aliveAt(id);
    });
    const asked = ids.slice(0, 8).map((each) => `lstat alive/${each}`);
    expect(calls).toEqual([
      ...asked,
      'readdir alive',
      `lstat ${sign}`,
      `lstat ${sign}`,
      ...asked,
      'readdir alive',
      `lstat ${sign}`,
    ]);
  });
});

describe('when a hook last reported', () => {
  test('is the time of the file of its conversation', () => {
    set('spool/c.jsonl', at);
    // SHA-256 of `a/b`, the first 32 digits.
    set('spool/x-c14cddc033f64b9dea80ea675cf280a0.jsonl', '2026-03-04T05:06:08.000Z');
    const sidecar = open();
    expect(['c', 'a/b', 'd'].map((each) => sidecar.heardAt(each))).toEqual([at, '2026-03-04T05:06:08.000Z', undefined]);
  });

  test('is looked up in a listing of its own', () => {
    set('spool/c9.jsonl', at);
    set(`alive/${idOf(0)}`, at);
    const { calls, result } = traceFileCalls(files.path(), ['lstatSync', 'readdirSync'], () => {
      const sidecar = open();
      const heard = Array.from({ length: 10 }, (_, number) => sidecar.heardAt(`c${number}`));
      return [heard.filter((each) => each !== undefined), sidecar.aliveAt(idOf(0))];
    });
    expect(result).toEqual([[at], at]);
    expect(calls.filter((call) => call.includes('/') || call.startsWith('readdir')).slice(8)).toEqual([
      'readdir spool',
      'lstat spool/c9.jsonl',
      `lstat alive/${idOf(0)}`,
    ]);
  });

  test('is not known of a link that leads nowhere', () => {
    files.makeFolder('spool');
    symlinkSync('nowhere', files.path('spool/c.jsonl'));
    expect(open().heardAt('c')).toBeUndefined();
  });
});

test('the spool is swept as it is told', () => {
  files.write('spool/c.jsonl', 'four');
  open().sweepSpool(['c.jsonl'], { 'c.jsonl': { bytes: 4, head: '' } });
  expect(files.tree()).toEqual({ spool: null, 'spool/c.jsonl.4.*.swept': 'four' });
});
