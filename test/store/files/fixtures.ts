import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerEntry } from '../../../src/domain/ledger/schema';
import type { Session } from '../../../src/domain/session/schema';
import type { Task } from '../../../src/domain/task/schema';
import { initProject } from '../../../src/store/files/init-project';
import { openFilesStore } from '../../../src/store/files/open-store';
import { StoreError } from '../../../src/store/store-error';

export const at = '2026-03-04T05:06:07.000Z';

export const task = (id: string, more: Partial<Task> = {}): Task => ({
  id,
  uid: `uid-${id}`,
  title: `task ${id}`,
  type: 'task',
  status: 'pending',
  priority: 'medium',
  labels: [],
  depends: [],
  files: [],
  acceptance: [],
  notes: [],
  createdAt: at,
  updatedAt: at,
  ...more,
});

export const session = (hex: string, more: Partial<Session> = {}): Session => ({
  id: `session_20260304_050607_${hex}`,
  status: 'active',
  scope: { type: 'project' },
  focus: { currentTask: null, sessionNote: null, nextAction: null },
  conversations: [],
  held: [],
  startedAt: at,
  lastActivityAt: at,
  notes: [],
  focusHistory: [],
  stats: { tasksCompleted: 0, focusChanges: 0, suspends: 0, resumes: 0 },
  ...more,
});

export const entry = (id: string, prev: string[], hash: string): LedgerEntry => ({
  v: 1,
  id,
  type: 'completed',
  at,
  source: 'direct_session',
  task: { id: 'T1', uid: 'uid-T1', title: 'one', type: 'task', labels: [] },
  flags: [],
  prev,
  hash: hash.repeat(64),
});

/** A project in a scratch folder of its own. */
export const scratchProject = () => {
  const root = mkdtempSync(join(tmpdir(), 'stint-store-'));
  const dir = join(root, '.stint');
  initProject(dir);
  const store = openFilesStore({ dir, clock: () => at, lockTimeoutMs: 2_000, epochSize: 4 });
  const path = (name: string) => join(dir, name);
  return {
    root,
    dir,
    store,
    path,
    text: (name: string) => readFileSync(path(name), 'utf8'),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
};

export type Project = ReturnType<typeof scratchProject>;

/** The error that the store gives; fails the test where it gives none. */
export const storeError = async (work: Promise<unknown>): Promise<StoreError> => {
  try {
    await work;
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('expected a StoreError');
};
