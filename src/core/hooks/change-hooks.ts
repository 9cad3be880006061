import type { HookHarness } from '../../domain/event/hook-reading';
import type { Warning } from '../../domain/outcome';
import { hookFiles, hookFilesOf } from '../../harness/hook-files';
import { AppError } from '../app-error';
import type { HookFilePorts } from './hook-ports';
import type { HookChange, PlannedHooks } from './install-hooks';
import { disabledWords, type HookLook, lookAtHooks } from './look-at-hooks';

export type HooksChanged = {
  readonly files: readonly HookChange[];
  /** What only a person can do before these hooks run. */
  readonly person: readonly { readonly harness: HookHarness; readonly what: string }[];
  readonly dryRun?: true;
};

export type HooksStatus = {
  readonly guard: boolean;
  readonly files: readonly HookLook[];
  /** Harnesses whose hooks stand at several levels. */
  readonly doubled: readonly { readonly harness: HookHarness; readonly files: readonly string[] }[];
  readonly person: HooksChanged['person'];
};

/** Makes what was planned, file by file: each of them wholly or not at all. */
export const carryOut = (plans: readonly PlannedHooks[], dryRun: boolean): HooksChanged => {
  const done: HookChange[] = [];
  for (const { act, ...change } of plans) {
    if (!dryRun)
      try {
        act();
      } catch (error) {
        throw done.some((each) => each.change !== 'unchanged') ? partlyDone(error, done) : error;
      }
    done.push(change);
  }
  const installed = done.filter(({ change }) => ['created', 'added', 'renewed'].includes(change));
  return { files: done, person: personOf(installed.map(({ harness }) => harness)), ...(dryRun ? { dryRun } : {}) };
};

const partlyDone = (error: unknown, done: readonly HookChange[]): unknown => {
  if (!(error instanceof Error && 'code' in error && error.code === 'E_STORE_IO')) return error;
  const files = done.filter(({ change }) => change !== 'unchanged').map(({ file }) => file);
  return new AppError({
    code: 'E_STORE_IO',
    message: `${error.message.replace(/ Nothing was changed\.$/, '')} These were changed before it: ${files.join(', ')}`,
    details: { ...('details' in error && typeof error.details === 'object' ? error.details : {}), changed: files },
  });
};

const personOf = (harnesses: readonly HookHarness[]): HooksChanged['person'] =>
  [...new Set(harnesses)].flatMap((harness) => {
    const { person } = hookFilesOf(harness);
    return person === undefined ? [] : [{ harness, what: person }];
  });

export const hooksStatus = (ports: HookFilePorts, guard: boolean): HooksStatus => {
  const files = lookAtHooks(ports, guard);
  return { guard, files, doubled: doubledIn(files), person: personOf(files.filter(isThere).map(({ harness }) => harness)) };
};

const isThere = ({ state }: HookLook): boolean => state === 'installed' || state === 'outdated';

const doubledIn = (files: readonly HookLook[]): HooksStatus['doubled'] =>
  hookFiles
    .map(({ harness }) => ({ harness, looks: files.filter((look) => look.harness === harness && isThere(look)) }))
    .filter(({ looks }) => looks.length > 1)
    .map(({ harness, looks }) => ({ harness, files: looks.map(({ file }) => file) }));

/** What keeps hooks that were installed from working as one expects. */
export const installWarnings = (ports: HookFilePorts, changes: readonly HookChange[], dryRun: boolean): readonly Warning[] => [
  ...doubledWarnings(ports, changes),
  ...lookAtHooks(ports, false)
    .filter(({ file, disabledBy }) => !dryRun && disabledBy !== undefined && changes.some((each) => each.file === file))
    .map((look) => ({ code: 'W_HOOKS_IDLE' as const, message: disabledWords(look) })),
];

/** One event through two files is recorded once; the agent waits for it twice. */
const doubledWarnings = (ports: HookFilePorts, changes: readonly HookChange[]): readonly Warning[] =>
  lookAtHooks(ports, false)
    .filter((look) => isThere(look) && changes.some(({ harness, scope }) => harness === look.harness && scope !== look.scope))
    .map(({ harness, scope, file }) => ({
      code: 'W_HOOKS_DOUBLED',
      message: `${hookFilesOf(harness).label} also has stint's hooks in ${file}: an event is recorded once, and the agent waits for it twice; \`stint hooks remove ${harness}${scope === 'project' ? '' : ` --${scope}`}\` takes those out`,
    }));

/** The harnesses that are in use here. */
export const detectedHarnesses = (ports: HookFilePorts): readonly HookHarness[] =>
  hookFiles.filter(ports.isThere).map(({ harness }) => harness);
