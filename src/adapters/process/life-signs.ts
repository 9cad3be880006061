import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LifeSigns } from '../../domain/session/life-signs';
import type { Session } from '../../domain/session/schema';
import type { Instant } from '../../domain/time/instant';
import type { Sidecar } from '../../store/store';
import { type ProcessTable, procTable } from './process-table';

/** Looks at the outside world only for what is asked, and at each thing once: most sessions are judged by one look. */
export const signsOf = (
  session: Session,
  sidecar: Pick<Sidecar, 'aliveAt' | 'heardAt'>,
  processes: ProcessTable = procTable,
): LifeSigns => {
  const heardAt = session.conversation === undefined ? undefined : sidecar.heardAt(session.conversation);
  const aliveAt = laterOf(sidecar.aliveAt(session.id), heardAt);
  const processGone = once(() => session.process !== undefined && processes.isCertainlyGone(session.process));
  const worktreeGone = once(() => isFolderGone(session.git?.worktree));
  return {
    ...(aliveAt === undefined ? {} : { aliveAt }),
    get processGone() {
      return processGone();
    },
    get worktreeGone() {
      return worktreeGone();
    },
  };
};

const laterOf = (one: Instant | undefined, other: Instant | undefined): Instant | undefined =>
  one === undefined || (other !== undefined && Date.parse(other) > Date.parse(one)) ? other : one;

/**
 * The folder that held it must still be there: a container sees the same project under another path, and a disk may
 * just not be mounted.
 */
const isFolderGone = (folder: string | undefined): boolean => {
  if (folder === undefined) return false;
  return isAbsent(folder) && !isAbsent(dirname(folder));
};

const isAbsent = (path: string): boolean => {
  try {
    return statSync(path, { throwIfNoEntry: false }) === undefined;
  } catch {
    // Not allowed to look: that proves nothing.
    return false;
  }
};

const once = <T>(look: () => T): (() => T) => {
  let seen: { readonly value: T } | undefined;
  return () => {
    seen ??= { value: look() };
    return seen.value;
  };
};
