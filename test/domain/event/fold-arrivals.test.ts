import { describe, expect, it } from 'vitest';
import { type Event, eventText } from '../../../src/domain/event/event-from';
import { foldArrivals, type LocateWrite } from '../../../src/domain/event/fold-arrivals';
import type { EventDraft } from '../../../src/domain/event/schema';
import type { SpoolLine } from '../../../src/domain/event/spool-line';
import { joinChanges } from '../../../src/domain/state/join-changes';
import { makeSession, sessionIdOf } from '../../support/world';

const receivedAt = '2026-11-21T11:00:00.500Z';
const tokens = { input: 10, output: 20, cacheWrite5m: 0, cacheWrite1h: 5, cacheRead: 7, reasoning: 0 };
const arrival = (over: Partial<SpoolLine> = {}): SpoolLine => ({
  v: 1,
  receivedAt,
  harness: 'claude',
  shape: 'own',
  kind: 'tool-end',
  conversation: 'conv-a',
  key: 'k1',
  repeatable: false,
  facts: [],
  ...over,
});
const command = { type: 'command', command: 'npm test' } as const;
const locate: LocateWrite = (path, { worktree = '-', cwd = '-' }) => `${worktree}|${cwd}|${path}`;

const a = makeSession('aaaaaa', 'epic:T001', {
  conversation: 'conv-a',
  conversations: ['conv-a'],
  agent: 'opus',
  hooks: true,
  focus: { currentTask: 'T005', sessionNote: null, nextAction: null },
  git: { worktree: '/w/a' },
});
const b = makeSession('bbbbbb', 'epic:T050', { conversation: 'conv-b', conversations: ['conv-a', 'conv-b'], hooks: true });
const fold = (...arrivals: readonly SpoolLine[]): readonly EventDraft[] =>
  foldArrivals([a, b], arrivals, locate).change?.events ?? [];

describe('what hooks report becomes events', () => {
  const inA = {
    at: receivedAt,
    session: sessionIdOf('aaaaaa'),
    conversation: 'conv-a',
    agent: 'opus',
    task: 'T005',
    synthetic: false,
  };
  const named = { harness: 'claude', key: 'k1' };
  it.each<[string, Partial<SpoolLine>, readonly unknown[]]>([
    ['a command', { facts: [command] }, [{ ...inA, type: 'command', data: { ...named, command: 'npm test' } }]],
    [
      'a failed one, with the tool and in a subagent',
      {
        facts: [{ ...command, exitCode: 2, failed: true }],
        agentId: 'sub-1',
        tool: { name: 'Bash', id: 'x' },
        kind: 'tool-failure',
      },
      [
        {
          ...inA,
          type: 'command',
          data: { ...named, command: 'npm test', exitCode: 2, failed: true, agentId: 'sub-1', tool: 'Bash' },
        },
      ],
    ],
    [
      'several facts of one tool, in their order',
      {
        facts: [
          { type: 'file_write', path: '/w/a/x' },
          command,
          { type: 'git_commit', sha: 'c0ffee', subject: 's' },
          { type: 'git_commit' },
        ],
      },
      [
        { ...inA, type: 'file_write', data: { ...named, path: '/w/a|-|/w/a/x' } },
        { ...inA, type: 'command', data: { ...named, command: 'npm test' } },
        { ...inA, type: 'git_commit', data: { ...named, sha: 'c0ffee', subject: 's' } },
        { ...inA, type: 'git_commit', data: named },
      ],
    ],
    [
      'the time that the payload tells',
      { at: '2026-11-21T10:59:59.000Z', facts: [command] },
      [{ ...inA, at: '2026-11-21T10:59:59.000Z', type: 'command', data: { ...named, command: 'npm test' } }],
    ],
    [
      'the beginning of a conversation',
      { kind: 'session-start', source: 'resume', transcriptPath: '/t', cwd: '/w/a', model: 'm' },
      [{ ...inA, type: 'conversation_start', data: { ...named, source: 'resume', transcript: '/t', cwd: '/w/a', model: 'm' } }],
    ],
    [
      'its end',
      { kind: 'session-end', reason: 'logout', transcriptPath: '/t' },
      [{ ...inA, type: 'conversation_end', data: { ...named, reason: 'logout', transcript: '/t' } }],
    ],
    [
      'the usage that comes with the end of a turn',
      { kind: 'turn-end', harness: 'cursor', usage: { responseId: 'g1', model: null, tokens } },
      [
        {
          ...inA,
          type: 'usage',
          data: { harness: 'cursor', key: 'k1', kind: 'response', responseId: 'g1', model: null, tokens },
        },
      ],
    ],
    [
      'an unknown conversation, to nobody',
      { conversation: 'conv-x', facts: [{ type: 'file_write', path: 'p' }], cwd: '/w/a' },
      [
        {
          at: receivedAt,
          type: 'file_write',
          conversation: 'conv-x',
          synthetic: false,
          data: { ...named, path: '-|/w/a|p' },
        },
      ],
    ],
  ])('%s', (_what, over, expected) => expect(fold(arrival(over))).toEqual(expected));

  it('no conversation at all: to nobody', () => {
    const { conversation: _none, ...rest } = arrival({ facts: [command] });
    expect(fold(rest)).toEqual([{ at: receivedAt, type: 'command', synthetic: false, data: { ...named, command: 'npm test' } }]);
  });

  it.each(['prompt', 'tool-start', 'turn-end', 'subagent-start', 'subagent-end', 'compact', 'notification', 'unknown'] as const)(
    '%s is a sign of life only',
    (kind) => {
      const { change, heard } = foldArrivals([a, b], [arrival({ kind })], locate);
      expect([change, [...heard]]).toEqual([null, [[a.id, receivedAt]]]);
    },
  );
});

describe('whose events they are', () => {
  it('each goes to the session whose live conversation it is, and not to one that had it before', () => {
    const events = fold(
      arrival({ conversation: 'conv-b', facts: [command] }),
      arrival({ facts: [command] }),
      arrival({ conversation: 'conv-b', facts: [command] }),
    );
    expect(events.map(({ session, task }) => [session, task])).toEqual([
      [b.id, undefined],
      [a.id, 'T005'],
      [b.id, undefined],
    ]);
  });

  it.each(['suspended', 'ended'] as const)('a session that is %s gets none', (status) => {
    const { change, heard } = foldArrivals([{ ...a, status }], [arrival({ facts: [command] })], locate);
    expect(change?.events?.map(({ session }) => session)).toEqual([undefined]);
    expect([change?.sessions, heard.size]).toEqual([undefined, 0]);
  });

  it('the first report of a session is noted in it, whatever it reports; later ones change nothing', () => {
    const { hooks: _hooks, ...quiet } = a;
    const { change } = foldArrivals(
      [{ ...quiet, extra: 1 }, b],
      [arrival({ kind: 'prompt' }), arrival({ kind: 'turn-end' })],
      locate,
    );
    expect(change).toEqual({ sessions: { put: [{ ...quiet, extra: 1, hooks: true }] } });
  });

  it('the latest report counts as the sign of life, whatever the order', () => {
    const times = ['2026-11-21T11:00:00.000Z', '2026-11-21T11:05:00.000Z', '2026-11-21T11:01:00.000Z'];
    const { heard } = foldArrivals(
      [a, b],
      times.map((each) => arrival({ receivedAt: each, kind: 'prompt' })),
      locate,
    );
    expect([...heard]).toEqual([[a.id, times[1]]]);
  });
});

describe('one commit for what was reported and what was decided', () => {
  const event = (type: EventDraft['type']): EventDraft => ({ at: receivedAt, type, synthetic: false });
  const spool = { 'conv-a.jsonl': { bytes: 1, head: 'h' } };
  it('keeps both events in order, and the decided state of a session', () => {
    const decided = { ...a, status: 'ended' as const };
    const joined = joinChanges(
      { events: [event('command')], sessions: { put: [a, b] }, spool },
      { events: [event('session_end')], sessions: { put: [decided] }, log: [] },
    );
    expect(joined).toEqual({ events: [event('command'), event('session_end')], sessions: { put: [b, decided] }, spool, log: [] });
  });
  it('does not bring back a session that was closed, and touches no session where none was reported', () => {
    const closed = joinChanges(
      { sessions: { put: [a] }, spool },
      { sessions: { put: [], remove: [a.id] }, archiveSessions: [a] },
    );
    expect(closed).toEqual({ sessions: { put: [], remove: [a.id] }, spool, archiveSessions: [a] });
    expect(joinChanges({ spool }, { log: [] })).toEqual({ log: [], spool });
  });
});

describe('how they read', () => {
  const shown = (type: Event['type'], data: Record<string, unknown>): string =>
    eventText({ id: '1', at: receivedAt, type, synthetic: false, data });
  it.each<[string, Event['type'], Record<string, unknown>]>([
    ['npm test', 'command', { harness: 'claude', command: 'npm test', exitCode: 0, failed: false }],
    ['npm test (exit 2)', 'command', { harness: 'claude', command: 'npm test', exitCode: 2, failed: true }],
    ['npm test (failed)', 'command', { harness: 'claude', command: 'npm test', failed: true }],
    ['c0ffee', 'git_commit', { harness: 'claude', sha: 'c0ffee' }],
    ['fix', 'git_commit', { harness: 'claude', sha: 'c0ffee', subject: 'fix' }],
    ['resume', 'conversation_start', { harness: 'claude', source: 'resume' }],
    ['codex', 'conversation_start', { harness: 'codex' }],
    ['m1: 15 in, 20 out, 7 from cache, USD 0.5', 'usage', { model: 'm1', tokens, costUsd: 0.5 }],
    ['one answer: 15 in, 20 out, 7 from cache', 'usage', { model: null, tokens }],
    ['3 answers: 0 in, 0 out, 0 from cache', 'usage', { responses: 3, costUsd: null }],
    ['one answer: 0 in, 0 out, 0 from cache', 'usage', { tokens: null }],
    ['one answer: 0 in, 0 out, 0 from cache', 'usage', { tokens: 'many' }],
    ['one answer: 73 in, 2 out, 0 from cache', 'usage', { tokens: { input: 1, cacheWrite5m: 8, cacheWrite1h: 64, output: 2 } }],
    ['make', 'file_write', { text: '', path: 'make', exitCode: 2 }],
    ['', 'note', {}],
    ['', 'note', { text: '', note: 7 }],
  ])('%s', (text, type, data) => expect(shown(type, data)).toBe(text));
});
