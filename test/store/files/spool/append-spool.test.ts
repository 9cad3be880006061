import { spawnSync } from 'node:child_process';
import { constants, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { appendSpool } from '../../../../src/store/files/append-spool';
import { fileError, replaceFileCalls } from '../../../support/file-calls';
import { changingCalls, traceFileCalls } from '../../../support/file-trace';
import { scratchFiles, thrown } from '../scratch-files';

const files = scratchFiles();
const append = (line = 'é\n', name = 'c.jsonl'): void => appendSpool(files.path(), name, line);
const trace = (fault?: (call: string) => Error | undefined) => traceFileCalls(files.path(), changingCalls, append, fault);

describe('a line of a hook', () => {
  test('makes folder and file, for nobody else to read', () => {
    const { calls, held, error } = trace();
    expect([calls, held(), error]).toEqual([
      ['mkdir spool', 'open spool/c.jsonl', 'write spool/c.jsonl', 'close spool/c.jsonl'],
      0,
      undefined,
    ]);
    expect(files.tree()).toEqual({ spool: null, 'spool/c.jsonl': 'é\n' });
    expect([files.mode('spool'), files.mode('spool/c.jsonl')]).toEqual(['700', '600']);
  });

  test('goes to the end of what is there, in one write', () => {
    files.write('spool/c.jsonl', 'torn');
    append('a\n');
    expect(trace().calls).toEqual(['open spool/c.jsonl', 'write spool/c.jsonl', 'close spool/c.jsonl']);
    append('b\n', 'd.jsonl');
    expect(files.tree()).toEqual({ spool: null, 'spool/c.jsonl': 'torna\né\n', 'spool/d.jsonl': 'b\n' });
  });

  test('is not lost where another hook makes the folder first', () => {
    const restore = replaceFileCalls(({ mkdirSync }) => ({
      mkdirSync: ((path: string) => {
        mkdirSync(path);
        return mkdirSync(path);
      }) as typeof mkdirSync,
    }));
    try {
      append();
    } finally {
      restore();
    }
    expect(files.read('spool/c.jsonl')).toBe('é\n');
  });

  test.each([
    ['open spool/c.jsonl', 'EACCES', ['spool']],
    ['open spool/c.jsonl', 'EMFILE', ['spool']],
    ['mkdir spool', 'ENOSPC', []],
    ['mkdir spool', 'EROFS', []],
    ['write spool/c.jsonl', 'ENOSPC', ['spool', 'spool/c.jsonl']],
  ])('%s: the error %s is that of the caller', (failing, code, left) => {
    const fault = fileError(code, 'any');
    const { error, held } = trace((call) => (call === failing ? fault : undefined));
    expect(error).toBe(fault);
    expect([held(), Object.keys(files.tree())]).toEqual([0, left]);
  });

  test('that was not written whole is an error', () => {
    const restore = replaceFileCalls(({ writeSync }) => ({
      writeSync: ((fd: number, bytes: Buffer) => writeSync(fd, bytes, 0, 2)) as typeof writeSync,
    }));
    try {
      expect(thrown(append)).toMatchObject({ message: `no room for a line in ${files.path('spool/c.jsonl')}`, code: 'ENOSPC' });
    } finally {
      restore();
    }
  });
});

describe('what is no plain file', () => {
  test('is not followed where it is a link', () => {
    files.makeFolder('spool');
    writeFileSync(files.path('outside'), 'kept');
    symlinkSync('../outside', files.path('spool/c.jsonl'));
    expect(thrown(append)).toMatchObject({ code: 'ELOOP', path: files.path('spool/c.jsonl') });
    expect(files.read('outside')).toBe('kept');
  });

  test('is not waited for where it is a pipe that nobody reads', () => {
    const flags: unknown[] = [];
    const restore = replaceFileCalls(({ openSync }) => ({
      openSync: (path, flag, mode) => {
        flags.push(flag);
        return openSync(path, Number(flag) | constants.O_NONBLOCK, mode);
      },
    }));
    try {
      files.makeFolder('spool');
      expect(spawnSync('mkfifo', [files.path('spool/c.jsonl')]).status).toBe(0);
      expect(thrown(append)).toMatchObject({ code: 'ENXIO' });
    } finally {
      restore();
    }
    const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_NOCTTY } = constants;
    expect(flags).toEqual([O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY]);
  });
});
