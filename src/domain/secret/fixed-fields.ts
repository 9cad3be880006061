/**
 * What is never searched for secrets: the program needs it letter by letter, and it has a form of its own: ids, hashes,
 * instants, words of a fixed list, paths that are opened again. Every other text of a record is searched, the fields that
 * this version does not know included. Lists are passed through: `{ sha: true }` speaks of each item.
 */
export type FixedFields = { readonly [field: string]: true | FixedFields };

const task: FixedFields = {
  id: true,
  uid: true,
  type: true,
  status: true,
  priority: true,
  parentId: true,
  depends: true,
  notes: { at: true },
  externalRef: { tool: true, source: true, seen: true },
  work: { session: true, conversation: true, at: true, head: true, worktree: true },
  createdAt: true,
  updatedAt: true,
  startedAt: true,
  completedAt: true,
  cancelledAt: true,
  archivedAt: true,
  entryId: true,
};

const session: FixedFields = {
  id: true,
  status: true,
  harness: true,
  scope: { type: true, rootTaskId: true },
  focus: { currentTask: true },
  conversations: true,
  conversation: true,
  held: { taskId: true, at: true },
  startedAt: true,
  lastActivityAt: true,
  suspendedAt: true,
  endedAt: true,
  closedAt: true,
  notes: { at: true },
  focusHistory: { taskId: true, at: true, action: true },
  usage: {
    conversation: true,
    harness: true,
    transcript: true,
    at: true,
    byModel: { model: true },
    costSource: true,
  },
  attached: { conversation: true, from: true, to: true, task: true },
  git: { worktree: true, head: true },
  pointedFrom: true,
  process: { startTime: true, bootId: true, pidNamespace: true, host: true },
};

const entry: FixedFields = {
  id: true,
  type: true,
  at: true,
  source: true,
  task: { id: true, uid: true, type: true, parentId: true, epicId: true, redacted: true },
  ref: true,
  session: true,
  conversation: true,
  harness: true,
  startedAt: true,
  completedAt: true,
  files: { origin: true },
  commits: { sha: true, origin: true },
  costSource: true,
  flags: true,
  redacted: true,
  prev: true,
  hash: true,
};

const event: FixedFields = {
  id: true,
  at: true,
  type: true,
  session: true,
  conversation: true,
  task: true,
  data: {
    entry: true,
    sha: true,
    key: true,
    harness: true,
    transcript: true,
    responseId: true,
    agentId: true,
    conversation: true,
    model: true,
    costSource: true,
    byModel: { model: true },
    parts: { task: true, from: true, byModel: { model: true }, costSource: true },
  },
};

/** What a hook told, on its way into `spool/`. */
const spoolLine: FixedFields = {
  receivedAt: true,
  harness: true,
  shape: true,
  event: true,
  kind: true,
  conversation: true,
  at: true,
  cwd: true,
  transcriptPath: true,
  model: true,
  agentId: true,
  tool: { id: true },
  facts: { type: true, sha: true },
  usage: { responseId: true, model: true },
  key: true,
  twin: true,
};

export const fixedFields = { task, session, entry, event, spoolLine } as const;
