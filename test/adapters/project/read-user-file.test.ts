import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSmall } from '../../../src/adapters/git/find-checkout';
import { readProjectFile, readUserFile } from '../../../src/adapters/project/read-user-file';
import { repository, scratch, write } from '../scratch';

const refusal = (path: string, read = readProjectFile): unknown => {
  try {
    return read(path);
  } catch (error) {
    return error;
  }
};

describe('a file that is no plain one', () => {
  it('is an error, and nobody waits for it', () => {
    const folder = scratch();
    expect(spawnSync('mkfifo', [join(folder, 'pipe')]).status).toBe(0);
    symlinkSync('/dev/zero', join(folder, 'zero'));
    write(folder, 'huge', '');
    truncateSync(join(folder, 'huge'), 2 ** 40);
    for (const name of ['pipe', 'zero', 'huge']) {
      expect(refusal(join(folder, name), readUserFile)).toMatchObject({
        code: 'E_STORE_IO',
        details: { file: join(folder, name) },
      });
      expect(readSmall(join(folder, name))).toBeUndefined();
    }
    expect(refusal(folder, readUserFile)).toMatchObject({ details: { errno: 'EISDIR' } });
  });
});

describe('a link in a repository', () => {
  it.each<[string, (folder: string, outside: string) => void]>([
    ['to a file outside', (folder, outside) => symlinkSync(join(outside, 'secret'), join(folder, 'AGENTS.md'))],
    [
      'to a file outside that is not there yet',
      (folder, outside) => symlinkSync(join(outside, 'new'), join(folder, 'AGENTS.md')),
    ],
    ['to a link outside', (folder, outside) => symlinkSync(join(outside, 'link'), join(folder, 'AGENTS.md'))],
    [
      'over another link',
      (folder, outside) => {
        symlinkSync(join(outside, 'secret'), join(folder, 'second'));
        symlinkSync('second', join(folder, 'AGENTS.md'));
      },
    ],
  ])('%s is refused, with where it leads', (_, link) => {
    const outside = scratch();
    write(outside, 'secret');
    symlinkSync('nowhere', join(outside, 'link'));
    const folder = repository();
    link(folder, outside);
    expect(refusal(join(folder, 'AGENTS.md'))).toMatchObject({
      code: 'E_STORE_IO',
      message: expect.stringContaining(`leads out of the project, to ${outside}/`),
      fix: [`ls -ld ${join(folder, 'AGENTS.md')}`],
    });
  });

  it('of a folder above it is refused as well', () => {
    const outside = scratch();
    write(outside, 'settings.json', '{}');
    const folder = repository();
    symlinkSync(outside, join(folder, '.claude'));
    expect(refusal(join(folder, '.claude/settings.json'))).toMatchObject({ details: { target: join(outside, 'settings.json') } });
  });

  it('to a file of the repository is followed, from a project in a folder of it too', () => {
    const folder = repository();
    write(folder, 'AGENTS.md', 'ours');
    mkdirSync(join(folder, 'app'));
    symlinkSync('../AGENTS.md', join(folder, 'app/CLAUDE.md'));
    symlinkSync('AGENTS.md', join(folder, 'CLAUDE.md'));
    expect([readProjectFile(join(folder, 'app/CLAUDE.md')), readProjectFile(join(folder, 'CLAUDE.md'))]).toEqual([
      'ours',
      'ours',
    ]);
    expect(readProjectFile(join(folder, 'none/of/it'))).toBeUndefined();
  });

  it('is followed within the folder of a project that is in no repository', () => {
    const folder = scratch();
    write(folder, 'shared/settings.json', 'ours');
    mkdirSync(join(folder, '.claude'));
    symlinkSync('../shared/settings.json', join(folder, '.claude/settings.json'));
    expect(readProjectFile(join(folder, '.claude/settings.json'), folder)).toBe('ours');
    expect(refusal(join(folder, '.claude/settings.json'))).toMatchObject({ code: 'E_STORE_IO' });
  });
});
