// A scratch project of a given size, written as its files: what the product itself would have written, only faster.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const at = (minute) => new Date(Date.UTC(2026, 0, 5, 9, 0) + minute * 60_000).toISOString();
const taskId = (number) => `T${String(number).padStart(3, '0')}`;
const hex = (number) => number.toString(16).padStart(6, '0');
const sessionId = (number) => `session_20260105_090000_${hex(number)}`;

const epicSize = 10;

/** Epics of ten tasks, each task depending on the one before it. */
const taskOf = (number) => {
  const inEpic = (number - 1) % epicSize;
  const epic = number - inEpic;
  return {
    id: taskId(number),
    uid: `uid-${number}`,
    title:
      inEpic === 0
        ? `Epic ${epic}: a part of the product that people ask for`
        : `Task ${number}: one step of the work, described in a line`,
    type: inEpic === 0 ? 'epic' : 'task',
    status: 'pending',
    priority: ['critical', 'high', 'medium', 'low'][number % 4],
    ...(inEpic === 0 ? {} : { parentId: taskId(epic) }),
    labels: ['bench'],
    depends: inEpic > 1 ? [taskId(number - 1)] : [],
    files: [],
    acceptance: [],
    notes: [],
    createdAt: at(number),
    updatedAt: at(number),
  };
};

/** All but the first four are suspended, so that the limit of active sessions leaves room for one more. */
const sessionOf = (number, epics) => {
  const active = number <= 4;
  const epic = ((number - 1) % epics) * epicSize + 1;
  return {
    id: sessionId(number),
    status: active ? 'active' : 'suspended',
    scope: { type: 'epic', rootTaskId: taskId(epic) },
    focus: { currentTask: null, sessionNote: null, nextAction: null },
    name: `Session ${number}`,
    agent: `agent-${number}`,
    conversations: [`bench-${number}`],
    conversation: `bench-${number}`,
    held: [],
    startedAt: at(number),
    lastActivityAt: new Date().toISOString(),
    ...(active ? {} : { suspendedAt: at(number + 30) }),
    notes: [],
    focusHistory: [],
    stats: { tasksCompleted: 0, focusChanges: 0, suspends: active ? 0 : 1, resumes: 0 },
  };
};

const lines = (head, key, records) => {
  const body = records.map((record) => JSON.stringify(record)).join(',\n');
  return `${head},"${key}":[\n${body === '' ? '' : `${body}\n`}]}\n`;
};

export const writeFixtureProject = (root, { tasks, sessions }) => {
  const folder = join(root, '.stint');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const numbers = (count) => Array.from({ length: count }, (_, index) => index + 1);
  const epics = Math.max(1, Math.floor(tasks / epicSize) - 10);
  const head = '{"version":1';
  const write = (name, text) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write('config.json', '{"version":1,"multiSession":{"maxConcurrentSessions":1000}}\n');
  write('todo.json', lines(`${head},"_meta":{"lastTaskNumber":${tasks}},"focus":{}`, 'tasks', numbers(tasks).map(taskOf)));
  write(
    'sessions.json',
    lines(
      head,
      'sessions',
      numbers(sessions).map((number) => sessionOf(number, epics)),
    ),
  );
};

export const fixtureIds = { taskId, sessionId, epicSize };
