import type { HookHarness } from '../domain/event/hook-reading';
import { guardHooks, type WantedHook, wantedHooks } from './wanted-hooks';

/** `local`: the user's own settings of this project, which Claude Code alone has. */
export const hookScopes = ['project', 'local', 'user'] as const;
export type HookScope = (typeof hookScopes)[number];

/**
 * How a file holds hooks. `groups`: event, groups with a matcher, handlers (Claude Code's form). `flat`: event, handlers.
 * `plugin`: a program that is wholly ours.
 */
export type HookFileForm = 'groups' | 'flat' | 'plugin';

/** What the agents' program is called, where its hooks stand, and how one knows that it is there. */
export type HookFiles = {
  readonly harness: HookHarness;
  readonly label: string;
  readonly form: HookFileForm;
  /** The file of each scope: for `project` and `local` relative to the project, for `user` to `userFolder`. `/` as separator. */
  readonly files: { readonly [scope in HookScope]?: string };
  /** The folder of the user's settings: the first of these variables that is set and what follows in it, else below the home folder. */
  readonly userFolder: { readonly variables: readonly (readonly [name: string, below: string])[]; readonly home: string };
  /** Names of its program on PATH. */
  readonly programs: readonly string[];
  /** What only a person can do before hooks run. */
  readonly person?: string;
  /** The program does not read a settings file that has comments. */
  readonly refusesComments?: true;
  /** No run of the program has confirmed the file. */
  readonly unverified?: true;
};

export const hookFiles: readonly HookFiles[] = [
  {
    harness: 'claude',
    label: 'Claude Code',
    form: 'groups',
    files: { project: '.claude/settings.json', local: '.claude/settings.local.json', user: 'settings.json' },
    userFolder: { variables: [['CLAUDE_CONFIG_DIR', '']], home: '.claude' },
    programs: ['claude'],
    refusesComments: true,
    person: 'Claude Code runs hooks of a project once its folder is trusted: say yes when `claude` asks at its start there',
  },
  {
    harness: 'codex',
    label: 'Codex',
    form: 'groups',
    files: { project: '.codex/hooks.json', user: 'hooks.json' },
    userFolder: { variables: [['CODEX_HOME', '']], home: '.codex' },
    programs: ['codex'],
    refusesComments: true,
    person:
      'Codex skips new and changed hooks, silently, until you approve them: run `codex` here, trust the project, type /hooks and approve those of stint',
  },
  {
    harness: 'opencode',
    label: 'OpenCode',
    form: 'plugin',
    files: { project: '.opencode/plugin/stint.js', user: 'plugin/stint.js' },
    userFolder: { variables: [['XDG_CONFIG_HOME', 'opencode']], home: '.config/opencode' },
    programs: ['opencode'],
    person: 'OpenCode loads plugins at its start: restart it where it runs',
  },
  {
    harness: 'gemini',
    label: 'Gemini CLI',
    form: 'groups',
    files: { project: '.gemini/settings.json', user: 'settings.json' },
    userFolder: { variables: [], home: '.gemini' },
    programs: ['gemini'],
    person:
      'Gemini CLI warns about hooks of a project when it first sees them, and notes that in ~/.gemini/trusted_hooks.json; in a folder that it does not trust it runs none',
  },
  {
    harness: 'copilot',
    label: 'Copilot CLI',
    form: 'flat',
    files: { project: '.github/hooks/stint.json', user: 'hooks/stint.json' },
    userFolder: { variables: [['COPILOT_HOME', '']], home: '.copilot' },
    programs: ['copilot'],
    refusesComments: true,
    person: 'Copilot CLI runs hooks of a project once its folder is trusted: say yes when `copilot` asks at its start there',
  },
  {
    harness: 'cursor',
    label: 'Cursor',
    form: 'flat',
    files: { project: '.cursor/hooks.json', user: 'hooks.json' },
    userFolder: { variables: [], home: '.cursor' },
    programs: ['cursor-agent', 'cursor'],
    unverified: true,
  },
];

export const hookFilesOf = (harness: HookHarness): HookFiles => {
  const found = hookFiles.find((row) => row.harness === harness);
  if (found === undefined) throw new Error(`no hook files of ${harness}`);
  return found;
};

/** Every hook that a harness's file is to hold; `guard`: whether writes are looked at before they happen. */
export const hooksOf = (harness: HookHarness, guard: boolean): readonly WantedHook[] => [
  ...(guard ? guardHooks(harness) : []),
  ...wantedHooks(harness),
];
