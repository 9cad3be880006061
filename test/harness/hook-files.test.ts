import { describe, expect, it } from 'vitest';
import { hookHarnesses } from '../../src/domain/event/hook-reading';
import { hookFiles, hookFilesOf, hooksOf } from '../../src/harness/hook-files';
import { guardHooks, wantedHooks } from '../../src/harness/wanted-hooks';

it('there is one row for each harness', () => {
  expect(hookFiles.map(({ harness }) => harness)).toEqual([...hookHarnesses]);
  for (const harness of hookHarnesses) expect(hookFilesOf(harness).harness).toBe(harness);
});

it('says which harness has none', () => {
  expect(() => hookFilesOf('aider' as 'codex')).toThrow(new Error('no hook files of aider'));
});

describe.each(hookHarnesses)('%s', (harness) => {
  it('holds what is wanted, and what guards writes before it', () => {
    expect(hooksOf(harness, false)).toStrictEqual(wantedHooks(harness));
    expect(hooksOf(harness, true)).toStrictEqual([...guardHooks(harness), ...wantedHooks(harness)]);
  });
});

/** What the harnesses' documents say. */
it.each([
  ['claude', 'groups', '.claude/settings.json', '.claude/settings.local.json', 'settings.json', 'CLAUDE_CONFIG_DIR', '.claude'],
  ['codex', 'groups', '.codex/hooks.json', undefined, 'hooks.json', 'CODEX_HOME', '.codex'],
  ['opencode', 'plugin', '.opencode/plugin/stint.js', undefined, 'plugin/stint.js', 'XDG_CONFIG_HOME', '.config/opencode'],
  ['gemini', 'groups', '.gemini/settings.json', undefined, 'settings.json', undefined, '.gemini'],
  ['copilot', 'flat', '.github/hooks/stint.json', undefined, 'hooks/stint.json', 'COPILOT_HOME', '.copilot'],
  ['cursor', 'flat', '.cursor/hooks.json', undefined, 'hooks.json', undefined, '.cursor'],
] as const)('the files of %s', (harness, form, project, local, user, variable, home) => {
  const row = hookFilesOf(harness);
  const below = harness === 'opencode' ? 'opencode' : '';
  expect([row.form, row.files]).toStrictEqual([form, { project, ...(local === undefined ? {} : { local }), user }]);
  expect(row.userFolder).toStrictEqual({ variables: variable === undefined ? [] : [[variable, below]], home });
});
