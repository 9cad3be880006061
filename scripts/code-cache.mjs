// Compiled code for the bundles, made with the Node that runs the build: compiling 250 KB of source is a third of what a
// short command costs. Another version of Node or another processor finds no file of its name and compiles as usual.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeFixtureProject } from '../bench/fixture-project.mjs';

const toolEvent = JSON.stringify({
  session_id: 'warm',
  transcript_path: '/h/.claude/projects/p/warm.jsonl',
  hook_event_name: 'PostToolUse',
  tool_name: 'Bash',
  tool_use_id: 'warm',
  tool_input: { command: "git\tcommit\t-m\t'a\\'" },
  tool_response: { stdout: '', stderr: '' },
});
const start = 'session start --scope epic:T011 --auto-focus -q';

/**
 * The bundles of what is typed and polled all day: their commands, and what is run of them, so that the functions behind it
 * are compiled. Other bundles are compiled as they are used: compiled code weighs more in the package than what it saves.
 */
export const everyday = {
  'everyday-work': {
    commands: ['session/log', 'session/status', 'focus/show', 'session/start', 'session/wip', 'session/done'],
    lines: [start, 'log warm', 'session status', 'focus show', 'wip T012', 'done T012 --reason warm'],
  },
  'everyday-changes': {
    commands: [
      ...['session/end', 'session/suspend', 'session/resume', 'focus/set', 'focus/note', 'focus/next-action'],
      ...['task/add', 'task/update', 'task/complete'],
    ],
    lines: [
      ...[start, 'focus set T012', 'focus note warm', 'focus next-action warm', 'task add warm'],
      ...['task update T013 --priority high', 'task complete T012'],
      ...['session suspend', 'session resume --last', 'session end --note warm'],
    ],
  },
  'everyday-lists': {
    commands: ['session/list', 'task/list', 'task/next', 'task/show'],
    lines: [
      'session list',
      'session list --json',
      'task list',
      'task list --json',
      'task next',
      'task next --json',
      'task show T012',
    ],
  },
};

/** By bundle, what is run before its compiled code is kept. */
export const typicalLines = {
  hook: ['hook claude', `hook claude ${toolEvent.replace('Bash', 'Write').replace('command', 'file_path')}`],
  ...Object.fromEntries(Object.entries(everyday).map(([name, { lines }]) => [name, lines])),
};

export const cacheName = (family) => `${family}-${process.version}-${process.arch}`;

export const writeCodeCaches = (dist) => {
  mkdirSync(join(dist, 'cache'), { recursive: true });
  for (const [family, lines] of Object.entries(typicalLines)) {
    const bundle = join(dist, `${family}.cjs`);
    if (readFileSync(bundle).some((byte) => byte > 127)) throw new Error(`${bundle} is not plain ASCII`);
    const scratch = mkdtempSync(join(tmpdir(), 'stint-warm-'));
    try {
      writeFixtureProject(scratch, { tasks: 40, sessions: 3 });
      const { status, stderr } = spawnSync(
        process.execPath,
        [join(import.meta.dirname, 'warm-bundle.cjs'), bundle, join(dist, 'cache', cacheName(family)), JSON.stringify(lines)],
        {
          cwd: scratch,
          env: { PATH: process.env.PATH, HOME: scratch, STINT_CONVERSATION: 'warm' },
          input: family === 'hook' ? toolEvent : '',
          stdio: ['pipe', 'ignore', 'pipe'],
          encoding: 'utf8',
        },
      );
      if (status !== 0 || /ERROR \((?:E_USAGE|E_INTERNAL|E_STORE)/.test(stderr)) throw new Error(`warming ${family}: ${stderr}`);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
};
