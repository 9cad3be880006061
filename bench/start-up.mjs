// What a short command costs, beside `node -e 0`: node bench/start-up.mjs [ROUNDS]
// Prints goal and measured ratio and always exits 0.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureIds } from './fixture-project.mjs';
import { measureCommands, ownConversation, printRatios, root, saveResults, stint } from './measure.mjs';

const rounds = Number(process.argv[2] ?? 21);
const { taskId } = fixtureIds;

/** As Claude Code sends it after a write, over a pipe. */
const toolEvent = JSON.stringify({
  session_id: ownConversation,
  transcript_path: '/home/dev/.claude/projects/-home-dev-acme-api/bench-1.jsonl',
  cwd: '',
  permission_mode: 'acceptEdits',
  hook_event_name: 'PostToolUse',
  tool_name: 'Write',
  tool_input: { file_path: 'src/rate-limit.ts', content: 'export const LIMIT = 60;\n'.repeat(40) },
  tool_response: { type: 'create', filePath: 'src/rate-limit.ts', content: 'export const LIMIT = 60;\n'.repeat(40) },
  tool_use_id: 'toolu_01A2write',
  duration_ms: 12,
});

const size = { tasks: 1000, sessions: 100 };

const commands = [
  { name: '--version', args: [stint, '--version'], goal: 1.05 },
  { name: '--help', args: [stint, '--help'], goal: 1.1 },
  { name: 'completion bash', args: [stint, 'completion', 'bash'], goal: 1.15 },
  {
    name: 'hook claude',
    args: [stint, 'hook', 'claude'],
    goal: 1.4,
    input: toolEvent,
    leaves: `.stint/spool/${ownConversation}.jsonl`,
    fresh: true,
  },
  { name: 'log', args: [stint, 'log', 'a line of the log'], goal: 1.7, fresh: true },
  { name: 'session status', args: [stint, 'session', 'status'], goal: 1.8 },
  { name: 'focus show', args: [stint, 'focus', 'show'], goal: 1.8 },
  {
    name: 'session start',
    args: [stint, 'session', 'start', '--scope', `epic:${taskId(991)}`, '--auto-focus'],
    as: 'bench-new',
    goal: 2.2,
  },
  { name: 'wip', args: [stint, 'wip', taskId(2)], goal: 2.2 },
  { name: 'done', args: [stint, 'done', taskId(992)], as: 'bench-new', goal: 2.2 },
  { name: 'next', args: [stint, 'next'], goal: 2.7, fresh: true },
  { name: 'list', args: [stint, 'list'], goal: 2.7 },
];

/** The executable of `npm run build:binary`, where it was built. */
const binary = join(root, 'dist-binary/stint');
const ofBinary = { '--version': 0.5, log: 0.8, 'hook claude': undefined, 'session start': 1 };
if (existsSync(binary)) {
  for (const command of commands.filter(({ name }) => name in ofBinary)) {
    commands.push({
      ...command,
      name: `binary ${command.name}`,
      program: binary,
      args: command.args.slice(1),
      goal: ofBinary[command.name],
      fresh: true,
    });
  }
}

const rows = await measureCommands(commands, { ...size, rounds });
saveResults('start-up', { rounds, ...size, rows });
printRatios(`Start-up: ${rounds} rounds, Node ${process.version}, ${size.tasks} tasks, ${size.sessions} sessions`, rows);
