import { describe, expect, it } from 'vitest';
import { hashEntry, sealEntries } from '../../../src/domain/ledger/seal-entries';
import { maskDecision } from '../../../src/domain/secret/mask-change';
import type { Change } from '../../../src/domain/state/change';
import { makeSession, makeTask, makeWorld, sha256, testNow, type WorldParts } from '../../support/world';

const token = ['ghp', `_${'a1'.repeat(18)}`].join('');
const mask = '[masked github-token]';
const kept = JSON.stringify(mask).slice(1, -1);

const masked = (change: Change, parts: WorldParts = {}, result: unknown = null) =>
  maskDecision(makeWorld(parts).state, { change, result }, sha256);

const entryDraft = (id: string, reason: string) => ({
  id,
  type: 'completed' as const,
  at: testNow,
  source: 'direct_session' as const,
  task: { id: 'T001', uid: 'u', title: 'Title', type: 'task', labels: [] },
  reason,
  flags: [],
});

describe('a change without secrets', () => {
  it('is the same', () => {
    const change: Change = { tasks: { put: [makeTask('T001')] }, log: [{ at: testNow, message: 'plain' }] };
    expect(masked(change)).toEqual({ change, result: null, warnings: [] });
  });

  it('is not looked at where record.maskSecrets is off', () => {
    const change: Change = { log: [{ at: testNow, message: token }] };
    expect(masked(change, { config: { record: { maskSecrets: false } } }).change).toBe(change);
  });
});

describe('every text of every record', () => {
  it('of a task', () => {
    const { id, uid, createdAt, ...texts } = makeTask('T001', {
      title: token,
      description: token,
      phase: token,
      labels: [token],
      files: [`src/${token}.ts`],
      acceptance: [token],
      notes: [{ at: testNow, text: token, by: token }],
      externalRef: `github:${token}`,
      blockedBy: token,
      work: { by: token, at: testNow, branch: token },
      ...{ unknown: { deep: [{ [token]: token }], password: 'hunter2-Xy' } },
    });
    const { change, warnings } = masked({ tasks: { put: [{ ...texts, id, uid, createdAt }] } });
    const text = JSON.stringify(change);
    expect(text).not.toContain('a1a1');
    expect(text).not.toContain('hunter2');
    expect(text.split(kept)).toHaveLength(15);
    expect(warnings).toEqual([
      {
        code: 'W_SECRET_MASKED',
        message:
          'masked what looks like a secret: T001 title (github-token), T001 labels (github-token), T001 files (github-token), ' +
          'T001 acceptance (github-token), T001 notes.text (github-token) and 10 more; --allow-secret keeps it',
      },
    ]);
  });

  it('of a session, an event, a line of the log, a setting', () => {
    const session = makeSession('aaaaaa', 'project', {
      name: token,
      agent: token,
      focus: { currentTask: 'T001', sessionNote: token, nextAction: token },
      notes: [{ at: testNow, text: token }],
      git: { worktree: `/home/${token}`, branch: token },
    });
    const { change } = masked({
      sessions: { put: [session] },
      archiveSessions: [session],
      events: [{ at: testNow, type: 'note', synthetic: true, agent: token, data: { text: token, sha: token, more: [token] } }],
      log: [{ at: testNow, message: `used ${token}` }],
      config: { 'project.name': token, 'project.phases': ['a', token] },
    });
    expect(change.sessions?.put?.[0]).toEqual({
      ...session,
      name: mask,
      agent: mask,
      focus: { currentTask: 'T001', sessionNote: mask, nextAction: mask },
      notes: [{ at: testNow, text: mask }],
      git: { worktree: `/home/${token}`, branch: mask },
    });
    expect(change.archiveSessions?.[0]?.name).toBe(mask);
    expect(change.events).toEqual([
      { at: testNow, type: 'note', synthetic: true, agent: mask, data: { text: mask, sha: token, more: [mask] } },
    ]);
    expect(change.log).toEqual([{ at: testNow, message: `used ${mask}` }]);
    expect(change.config).toEqual({ 'project.name': mask, 'project.phases': ['a', mask] });
  });

  it('never of an id, a hash or a reference', () => {
    const task = makeTask('T001', {
      uid: token,
      parentId: token,
      depends: [token],
      entryId: token,
      work: { by: 'me', at: testNow, session: token, conversation: token, head: token, worktree: token },
    });
    const session = makeSession('aaaaaa', `epic:${token}`, {
      conversations: [token],
      conversation: token,
      held: [{ taskId: token, at: testNow }],
    });
    const change: Change = { tasks: { put: [task] }, sessions: { put: [session] } };
    expect(masked(change).change).toEqual(change);
  });
});

describe('the ledger', () => {
  it('is sealed anew over what is stored, later lines of the change included', () => {
    const ledger = sealEntries(
      [entryDraft('u-1', 'plain'), entryDraft('u-2', token), entryDraft('u-3', 'plain')],
      ['f'.repeat(64)],
      sha256,
    );
    const { change, warnings } = masked({ ledger });
    const [first, second, third] = change.ledger ?? [];
    expect(first).toBe(ledger[0]);
    expect(second).toMatchObject({ id: 'u-2', reason: mask, prev: [first?.hash] });
    expect(third).toMatchObject({ id: 'u-3', reason: 'plain', prev: [second?.hash] });
    for (const entry of change.ledger ?? []) expect(hashEntry(entry, sha256)).toBe(entry.hash);
    expect(second?.hash).not.toBe(ledger[1]?.hash);
    expect(Object.keys(second ?? {})).toEqual(Object.keys(ledger[1] ?? {}));
    expect(warnings[0]?.message).toContain('ledger reason (github-token)');
  });
});

describe('what somebody has insisted on', () => {
  const stored = makeTask('T001', { title: token, notes: [{ at: testNow, text: token }] });

  it.each<[string, WorldParts]>([
    ['open', { tasks: [stored] }],
    ['archived', { archivedTasks: [stored] }],
  ])('stays in an %s record that is written again', (_, parts) => {
    const put = [{ ...stored, status: 'done' as const }];
    expect(masked({ tasks: { put }, archiveTasks: put }, parts)).toEqual({
      change: { tasks: { put }, archiveTasks: put },
      result: null,
      warnings: [],
    });
  });

  it('does not let another one in', () => {
    const other = ['xoxb', '-1234567890-abcdef'].join('');
    const put = [{ ...stored, description: other }];
    expect(masked({ tasks: { put } }, { tasks: [stored] }).change.tasks?.put?.[0]).toEqual({
      ...stored,
      description: '[masked slack-token]',
    });
  });
});

it('answers with what is stored', () => {
  class Kept {
    readonly text = token;
  }
  const result = { ok: true, message: `used ${token}`, list: [token], kept: new Kept(), count: 3, nothing: null };
  const change: Change = {
    log: [{ at: testNow, message: `used ${token}` }],
    events: [{ at: testNow, type: 'log', synthetic: true, data: { a: token } }],
  };
  expect(masked(change, {}, result).result).toEqual({ ...result, message: `used ${mask}`, list: [mask] });
});
