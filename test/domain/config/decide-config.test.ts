import { describe, expect, test } from 'vitest';
import { decideConfigSet, knownKey, readSetting } from '../../../src/domain/config/decide-config';
import { configKeys } from '../../../src/domain/config/keys';
import { codeOf, makeSession, makeWorld, type WorldParts } from '../../support/world';

const set = (key: string, text: string | undefined, parts: WorldParts = {}) => decideConfigSet(makeWorld(parts), { key, text });

describe('config set', () => {
  test.each<[string, string, unknown]>([
    ['multiSession.maxConcurrentSessions', '12', { 'multiSession.maxConcurrentSessions': 12 }],
    ['multiSession.enabled', 'false', { 'multiSession.enabled': false }],
    ['project.phases', 'setup, core', { 'project.phases': ['setup', 'core'] }],
    ['session.staleAfter', '30m', { 'session.staleAfter': '30m' }],
    ['prices', '{"gpt-5.5":{"input":1.25,"output":10}}', { prices: { 'gpt-5.5': { input: 1.25, output: 10 } } }],
  ])('%s %s', (key, text, config) => {
    const outcome = set(key, text);
    expect(outcome.ok && outcome.change).toEqual({ config });
  });

  test.each([
    ['multiSession.maxConcurrentSessions', '0'],
    ['multiSession.maxConcurrentSessions', 'many'],
    ['multiSession.enabled', 'yes'],
    ['session.staleAfter', 'soon'],
    ['task.prefix', '1T'],
    ['worktrees', 'none'],
    ['prices', '[]'],
    ['prices', '{"gpt-5.5":1.25}'],
    ['prices', '{"gpt-5.5":{"input":-1}}'],
    ['prices', '{"gpt-5.5":{"inputs":1}}'],
    ['prices', '{"":{"input":1}}'],
  ])('%s does not take %s', (key, text) => expect(codeOf(set(key, text))).toBe('E_USAGE'));

  test('an unknown key names the nearest', () => {
    const outcome = set('multiSession.enable', 'true');
    expect(outcome.ok ? '' : [outcome.refusals[0].code, outcome.refusals[0].message]).toEqual([
      'E_NOT_FOUND',
      'there is no setting "multiSession.enable", did you mean multiSession.enabled?',
    ]);
  });

  test('the default is stored as nothing, and the same value changes nothing', () => {
    const config = { multiSession: { maxConcurrentSessions: 9 } };
    const back = set('multiSession.maxConcurrentSessions', '5', { config });
    expect(back.ok && back.change).toEqual({ config: { 'multiSession.maxConcurrentSessions': undefined } });
    const same = set('multiSession.maxConcurrentSessions', '9', { config });
    expect(same.ok && [same.change, same.result.changed]).toEqual([null, false]);
    const unset = set('multiSession.maxConcurrentSessions', undefined, { config });
    expect(unset.ok && unset.result).toMatchObject({ value: 5, changed: true });
  });

  test('single-session mode with several active sessions is refused (30)', () => {
    const sessions = [makeSession('aaaaaa', 'task:T001'), makeSession('bbbbbb', 'task:T002')];
    expect(codeOf(set('multiSession.enabled', 'false', { sessions }))).toBe('E_SESSION_EXISTS');
    expect(codeOf(set('multiSession.enabled', 'false', { sessions: sessions.slice(1) }))).toBe('ok');
  });
});

test('every key can be read, and its default is what an empty file gives', () => {
  const { config } = makeWorld().state;
  for (const row of configKeys) {
    expect(readSetting(config, row).value, row.key).toEqual(row.default);
    expect(knownKey(row.key).ok).toBe(true);
  }
});
