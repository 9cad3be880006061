// Commands in large projects, beside `node -e 0`: node bench/large.mjs [ROUNDS]
import { fixtureIds } from './fixture-project.mjs';
import { measureCommands, printRatios, saveResults, stint } from './measure.mjs';

const rounds = Number(process.argv[2] ?? 11);
const { taskId } = fixtureIds;

/** The session of the conversation works on the first epic, whose first free task is the second. */
const done = (goal) => ({ name: 'done', args: [stint, 'done', taskId(2)], goal, fresh: true });

const projects = [
  { tasks: 1000, sessions: 1000, commands: [{ name: 'session list', args: [stint, 'session', 'list'], goal: 2.7 }] },
  {
    tasks: 10_000,
    sessions: 100,
    commands: [{ name: 'list', args: [stint, 'list'], goal: 3.5 }, { name: 'next', args: [stint, 'next'], goal: 3.5 }, done(4)],
  },
  { tasks: 100_000, sessions: 100, commands: [done(22)] },
];

const results = [];
for (const { tasks, sessions, commands } of projects) {
  const rows = await measureCommands(commands, { tasks, sessions, rounds });
  printRatios(`Large: ${rounds} rounds, Node ${process.version}, ${tasks} tasks, ${sessions} sessions`, rows);
  results.push({ tasks, sessions, rows });
}
saveResults('large', { rounds, projects: results });
