import { describe, expect, it } from 'vitest';
import { commandOf, runFrom, toolFacts, writesOf } from '../../../src/harness/tool/tool-facts';
import { wrote } from '../expected-hooks';

const succeeded = { output: '', succeeded: true };
const patch = '*** Begin Patch\n*** Add File: a.ts\n*** Delete File: /q/b.ts\n*** End Patch';

describe('the command of a tool', () => {
  it.each(['Bash', 'bash', 'Shell', 'powershell', 'run_shell_command', 'exec_command', 'local_shell', 'unified_exec'])(
    '%s',
    (tool) => {
      expect(commandOf(tool, { command: 'ls', cmd: 'cat' })).toBe('ls');
      expect(commandOf(tool, { command: '', cmd: 'cat' })).toBe('cat');
      expect(commandOf(tool, { command: ['bash', '-lc', 'ls'] })).toBeUndefined();
      expect(commandOf(tool, {})).toBeUndefined();
      expect(commandOf(tool, undefined)).toBeUndefined();
      expect(writesOf(tool, { command: 'ls', path: 'a' }, '/p')).toStrictEqual([]);
    },
  );

  it.each(['Read', 'BashOutput', 'apply_patch', 'str_replace_editor', '', 'mcp__x__bash'])('%s has none', (tool) => {
    expect(commandOf(tool, { command: 'ls' })).toBeUndefined();
  });
});

describe('the files that a tool writes', () => {
  it.each([
    'Write',
    'Edit',
    'MultiEdit',
    'NotebookEdit',
    'write_file',
    'replace',
    'create',
    'str_replace',
    'str_replace_editor',
    'insert',
    'patch',
    'apply_patch',
  ])('%s', (tool) => {
    expect(writesOf(tool, { file_path: 'a.ts' }, '/p')).toStrictEqual(['/p/a.ts']);
    expect(writesOf(tool, { patch }, '/p')).toStrictEqual(['/p/a.ts', '/q/b.ts']);
  });

  it.each<[tool: string, input: Record<string, unknown> | undefined, writes: readonly string[]]>([
    ['edit', { filePath: 'a.ts' }, ['/p/a.ts']],
    ['NotebookEdit', { notebook_path: 'a.ipynb' }, ['/p/a.ipynb']],
    ['create', { path: 'a.ts' }, ['/p/a.ts']],
    ['edit', { file_path: '', filePath: 'b', notebook_path: 'c', path: 'd' }, ['/p/b']],
    ['edit', { notebook_path: 'c', path: 'd' }, ['/p/c']],
    ['apply_patch', { patchText: patch }, ['/p/a.ts', '/q/b.ts']],
    ['apply_patch', { patchText: '', patch: '', input: patch }, ['/p/a.ts', '/q/b.ts']],
    ['apply_patch', { command: patch }, ['/p/a.ts', '/q/b.ts']],
    ['apply_patch', { patchText: '*** Add File: c', command: patch }, ['/p/c']],
    ['patch', { command: patch }, []],
    ['patch', { path: 'x', patchText: patch }, ['/p/x']],
    ['str_replace_editor', { command: 'view', path: 'a.ts' }, []],
    ['str_replace_editor', { command: 'create', path: 'a.ts' }, ['/p/a.ts']],
    ['Edit', { command: 'view', path: 'a.ts' }, ['/p/a.ts']],
    ['Read', { file_path: 'a.ts' }, []],
    ['mcp__x__write', { file_path: 'a.ts' }, []],
    ['Write', { file_path: 7 }, []],
    ['Write', {}, []],
    ['Write', undefined, []],
  ])('%s of %j', (tool, input, writes) => {
    expect(writesOf(tool, input, '/p')).toStrictEqual(writes);
  });

  it('stay as they are told where no folder is', () => {
    expect(writesOf('apply_patch', { input: patch }, undefined)).toStrictEqual(['a.ts', '/q/b.ts']);
  });
});

describe('what a tool leaves for the record', () => {
  const commit = { command: 'git commit -m one' };
  it.each<[tool: string, input: Record<string, unknown>, run: Parameters<typeof toolFacts>[3], facts: readonly object[]]>([
    ['Write', { file_path: 'a.ts' }, succeeded, [wrote('/p/a.ts')]],
    ['Write', { file_path: 'a.ts' }, { output: '', succeeded: undefined }, [wrote('/p/a.ts')]],
    ['Write', { file_path: 'a.ts' }, { output: '', succeeded: false }, []],
    ['apply_patch', { command: patch }, succeeded, [wrote('/p/a.ts'), wrote('/q/b.ts')]],
    ['Read', { file_path: 'a.ts' }, succeeded, []],
    ['Bash', {}, succeeded, []],
    ['Bash', { command: 'ls' }, { output: 'x', succeeded: undefined }, [{ type: 'command', command: 'ls' }]],
    ['Bash', { command: 'ls' }, succeeded, [{ type: 'command', command: 'ls', failed: false }]],
    [
      'Bash',
      { command: 'ls', file_path: 'a.ts' },
      { output: '', succeeded: false, exitCode: 2 },
      [{ type: 'command', command: 'ls', exitCode: 2, failed: true }],
    ],
    [
      'Bash',
      { command: 'cat <<EOF\nsecret\nEOF\nAKIAABCDEFGHIJKLMNOP' },
      { output: '', succeeded: true, exitCode: 0 },
      [{ type: 'command', command: 'cat <<EOF\n…\nEOF\n[masked aws-access-key]', exitCode: 0, failed: false }],
    ],
    [
      'Bash',
      commit,
      { output: '[main 5b1e0c9] one', succeeded: undefined },
      [
        { type: 'command', command: commit.command },
        { type: 'git_commit', sha: '5b1e0c9', subject: 'one' },
      ],
    ],
    ['Bash', commit, { output: '', succeeded: false }, [{ type: 'command', command: commit.command, failed: true }]],
  ])('%s of %j', (tool, input, run, facts) => {
    expect(toolFacts(tool, input, '/p', run)).toStrictEqual(facts);
  });
});

it.each<[output: string, otherwise: boolean | undefined, run: object]>([
  ['', true, { output: '', succeeded: true }],
  ['code x', false, { output: 'code x', succeeded: false }],
  ['', undefined, { output: '', succeeded: undefined }],
  ['code 0', false, { output: 'code 0', exitCode: 0, succeeded: true }],
  ['code 12', true, { output: 'code 12', exitCode: 12, succeeded: false }],
  ['code 1 code 0', undefined, { output: 'code 1 code 0', exitCode: 0, succeeded: true }],
  ['code 0 code 1', undefined, { output: 'code 0 code 1', exitCode: 1, succeeded: false }],
])('the last exit code in %j', (output, otherwise, run) => {
  expect(runFrom(output, /code (\d+)/g, otherwise)).toStrictEqual(run);
});
