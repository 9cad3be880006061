import { expect, test } from 'vitest';
import type { LifeSigns } from '../../../src/domain/session/life-signs';
import type { Session } from '../../../src/domain/session/schema';
import { stalenessOf } from '../../../src/domain/session/staleness';
import { makeSession, makeWorld, type WorldParts } from '../../support/world';

const at = (time: string) => `2026-11-21T${time}:00.000Z`;

test.each<[string, Partial<Session>, Partial<LifeSigns>, WorldParts['config'], boolean]>([
  ['8 h without hooks: not yet', { lastActivityAt: at('04:00') }, {}, {}, false],
  ['8 h without hooks: past', { lastActivityAt: at('03:59') }, {}, {}, true],
  ['45 min with hooks: not yet', { lastActivityAt: at('11:15'), hooks: true }, {}, {}, false],
  ['45 min with hooks: past', { lastActivityAt: at('11:14'), hooks: true }, {}, {}, true],
  [
    'session.staleAfter decides for both',
    { lastActivityAt: at('11:29'), hooks: true },
    {},
    { session: { staleAfter: '30m' } },
    true,
  ],
  ['session.staleAfter may be longer', { lastActivityAt: at('01:00') }, {}, { session: { staleAfter: '1d' } }, false],
  ['a life sign is activity', { lastActivityAt: at('01:00') }, { aliveAt: at('11:59') }, {}, false],
  ['an older life sign is not', { lastActivityAt: at('11:59') }, { aliveAt: at('01:00') }, {}, false],
  ['worktree gone: at once', { lastActivityAt: at('12:00') }, { worktreeGone: true }, {}, true],
  ['process gone, silent for 4 min', { lastActivityAt: at('11:56') }, { processGone: true }, {}, false],
  ['process gone, silent for 5 min', { lastActivityAt: at('11:55') }, { processGone: true }, {}, true],
  ['only active sessions are stale', { status: 'suspended', lastActivityAt: at('01:00') }, { worktreeGone: true }, {}, false],
  ['a clock set back is no silence', { lastActivityAt: '2027-01-01T00:00:00.000Z' }, {}, {}, false],
])('%s', (_name, session, signs, config, stale) => {
  const subject = makeSession('aaaaaa', 'task:T001', session);
  expect(stalenessOf(makeWorld({ sessions: [subject], signs: { aaaaaa: signs }, config: config ?? {} }), subject).stale).toBe(
    stale,
  );
});
