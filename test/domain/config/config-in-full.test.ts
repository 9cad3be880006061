import { describe, expect, test } from 'vitest';
import { decideConfigSet, knownKey, readSetting } from '../../../src/domain/config/decide-config';
import { configKeys, effectiveConfig, findConfigKey, parseConfigValue } from '../../../src/domain/config/keys';
import type { ConfigFile } from '../../../src/domain/config/schema';
import { refusalLines, toldOf } from '../../support/told';
import { makeSession, makeWorld, type WorldParts } from '../../support/world';

const set = (key: string, text: string | undefined, parts: WorldParts = {}) => {
  const world = makeWorld(parts);
  const outcome = decideConfigSet(world, { key, text });
  return [...(outcome.ok ? [JSON.stringify(outcome.result)] : []), ...toldOf(world, outcome)];
};

describe('what a setting takes', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['multiSession.enabled', ['true', 'false'], ['', 'yes', 'TRUE']],
    ['multiSession.maxConcurrentSessions', ['1', '999999999999999'], ['0', '-1', '1.5', 'x1', '1x', '1000000000000000']],
    ['log.keep', ['0', '5'], ['-1']],
    ['log.maxSizeBytes', ['null', '1'], ['0', 'nil']],
    ['project.name', ['x'], ['']],
    [
      'project.phases',
      ['', ' ', 'a,b', '["a","b"]', ' ["a"]', '[]'],
      ['a,,b', '["a",1]', '["a",""]', '[', '{"a":1}'.replace('{', '[{')],
    ],
    ['task.prefix', ['T', 'WEB-', 'a', 'A234567890123456'], ['', '1T', 'T_', 'A2345678901234567', 'T!']],
    ['worktrees', ['shared', 'own'], ['none', '']],
    ['hooks.guard', ['off', 'deny'], ['on']],
    ['session.staleAfter', ['30m', '8h', '2d'], ['soon', '30', 'x30m']],
    [
      'prices',
      ['{}', '{"m":{}}', '{"m":{"input":0,"cacheRead":1.5}}'],
      [
        '[]',
        'null',
        '7',
        '{',
        '{"m":{"input":"1"}}',
        '{"m":{"input":-1}}',
        '{"m":{"else":1}}',
        '{"m":{"input":1},"n":2}',
        '{"m":{"input":1,"else":2}}',
        '{"":{}}',
        '{"m":null}',
      ],
    ],
  ])('%s', (key, good, bad) => {
    expect(good.map((text) => parseConfigValue(key, text).ok)).toEqual(good.map(() => true));
    expect(bad.map((text) => parseConfigValue(key, text))).toEqual(
      bad.map(() => ({ ok: false, expected: findConfigKey(key)?.expected })),
    );
  });
  test('values', () => {
    expect(
      [
        ['multiSession.enabled', 'true'],
        ['log.maxSizeBytes', 'null'],
        ['log.maxSizeBytes', '10'],
        ['project.phases', ' a , b '],
        ['project.phases', ''],
        ['project.phases', '["a","b"]'],
      ].map(([key = '', text = '']) => parseConfigValue(key, text)),
    ).toEqual([true, null, 10, ['a', 'b'], [], ['a', 'b']].map((value) => ({ ok: true, value })));
    expect(parseConfigValue('nothing', 'x')).toEqual({ ok: false, expected: undefined });
  });
});

describe('settings with their defaults', () => {
  test('every default is what an empty file gives', () => {
    const config = effectiveConfig({ version: 1 });
    for (const row of configKeys)
      expect(readSetting(config, row)).toStrictEqual({
        key: row.key,
        ...(row.default === undefined ? {} : { value: row.default, default: row.default }),
      });
  });
  test('what a file says goes before, key by key', () => {
    const file = {
      version: 1,
      multiSession: { maxConcurrentSessions: 9 },
      project: { name: 'shop' },
      task: { prefix: 'W' },
      session: { staleAfter: '1h' },
      log: { keep: 0 },
      worktrees: 'own',
      record: { git: false },
      hooks: { guard: 'deny' },
      prices: { m: { input: 1 } },
    } as ConfigFile;
    expect(effectiveConfig(file)).toEqual({
      multiSession: {
        enabled: true,
        maxConcurrentSessions: 9,
        maxActiveTasksPerScope: 1,
        allowScopeOverlap: false,
        allowNestedScopes: true,
      },
      project: { phases: [], name: 'shop' },
      task: { prefix: 'W' },
      session: { requireNoteOnEnd: false, staleAfter: '1h' },
      log: { maxSizeBytes: null, keep: 0 },
      worktrees: 'own',
      record: { git: false, maskSecrets: true },
      hooks: { guard: 'deny' },
      prices: { m: { input: 1 } },
    });
  });
  test('a setting that the file spoils is not read through', () => {
    const [row] = configKeys;
    expect(readSetting({ multiSession: null } as never, row as never)).toStrictEqual({
      key: 'multiSession.enabled',
      default: true,
    });
  });
});

describe('config set', () => {
  test('changes, goes back to the default, or changes nothing', () => {
    expect(set('log.keep', '7')).toEqual(['{"key":"log.keep","value":7,"default":5,"changed":true}', 'config log.keep=7']);
    expect(set('log.keep', '5', { config: { log: { keep: 7 } } })).toEqual([
      '{"key":"log.keep","value":5,"default":5,"changed":true}',
      'config log.keep taken out',
    ]);
    expect(set('log.keep', undefined, { config: { log: { keep: 7 } } })).toEqual([
      '{"key":"log.keep","value":5,"default":5,"changed":true}',
      'config log.keep taken out',
    ]);
    expect(set('log.keep', '5')).toEqual(['{"key":"log.keep","value":5,"default":5,"changed":false}', 'no change']);
    expect(set('project.name', undefined, { config: { project: { name: 'x' } } })).toEqual([
      '{"key":"project.name","changed":true}',
      'config project.name taken out',
    ]);
  });
  test('what it refuses', () => {
    expect(set('log.keep', 'many')).toEqual([
      'E_USAGE: log.keep takes a whole number, at least 0, not "many"',
      'details {key:log.keep,given:many,expected:"a whole number, at least 0"}',
    ]);
    expect(set('log.kep', '1')).toEqual([
      'E_NOT_FOUND: there is no setting "log.kep", did you mean log.keep?',
      'details {key:log.kep}',
      'fix stint config get log.keep',
    ]);
    expect(set('zzzzzzzzzzz', '1')).toEqual([
      'E_NOT_FOUND: there is no setting "zzzzzzzzzzz"',
      'details {key:zzzzzzzzzzz}',
      'fix stint config list',
    ]);
    const sessions = [
      makeSession('aaaaaa', 'epic:T001'),
      makeSession('bbbbbb', 'epic:T002', { status: 'ended' }),
      makeSession('cccccc', 'epic:T003'),
    ];
    expect(set('multiSession.enabled', 'false', { sessions })).toEqual([
      'E_SESSION_EXISTS: 2 sessions are active: single-session mode needs at most one',
      'details {sessions:[{session:#aaaaaa,shortId:aaaaaa,scope:epic:T001,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false},{session:#cccccc,shortId:cccccc,scope:epic:T003,lastActivityAt:2026-11-21T11:50:00.000Z,stale:false}]}',
      'fix stint session list --status active',
    ]);
    expect(set('multiSession.enabled', 'false', { sessions: sessions.slice(0, 2) })[0]).toEqual(
      '{"key":"multiSession.enabled","value":false,"default":true,"changed":true}',
    );
    expect(set('multiSession.enabled', 'true', { sessions, config: { multiSession: { enabled: false } } })[0]).toEqual(
      '{"key":"multiSession.enabled","value":true,"default":true,"changed":true}',
    );
    expect(set('multiSession.allowNestedScopes', 'false', { sessions })[0]).toEqual(
      '{"key":"multiSession.allowNestedScopes","value":false,"default":true,"changed":true}',
    );
  });
  test('a phase that is not among the phases', () => {
    const config = { project: { phases: ['setup', 'core'] } };
    expect(set('project.currentPhase', 'polish', { config })).toEqual([
      '{"key":"project.currentPhase","value":"polish","changed":true}',
      'config project.currentPhase=polish',
      'warning W_UNKNOWN_PHASE: polish is not among project.phases (setup, core)',
    ]);
    expect(set('project.currentPhase', 'core', { config }).length).toBe(2);
    expect(set('project.currentPhase', 'polish').length).toBe(2);
    expect(set('project.name', 'polish', { config }).length).toBe(2);
    expect(
      set('project.currentPhase', undefined, { config: { project: { ...config.project, currentPhase: 'core' } } }).length,
    ).toBe(2);
  });
  test('a key by its name', () => {
    const found = knownKey('worktrees');
    expect(found.ok && found.row.key).toBe('worktrees');
    const missing = knownKey('worktree');
    expect(missing.ok ? [] : refusalLines(makeWorld(), missing.refusals[0])).toEqual([
      'E_NOT_FOUND: there is no setting "worktree", did you mean worktrees?',
      'details {key:worktree}',
      'fix stint config get worktrees',
    ]);
  });
});
