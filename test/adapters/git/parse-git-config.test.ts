import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GitSetting, parseGitConfig } from '../../../src/adapters/git/parse-git-config';
import { scratch, write } from '../scratch';

const nameOf = ({ section, subsection, key }: GitSetting): string =>
  section === '' ? key : subsection === undefined ? `${section}.${key}` : `${section}.${subsection}.${key}`;

/** What git itself reads; undefined where it refuses the file. */
const byGit = (text: string): readonly (readonly [string, string])[] | undefined => {
  const folder = scratch();
  write(folder, 'config', text);
  const { status, stdout } = spawnSync('git', ['config', '--no-includes', '--file', join(folder, 'config'), '--list', '-z'], {
    encoding: 'utf8',
  });
  if (status !== 0) return undefined;
  return stdout
    .split('\0')
    .slice(0, -1)
    .map((each) => {
      const end = each.indexOf('\n');
      return end === -1 ? ([each, 'true'] as const) : ([each.slice(0, end), each.slice(end + 1)] as const);
    });
};
const byUs = (text: string) => parseGitConfig(text)?.map((setting) => [nameOf(setting), setting.value] as const);

const texts = [
  '',
  '[stint]\n\tproject = 0123\n\tdir = ../.stint\n',
  '[STINT]\nProject=x\n',
  '[stint] project = on-one-line\n',
  '[stint]\nproject = "a b" # c\n',
  '[stint]\nproject = a b ; c\n',
  '[stint]\nproject = " x "  \n',
  '[stint]\nproject = a\\\n  b\n',
  '[stint]\nproject = "a\\"b\\\\c\\td\\n"\n',
  '[stint]\nproject\n',
  '[stint]\nproject = \n',
  '[stint]\r\nproject = x\r\n',
  '\ufeff[stint]\nproject = x\n',
  '[stint "0123 \\"q\\" \\\\ X"]\n\tdir = y\n',
  '[stint.Sub]\ndir = y\n',
  '# [stint]\n; project = no\n[core]\nbare = false\n',
  '[core]\nx = a\\\n[stint]\n',
  '[core]\nx = "a # b"\n[stint]\nproject = 1\nproject = 2\n',
  '[stint]\nproject = "open\n',
  '[stint]\nproject = bad\\q\n',
  '[stint\nproject = x\n',
  'project = x\n',
  '[stint]\n= x\n',
  '[stint]\n1x = y\n',
  '[stint "open]\nx = y\n',
];

describe('a git config file is read as git reads it', () => {
  it.each(texts)('%j', (text) => expect(byUs(text)).toEqual(byGit(text)));

  it('also one that git has written, whatever the value', () => {
    const value = fc.string({ unit: fc.constantFrom(...'ab \t"\\;#=[]é\n\b'), maxLength: 12 });
    fc.assert(
      fc.property(value, value, (text, sub) => {
        const file = join(scratch(), 'config');
        const key = sub.includes('\n') ? 'stint.x' : `stint.${sub}.x`;
        execFileSync('git', ['config', '--file', file, key, text]);
        const [setting] = parseGitConfig(execFileSync('cat', [file], { encoding: 'utf8' })) ?? [];
        expect(setting?.value).toBe(text);
      }),
      { numRuns: 40 },
    );
  });
});
