import { describe, expect, it } from 'vitest';
import { commitOf } from '../../../src/harness/tool/git-commit';

const done = { output: '', succeeded: true };
const sha = '5b1e0c9f0d3a4e5c6b7a8f90123456789abcdef0';
const parent = '0c9f0d3a4e5c6b7a8f90123456789abcdef05b1e';
const document = (message: string, word = "'EOF'"): string => `git commit -m "$(cat <<${word}\n${message}\nEOF\n)"`;

describe('a commit in a shell line', () => {
  it.each([
    ['git commit -m "Add a limiter"', { subject: 'Add a limiter' }],
    ["git commit -am 'Add a limiter'", { subject: 'Add a limiter' }],
    ['git commit -qnm one', { subject: 'one' }],
    ['git commit -m"Add a limiter"', { subject: 'Add a limiter' }],
    ['git commit -am"Add a limiter"', { subject: 'Add a limiter' }],
    ['git commit --message="Add a limiter" --no-verify', { subject: 'Add a limiter' }],
    ['git commit --message "Add a limiter" -q', { subject: 'Add a limiter' }],
    ['git commit -m "one\n\ntwo"', { subject: 'one' }],
    ['git commit --message="one\ntwo"', { subject: 'one' }],
    ['git commit -m"one\ntwo"', { subject: 'one' }],
    ['git commit -m "\n  \n  one  \n two"', { subject: 'one' }],
    ['git commit -m "say \\"hi\\" to a\\b"', { subject: 'say "hi" to a\\b' }],
    ['cd api && git add -A && git -C . -c user.name=x commit -m one -m two', { subject: 'one' }],
    ['git --no-pager --git-dir x --work-tree y --namespace z commit -m one', { subject: 'one' }],
    ['git --exec-path e --super-prefix s --config-env a=b commit -m one', { subject: 'one' }],
    ['GIT_AUTHOR_DATE=now /usr/bin/git commit -m one', { subject: 'one' }],
    ['A=1 B_2=2 git commit -m one', { subject: 'one' }],
    ['env A=1 git commit -m one', { subject: 'one' }],
    ['command git commit -m one', { subject: 'one' }],
    ['exec git commit -m one', { subject: 'one' }],
    ['! git commit -m one', { subject: 'one' }],
    ['if git commit -m one; then true; fi', { subject: 'one' }],
    ['if true; then git commit -m one; fi', { subject: 'one' }],
    ['if false; then true; else git commit -m one; fi', { subject: 'one' }],
    ['while true; do git commit -m one; done', { subject: 'one' }],
    ['git.exe commit -m one', { subject: 'one' }],
    ['"C:\\Program Files\\Git\\bin\\git.exe" commit -m one', { subject: 'one' }],
    [document('Add a limiter (T1)\n\nIt counts "requests".'), { subject: 'Add a limiter (T1)' }],
    [document('\n\n  Add a limiter\nmore'), { subject: 'Add a limiter' }],
    [document('Add a limiter', 'EOF'), { subject: 'Add a limiter' }],
    [document('Add a limiter', '"EOF"'), { subject: 'Add a limiter' }],
    [document('Add a limiter', "- 'EOF' "), { subject: 'Add a limiter' }],
    ['git commit -m "see $(cat <<EOF\none\nEOF\n)"', {}],
    ['git commit -m "Add $(whoami)"', {}],
    [`git commit -m "Add \${NAME}"`, {}],
    ['git commit -m "Add $NAME"', {}],
    ['git commit -m "Add `whoami`"', {}],
    ['git commit -m "costs 5 $ or $."', { subject: 'costs 5 $ or $.' }],
    ['git commit -m ""', {}],
    ['git commit -m " \n "', {}],
    ['git commit -m', {}],
    ['git commit', {}],
    ['git commit one-m -qam two', { subject: 'two' }],
    ['git commit x--message=one', {}],
    ['git commit x--message one', {}],
    ['git commit --messages one', {}],
    ['git commit -F message.txt', {}],
    ['git commit -Fmain.txt', {}],
    ['git commit -Cmain', {}],
    ['git commit -M one', {}],
    ['git commit --amend --no-edit', {}],
    ['git commit -m one; git commit -m two', { subject: 'two' }],
    ['git commit -m AKIAABCDEFGHIJKLMNOP', { subject: '[masked aws-access-key]' }],
    [`git commit -m ${'x'.repeat(500)}`, { subject: 'x'.repeat(500) }],
    [`git commit -m ${'x'.repeat(501)}`, { subject: `${'x'.repeat(499)}…` }],
  ])('%s', (command, expected) => {
    expect(commitOf(command, done)).toStrictEqual(expected);
  });

  it.each([
    '',
    'npm test',
    'A=1',
    'git',
    'git status',
    'git -C',
    'git -c commit -m one',
    'git --dry-run',
    'echo "git commit -m one"',
    "echo 'x; git commit -m one'",
    'git commit --dry-run',
    'git commit -m one --dry-run',
    'git commit --help',
    'git commit -h',
    'git commit --short',
    'git commit --porcelain',
    'git log --grep commit',
    'git commit-tree abc',
    'git-commit commit',
    'gitx commit -m one',
    'agit commit -m one',
    '-x=1 git commit -m one',
    '# git commit -m one',
    'cat > run.sh <<EOF\ngit commit -m one\nEOF',
    'rg commit src',
    'git -C /x stash push -m commit',
  ])('is not in %s', (command) => {
    expect(commitOf(command, done)).toBeUndefined();
  });

  it('ends on quotes that are never closed', () => {
    expect(commitOf('git commit -m "one', done)).toStrictEqual({ subject: 'one' });
    expect(commitOf(`git commit -m '${'"$('.repeat(20_000)}`, done)).toBeDefined();
  });
});

describe('what git says about a commit', () => {
  it.each<[command: string, output: string, succeeded: boolean | undefined, expected: object | undefined]>([
    ['git commit -m one', '[main (root-commit) 5b1e0c9] one\n 1 file changed\n', undefined, { sha: '5b1e0c9', subject: 'one' }],
    ['git commit -m one && npm test', '[main 5b1e0c9] one\nFAIL\n', false, { sha: '5b1e0c9', subject: 'one' }],
    ['git commit -m one', 'lint: ok\n[feat/a-b 5b1e0c9] one\r\n', true, { sha: '5b1e0c9', subject: 'one' }],
    ['git commit', '[detached HEAD 5b1e0c9] from an editor', true, { sha: '5b1e0c9', subject: 'from an editor' }],
    ['git commit -m "$A"', '[main 5b1e0c9] costs $5', true, { sha: '5b1e0c9', subject: 'costs $5' }],
    ['git commit -m one', `[main ${sha}] one`, true, { sha, subject: 'one' }],
    ['git commit --allow-empty-message -m ""', '[main 5b1e0c9] ', true, { sha: '5b1e0c9' }],
    ['git commit -F a', '[main 5b1e0c9] AKIAABCDEFGHIJKLMNOP', true, { sha: '5b1e0c9', subject: '[masked aws-access-key]' }],
    // What is said of the last commit that succeeded, whatever was to follow it.
    [
      'git commit -m one; git commit -m two',
      '[main 0c9f0d3] one\n[main 5b1e0c9] two\n',
      true,
      { sha: '5b1e0c9', subject: 'two' },
    ],
    ['git commit -m one && git commit -m two', '[main 0c9f0d3] one\n', false, { sha: '0c9f0d3', subject: 'one' }],
    // No answer of git.
    ['git commit -qm one', 'see [main 5b1e0c9] one', true, { subject: 'one' }],
    ['git commit -qm one', '[main 5b1e0c] one', true, { subject: 'one' }],
    ['git commit -qm one', '[5b1e0c9] one', true, { subject: 'one' }],
    ['git commit -qm one', `[${'b'.repeat(301)} 5b1e0c9] one`, true, { subject: 'one' }],
    ['git commit -qm one', 'a\n[x]\n[main\n5b1e0c9] one', true, { subject: 'one' }],
    ['git commit -m one', '', false, undefined],
    ['git commit -qm one', '', undefined, undefined],
    ['git commit -m one || true', 'On branch main\nnothing to commit, working tree clean', true, undefined],
    ['git commit -m one || true', 'nothing added to commit but untracked files present', true, undefined],
    ['git commit -m one || true', 'no changes added to commit (use "git add")', true, undefined],
    ['git commit -qm one && ./lint', 'lint: nothing to commit here', true, { subject: 'one' }],
  ])('%s: %j', (command, output, succeeded, expected) => {
    expect(commitOf(command, { output, succeeded })).toStrictEqual(expected);
  });
});

describe('the whole name of a commit', () => {
  const long = `${sha}${sha.slice(0, 24)}`;
  it.each<[command: string, output: string, named: string | undefined]>([
    ['git commit -qm one && git rev-parse HEAD', `${sha}\n`, sha],
    ['git commit -qm one && git rev-parse HEAD', ` ${sha} \r\n`, sha],
    ['git commit -qm one && git rev-parse HEAD', `${long}\n`, long],
    ['git commit -qm one; git  rev-parse   --verify  HEAD', `ok\n${sha}\ndone\n`, sha],
    ['git commit -qm one\necho "at $(git rev-parse HEAD)"', sha, sha],
    ['git commit -m one && git rev-parse HEAD', `[main 5b1e0c9] one\n${sha}\n`, sha],
    ['git commit -m one && git rev-parse HEAD', `${parent}\n[main 5b1e0c9] one\n`, '5b1e0c9'],
    ['git rev-parse HEAD; git commit -m one; git rev-parse HEAD main', `${parent}\n[main 5b1e0c9] one\n${sha}\n${parent}\n`, sha],
    ['git commit -qm one && git rev-parse HEAD', `${parent}\n${sha}\n`, sha],
    ['git commit -qm one && git rev-parse HEAD', `${sha}0\nx${sha}\n${sha} x\n${long}0\nx${long}`, undefined],
    ['git commit -qm one && git rev-parse HEAD', 'a\n', undefined],
    // Not asked for that commit.
    ['git commit -qm one', `${sha}\n`, undefined],
    ['git rev-parse HEAD && git commit -qm one', `${parent}\n`, undefined],
    ['git commit -qm one && git rev-parse HEAD~1', `${parent}\n`, undefined],
    ['git commit -qm one && git rev-parse HEAD^', `${parent}\n`, undefined],
    ['git commit -qm one && git rev-parse HEAD:src', `${parent}\n`, undefined],
    ['git commit -qm one && git rev-parse HEADS', `${parent}\n`, undefined],
    ['git commit -qm one && git rev-parse --verify main', `${parent}\n`, undefined],
    ['git commit -qm one && git prev-parse-HEAD', `${parent}\n`, undefined],
  ])('%s: %j', (command, output, named) => {
    expect(commitOf(command, { output, succeeded: true })).toStrictEqual(
      named === undefined ? { subject: 'one' } : { sha: named, subject: 'one' },
    );
  });
});
