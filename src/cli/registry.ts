import type { CommandModule } from './command';

/**
 * One line per command. `name` is what is typed: noun and verb, or one word. `alias` are the shorthands. Order is the
 * order of the help. The folder in `load` is the command's family: the bundle that carries it.
 */
export type RegistryLine = {
  readonly name: string;
  readonly alias?: readonly string[];
  readonly summary: string;
  readonly hidden?: boolean;
  readonly load: () => Promise<{ readonly command: CommandModule }>;
};

// biome-ignore format: one line per command
export const registry: readonly RegistryLine[] = [
  {
    name: 'session start',
    alias: ['start'],
    summary: 'Start a session on a scope',
    load: () => import('./commands/session/start'),
  },
  {
    name: 'session end',
    alias: ['end'],
    summary: 'End a session; it can be resumed',
    load: () => import('./commands/session/end'),
  },
  {
    name: 'session suspend',
    alias: ['suspend'],
    summary: 'Put a session aside',
    load: () => import('./commands/session/suspend'),
  },
  {
    name: 'session resume',
    alias: ['resume'],
    summary: 'Go on with a suspended, ended or crashed session',
    load: () => import('./commands/session/resume'),
  },
  { name: 'session close', summary: 'Archive a session whose work is finished', load: () => import('./commands/session/close') },
  {
    name: 'session status',
    alias: ['status'],
    summary: 'Show the session that is bound here',
    load: () => import('./commands/session/status'),
  },
  { name: 'session info', summary: 'Show everything about the bound session', load: () => import('./commands/session/info') },
  { name: 'session list', summary: 'List sessions', load: () => import('./commands/session/list') },
  { name: 'session show', summary: 'Show everything about one session', load: () => import('./commands/session/show') },
  {
    name: 'session switch',
    alias: ['switch'],
    summary: 'Bind this conversation to another session',
    load: () => import('./commands/session/switch'),
  },
  { name: 'session note', summary: 'Leave a progress note in the session', load: () => import('./commands/focus/note') },
  { name: 'session gc', summary: 'End stale sessions, archive old ones', load: () => import('./commands/session/gc') },
  {
    name: 'session log',
    alias: ['log'],
    summary: 'Add a record to the session log',
    load: () => import('./commands/session/log'),
  },
  { name: 'session wip', alias: ['wip'], summary: 'Take a task in hand', load: () => import('./commands/session/wip') },
  {
    name: 'session done',
    alias: ['done'],
    summary: 'Finish a task and record it in the ledger',
    load: () => import('./commands/session/done'),
  },
  { name: 'focus show', summary: 'Show what the session works on now', load: () => import('./commands/focus/show') },
  { name: 'focus set', summary: 'Move the focus to another task', load: () => import('./commands/focus/set') },
  { name: 'focus note', summary: 'Leave a progress note in the session', load: () => import('./commands/focus/note') },
  { name: 'focus next-action', summary: 'Say what comes next', load: () => import('./commands/focus/next-action') },
  { name: 'focus clear', summary: 'Work on nothing for now', load: () => import('./commands/focus/clear') },
  { name: 'focus history', summary: 'Show what the session worked on', load: () => import('./commands/focus/history') },
  { name: 'task add', alias: ['add'], summary: 'Add a task, or a whole backlog', load: () => import('./commands/task/add') },
  { name: 'task list', alias: ['list'], summary: 'List tasks', load: () => import('./commands/task/list') },
  { name: 'task show', alias: ['show'], summary: 'Show everything about one task', load: () => import('./commands/task/show') },
  { name: 'task tree', alias: ['tree'], summary: 'Show tasks as a tree', load: () => import('./commands/task/tree') },
  { name: 'task next', alias: ['next'], summary: 'Suggest what to start, or take it', load: () => import('./commands/task/next') },
  {
    name: 'task dash',
    alias: ['dash'],
    summary: 'Show who works on what, and what is free',
    load: () => import('./commands/task/dash'),
  },
  {
    name: 'task update',
    alias: ['update'],
    summary: 'Change a task, or add a note to it',
    load: () => import('./commands/task/update'),
  },
  { name: 'task move', summary: 'Put a task under another one', load: () => import('./commands/task/move') },
  {
    name: 'task complete',
    alias: ['complete'],
    summary: 'Finish a task and record it, as `done` does',
    load: () => import('./commands/task/complete'),
  },
  { name: 'task claim', summary: 'Take a task in hand, without a log line', load: () => import('./commands/task/claim') },
  { name: 'task close', summary: 'Finish a task without a ledger entry', load: () => import('./commands/task/close') },
  { name: 'task reopen', summary: 'Make a finished task pending again', load: () => import('./commands/task/reopen') },
  { name: 'task cancel', summary: 'Give a task up', load: () => import('./commands/task/cancel') },
  {
    name: 'task archive',
    alias: ['archive'],
    summary: 'Put finished tasks out of the way',
    load: () => import('./commands/task/archive'),
  },
  {
    name: 'task export',
    alias: ['export'],
    summary: 'Write tasks as JSON lines or as a checklist',
    load: () => import('./commands/task/export'),
  },
  { name: 'ledger list', summary: 'List finished work, the newest first', load: () => import('./commands/ledger/list') },
  { name: 'ledger show', summary: 'Show an entry, or all completions of a task', load: () => import('./commands/ledger/show') },
  { name: 'ledger search', summary: 'Find finished work', load: () => import('./commands/ledger/search') },
  { name: 'ledger stats', summary: 'Count finished work by day, agent, epic', load: () => import('./commands/ledger/stats') },
  { name: 'ledger amend', summary: 'Correct or complete an entry', load: () => import('./commands/ledger/amend') },
  { name: 'ledger void', summary: 'Say that an entry does not count', load: () => import('./commands/ledger/void') },
  { name: 'ledger redact', summary: 'Take the text of a field out of an entry', load: () => import('./commands/ledger/redact') },
  { name: 'ledger verify', summary: 'Check that the ledger is whole and unchanged', load: () => import('./commands/ledger/verify') },
  { name: 'ledger export', summary: 'Write the ledger as JSON lines, CSV, Markdown or HTML', load: () => import('./commands/ledger/export') },
  {
    name: 'reconcile',
    summary: 'Complete the record from hooks, transcripts and git',
    load: () => import('./commands/reconcile/reconcile'),
  },
  {
    name: 'hooks snapshot',
    summary: 'Count what a conversation has used so far, as hooks do at the end of a turn',
    hidden: true,
    load: () => import('./commands/hooks/snapshot'),
  },
  { name: 'config get', summary: 'Print one setting', load: () => import('./commands/config/get') },
  { name: 'config set', summary: 'Change a setting', load: () => import('./commands/config/set') },
  { name: 'config unset', summary: 'Go back to the default of a setting', load: () => import('./commands/config/unset') },
  { name: 'config list', summary: 'Print every setting', load: () => import('./commands/config/list') },
  { name: 'config path', summary: 'Print where the settings lie', load: () => import('./commands/config/path') },
  { name: 'init', summary: 'Make a project here or at the top of the repository', load: () => import('./commands/project/init') },
  { name: 'hooks install', summary: 'Let agent harnesses report to stint', load: () => import('./commands/hooks/install') },
  { name: 'hooks status', summary: 'Show where hooks of stint stand', load: () => import('./commands/hooks/status') },
  { name: 'hooks remove', summary: 'Take the hooks out again', load: () => import('./commands/hooks/remove') },
  { name: 'import', summary: 'Bring in the backlog of another tool', load: () => import('./commands/project/import') },
  { name: 'doctor', summary: 'Find out what is wrong, and mend what can be proven', load: () => import('./commands/project/doctor') },
  {
    name: 'merge-ledger',
    summary: 'Merge two ledgers, as the merge driver that git calls',
    hidden: true,
    load: () => import('./commands/project/merge-ledger'),
  },
  {
    name: 'hook',
    summary: 'Record an event of an agent harness, as its hook files call it',
    hidden: true,
    load: () => import('./commands/hooks/hook'),
  },
  { name: 'completion', summary: 'Print a completion script', load: () => import('./commands/project/completion') },
  { name: 'shell-init', summary: 'Print the script for the start file of a shell', load: () => import('./commands/project/shell-init') },
  { name: 'schema', summary: 'Print the JSON Schema of files and answers', load: () => import('./commands/project/schema') },
  { name: 'version', summary: 'Print the version', load: () => import('./commands/project/version') },
];

/** What a bare group prints above its commands. */
export const groups: Readonly<Record<string, string>> = {
  session: 'Scoped stretches of work: start, suspend, resume, end',
  focus: 'The one task that a session works on now',
  task: 'The tasks of the project',
  ledger: 'The record of finished work',
  hooks: 'Reports from agent harnesses',
  config: 'Settings of the project',
};
