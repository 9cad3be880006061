import { describe, expect, it } from 'vitest';
import { recordedCommand } from '../../../src/domain/harness/command-text';
import { commitOf } from '../../../src/domain/harness/git-commit';
import { absolutePath, patchPaths } from '../../../src/domain/harness/patch-paths';

const done = { output: '', succeeded: true };
const heredoc = `git commit -m "$(cat <<'EOF'\nAdd a limiter\n\nIt counts "requests".\nEOF\n)"`;

describe('a commit in a shell line', () => {
  it.each([
    ['git commit -m "Add a limiter"', { subject: 'Add a limiter' }],
    ["git commit -am 'Add a limiter'", { subject: 'Add a limiter' }],
    ['git commit -m"Add a limiter"', { subject: 'Add a limiter' }],
    ['git commit --message="Add a limiter" --no-verify', { subject: 'Add a limiter' }],
    ['cd api && git add -A && git -C . -c user.name=x commit -m one -m two', { subject: 'one' }],
    ['GIT_AUTHOR_DATE=now /usr/bin/git commit -m one', { subject: 'one' }],
    [heredoc, { subject: 'Add a limiter' }],
    ['git commit -m "Add $(whoami)"', {}],
    ['git commit -F message.txt', {}],
    ['git commit --amend --no-edit', {}],
    ['git commit -m one; git commit -m two', { subject: 'two' }],
  ])('%s', (command, expected) => {
    expect(commitOf(command, done)).toEqual(expected);
  });

  it.each([
    'git status',
    'echo "git commit -m one"',
    "echo 'x; git commit -m one'",
    'git commit --dry-run',
    'git log --grep commit',
    'git commit-tree abc',
    '# git commit -m one',
    'cat > run.sh <<EOF\ngit commit -m one\nEOF',
    'rg commit src',
    'git -C /x stash push -m commit',
  ])('is not in %s', (command) => {
    expect(commitOf(command, done)).toBeUndefined();
  });

  it('has the sha that git prints', () => {
    const output = '[main (root-commit) 5b1e0c9] one\n 1 file changed\n';
    expect(commitOf('git commit -m one', { output, succeeded: undefined })).toEqual({ sha: '5b1e0c9', subject: 'one' });
    expect(commitOf('git commit -m one && npm test', { output, succeeded: false })).toEqual({ sha: '5b1e0c9', subject: 'one' });
  });

  it('is not claimed where it failed, changed nothing, or nothing tells', () => {
    expect(commitOf('git commit -m one', { output: '', succeeded: false })).toBeUndefined();
    expect(commitOf('git commit -qm one', { output: '', succeeded: undefined })).toBeUndefined();
    expect(
      commitOf('git commit -m one || true', { output: 'nothing to commit, working tree clean', succeeded: true }),
    ).toBeUndefined();
  });

  it('ends on quotes that are never closed', () => {
    expect(commitOf('git commit -m "one', done)).toEqual({ subject: 'one' });
    expect(commitOf(`git commit -m '${'"$('.repeat(20_000)}`, done)).toBeDefined();
  });
});

describe('a command in the record', () => {
  it('leaves out what a here-document holds', () => {
    expect(recordedCommand("cat > a.ts <<'EOF'\nconst a = 1;\nEOF\nnpm test")).toBe("cat > a.ts <<'EOF'\n…\nEOF\nnpm test");
    expect(recordedCommand('cat <<-END\n\tsecret\n\tEND\ndone')).toBe('cat <<-END\n…\n\tEND\ndone');
    expect(recordedCommand('cat <<END\nnever closed')).toBe('cat <<END\n…');
    expect(recordedCommand('grep x <<< "word"')).toBe('grep x <<< "word"');
  });

  it('is masked and cut', () => {
    expect(recordedCommand('curl -H AKIAABCDEFGHIJKLMNOP')).toBe('curl -H [masked aws-access-key]');
    expect(recordedCommand('x'.repeat(3000))).toBe(`${'x'.repeat(1999)}…`);
  });
});

it('finds the files of a patch', () => {
  const patch =
    '*** Begin Patch\n*** Add File: a.ts\n+x\n*** Update File: b c.ts\n*** Move to: d.ts\n*** Delete File: a.ts\n*** End Patch';
  expect(patchPaths(patch)).toEqual(['a.ts', 'b c.ts', 'd.ts']);
});

it.each([
  ['/p', 'a/b.ts', '/p/a/b.ts'],
  ['/p/', './a/../b.ts', '/p/b.ts'],
  ['/p/q', '../../../x', '/x'],
  ['/p', '/abs', '/abs'],
  ['C:\\p', 'a/b', 'C:\\p\\a\\b'],
  [undefined, 'a', 'a'],
])('%s and %s make %s', (cwd, path, expected) => {
  expect(absolutePath(cwd, path)).toBe(expected);
});
