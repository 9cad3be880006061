import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { version } from '../../package.json';
import { loadCommands } from '../../src/cli/load-commands';
import { errorTable } from '../../src/domain/error/table';
import { hooksOf } from '../../src/harness/hook-files';

const folder = join(import.meta.dirname, '../../integrations');
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');

describe('the plugin for Claude Code', () => {
  test('holds the hooks that are installed, with that of the guard', () => {
    const expected = Object.fromEntries(
      hooksOf('claude', true).map(({ event, matcher, handler }) => [
        event,
        [{ ...(matcher === undefined ? {} : { matcher }), hooks: [handler] }],
      ]),
    );
    expect(JSON.parse(read('claude-plugin/hooks/hooks.json')).hooks).toEqual(expected);
  });

  test('is of the version of the program, and is what the marketplace offers', () => {
    const { name, version: own } = JSON.parse(read('claude-plugin/.claude-plugin/plugin.json'));
    const [offered] = JSON.parse(read('.claude-plugin/marketplace.json')).plugins;
    expect([own, offered.name, offered.source]).toEqual([version, name, './claude-plugin']);
  });

  test.each(['claude-plugin/skills/stint/SKILL.md', '../docs/agents.md'])(
    '%s names commands and exit codes that there are',
    async (path) => {
      const text = read(path);
      const known = new Set((await loadCommands()).flatMap(({ line }) => [line.name, ...(line.alias ?? [])]));
      const typed = [...text.matchAll(/`stint ([a-z-]+)(?: ([a-z-]+))?/g)].filter(([, word]) => word !== 'help');
      expect(typed.length).toBeGreaterThan(10);
      for (const [line, first = '', second = ''] of typed)
        expect(known.has(first) || known.has(`${first} ${second}`), line).toBe(true);
      const codes = [...text.matchAll(/^\| (\d+)(?:, (\d+))? \|/gm)].flatMap(([, ...found]) => found.filter(Boolean).map(Number));
      expect(codes.length).toBeGreaterThan(8);
      for (const code of codes) expect(code === 0 || errorTable.some(({ exitCode }) => exitCode === code), `${code}`).toBe(true);
    },
  );
});
