import { join } from 'node:path';
import { locateFile, locateWrite, recordPath } from '../adapters/files/locate-file';
import { checkoutAt } from '../adapters/git/find-checkout';
import { openRepository } from '../adapters/git/open-repository';
import { ledgerBranch } from '../adapters/git/track-branch';
import { detectCaller, runsUnderHarness } from '../adapters/harness/detect-caller';
import { actAsOwner } from '../adapters/process/act-as-owner';
import { signsOf } from '../adapters/process/life-signs';
import { outdatedAgentFiles } from '../adapters/project/agent-files';
import { type ProjectLocation, searchProject } from '../adapters/project/find-project';
import { gitReach } from '../adapters/project/git-reach';
import { AppError } from '../core/app-error';
import type { Context } from '../core/context';
import { goneRefusal } from '../domain/project/gone';
import { foreignNotice, type ProjectTrust } from '../domain/project/trust';
import { nameFault } from '../domain/text/name-fault';
import { entrySha256, freshHex, freshName } from '../store/files/digest';
import { eventLines } from '../store/files/event-lines';
import { openFilesStore } from '../store/files/open-store';
import { readPointer, writePointer } from '../store/files/pointer-file';
import { openSidecar } from '../store/files/sidecar';
import type { Sidecar, Store } from '../store/store';
import { openAdmitting } from './become-known';
import type { Globals } from './globals';
import type { Io } from './io';
import { machineZone } from './machine-zone';

/** The project that a command typed in `io.cwd` works on, or E_NO_PROJECT; E_STORE_CORRUPT where it was there and is gone. */
export const projectAt = ({ cwd, env }: Io): ProjectLocation => {
  const { found, lost, refused } = searchProject({ cwd, env });
  // Never a foreign one in the place of the one that git knows.
  if (lost !== undefined && found?.trust.kind !== 'known') throw new AppError(goneRefusal(lost));
  if (found !== undefined) {
    actAsOwner(found.root, env);
    return found;
  }
  if (refused !== undefined) throw refused.why;
  throw new AppError({
    code: 'E_NO_PROJECT',
    message: `no project: there is no .stint/ in ${cwd} or above it`,
    details: { cwd },
    fix: ['stint init'],
  });
};

/** Opens the project that a command typed in `io.cwd` works on: the one place that knows store, adapters, clock and ids. */
export const compose = (
  io: Io,
  globals: Globals,
  overrides: { readonly agent?: string } = {},
  beforeParsing?: Io['beforeParsing'],
): Context => {
  const { cwd, env } = io;
  const project = projectAt(io);
  const { root, stintDir } = project;
  const { session, noSession, allowSecret, lockTimeoutMs } = globals;
  if (overrides.agent === undefined) refuseFaultyName(env.STINT_AGENT);
  const open = (trust: ProjectTrust): Store =>
    openFilesStore({
      dir: stintDir,
      clock: io.now,
      lockTimeoutMs,
      useLock: env.STINT_LOCK !== 'off',
      ledgerBranch: () => ledgerBranch(stintDir),
      beforeParsing,
      trust,
      reach: gitReach({ root, stintDir, trust }, io),
    });
  const { store, isKnown } = openTrusting(io, project, open);
  const sidecar = sidecarOf(stintDir, isKnown);
  return {
    store,
    sidecar,
    notices: () =>
      project.trust.kind === 'known' || isKnown() ? [] : [{ code: 'W_FOREIGN', message: foreignNotice(project.trust, stintDir) }],
    eventLines: (id) => eventLines(stintDir, id),
    pointer: { write: (id) => writePointer(project.pointerFile, id) },
    caller: detectCaller({
      env,
      project,
      pointer: readPointer(project.pointerFile),
      options: { ...overrides, ...(session === undefined ? {} : { session }), noSession },
    }),
    ...(allowSecret ? { allowSecret } : {}),
    now: io.now,
    zone: machineZone,
    mint: { sessionSuffix: freshHex, uid: freshName },
    sha256: entrySha256,
    signsOf: (each) => signsOf(each, sidecar),
    gitAt: (worktree) => {
      const checkout = checkoutAt(worktree);
      return checkout === undefined ? undefined : openRepository({ checkout, env });
    },
    outdatedAgentFiles: () => outdatedAgentFiles(project),
    locateFile: (typed) => locateFile(project, cwd, typed),
    recordPath: (worktree, path) => recordPath({ root, worktree }, path),
    locateWrite: (path, from) => locateWrite({ root, worktree: from.worktree ?? root }, from.cwd ?? root, path),
    configPath: join(stintDir, 'config.json'),
    root,
    cwd,
  };
};

/** Empty means none. A name that was typed has been looked at. */
const refuseFaultyName = (given: string | undefined): void => {
  const fault = given === undefined || given === '' ? undefined : nameFault(given);
  if (fault !== undefined) throw new AppError({ code: 'E_USAGE', message: `STINT_AGENT ${fault}`, details: { given } });
};

const openTrusting = (
  io: Io,
  { trust, stintDir }: ProjectLocation,
  open: (trust: ProjectTrust) => Store,
): { readonly store: Store; readonly isKnown: () => boolean } =>
  trust.kind === 'foreign' && trust.mayBecomeKnown
    ? openAdmitting(io, stintDir, trust, open)
    : { store: open(trust), isKnown: () => trust.kind === 'known' };

/** Life signs too are left only in a project that is known. */
const sidecarOf = (stintDir: string, isKnown: () => boolean): Sidecar => {
  const sidecar = openSidecar(stintDir);
  return {
    ...sidecar,
    touch: (session, now, atMostEveryMs) => {
      if (isKnown()) sidecar.touch(session, now, atMostEveryMs);
    },
  };
};

/** Whether the command was typed at a terminal, and not by an agent. */
export const isPerson = (io: Io): boolean => (io.stdinIsTty || io.stdoutIsTty || io.stderrIsTty) && !runsUnderHarness(io.env);

/** Whether somebody is there to answer a question. */
export const isInteractive = (io: Io): boolean => io.stdinIsTty && !runsUnderHarness(io.env);
