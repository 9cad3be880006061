import { describe, expect, test } from 'vitest';
import { startDraft } from '../../../src/domain/state/draft';
import { joinChanges } from '../../../src/domain/state/join-changes';
import { worldAfter } from '../../../src/domain/state/world-after';
import { makeSession, makeTask, makeWorld, sessionIdOf } from '../../support/world';

const [a, b, c] = ['aaaaaa', 'bbbbbb', 'cccccc'].map((hex) => makeSession(hex, 'epic:T001')) as [
  ReturnType<typeof makeSession>,
  ReturnType<typeof makeSession>,
  ReturnType<typeof makeSession>,
];
const hexes = (sessions: readonly { readonly id: string; readonly name?: string | undefined }[]) =>
  sessions.map(({ id, name }) => `${id.slice(-6)}${name ?? ''}`);

describe('a change in the making', () => {
  test('later steps see what earlier ones wrote: changed sessions in their place, new ones last, closed ones gone', () => {
    const draft = startDraft(makeWorld({ sessions: [a, b] }));
    expect(hexes(draft.sessions())).toEqual(['aaaaaa', 'bbbbbb']);
    draft.putSession(c);
    draft.putSession({ ...b, name: '!' });
    expect(hexes(draft.sessions())).toEqual(['aaaaaa', 'bbbbbb!', 'cccccc']);
    draft.archiveSession({ ...a, status: 'closed' });
    expect(hexes(draft.sessions())).toEqual(['bbbbbb!', 'cccccc']);
    expect(draft.session(a.id)).toBeUndefined();
    expect(draft.session(b.id)?.name).toBe('!');
    expect(draft.change()?.sessions).toEqual({ put: [c, { ...b, name: '!' }], remove: [a.id] });
  });
  test('a draft that nothing was written to is no change', () => {
    expect(startDraft(makeWorld()).change()).toBeNull();
  });
  test('events carry who speaks', () => {
    const draft = startDraft(makeWorld({ caller: { agent: 'opus', conversation: { id: 'c1', from: 'harness' } } }));
    draft.event({ type: 'note' });
    expect(draft.change()?.events).toStrictEqual([
      { at: '2026-11-21T12:00:00.000Z', type: 'note', conversation: 'c1', agent: 'opus', synthetic: true },
    ]);
    const silent = startDraft(makeWorld());
    silent.event({ type: 'note' });
    expect(silent.change()?.events).toStrictEqual([{ at: '2026-11-21T12:00:00.000Z', type: 'note', synthetic: true }]);
  });
});

describe('two changes as one', () => {
  const event = (type: string) => ({ at: '2026-11-21T12:00:00.000Z', type, synthetic: true }) as never;
  test('what the second decided about a session counts; events stand in their order', () => {
    const joined = joinChanges(
      {
        sessions: {
          put: [
            { ...a, name: '1' },
            { ...b, name: '1' },
            { ...c, name: '1' },
          ],
        },
        events: [event('x')],
        spool: { f: { bytes: 1, head: 'h' } },
      },
      { sessions: { put: [{ ...a, name: '2' }], remove: [b.id] }, events: [event('y')], tasks: { put: [makeTask('T001')] } },
    );
    expect(hexes(joined.sessions?.put ?? [])).toEqual(['cccccc1', 'aaaaaa2']);
    expect(joined).toMatchObject({ sessions: { remove: [b.id] }, spool: { f: { bytes: 1 } }, tasks: { put: [{ id: 'T001' }] } });
    expect(joined.events?.map(({ type }) => type)).toEqual(['x', 'y']);
  });
  test('a part that neither has is not there', () => {
    expect(joinChanges({}, { log: [] })).toStrictEqual({ log: [] });
    expect(joinChanges({ events: [event('x')] }, {})).toStrictEqual({ events: [event('x')] });
    expect(joinChanges({ sessions: { put: [a] } }, {})).toStrictEqual({ sessions: { put: [a] } });
    expect(joinChanges({}, { sessions: { put: [a] }, events: [event('y')] })).toStrictEqual({
      sessions: { put: [a] },
      events: [event('y')],
    });
    expect(joinChanges({ sessions: {} }, {})).toStrictEqual({ sessions: { put: [] } });
  });
});

describe('the world after a change', () => {
  const world = makeWorld({ tasks: [makeTask('T001'), makeTask('T002')], sessions: [a] });
  test('records in their place, new ones at the end, removed ones gone', () => {
    const after = worldAfter(world, {
      tasks: { put: [makeTask('T003'), makeTask('T002', { title: 'x' })], remove: ['T001'] },
      lastTaskNumber: 0,
      sessions: { remove: [sessionIdOf('aaaaaa')] },
    });
    expect(after.state.tasks.map(({ id, title }) => `${id} ${title}`)).toEqual(['T002 x', 'T003 Title of T003']);
    expect([after.state.sessions, after.state.lastTaskNumber]).toEqual([[], 0]);
    expect(worldAfter(world, {}).state).toMatchObject({ lastTaskNumber: 2, tasks: world.state.tasks });
    expect(worldAfter(world, { tasks: { put: [makeTask('T004')], remove: ['T004'] } }).state.tasks.length).toBe(2);
    expect(worldAfter(world, null)).toBe(world);
    expect(worldAfter(world, { tasks: { remove: ['T002'] } }).state.tasks.map(({ id }) => id)).toEqual(['T001']);
  });
});
