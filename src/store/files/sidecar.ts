import { dirname, join } from 'node:path';
import { spoolFileName } from '../../domain/event/spool-line';
import { instantAt } from '../../domain/time/instant';
import type { Sidecar } from '../store';
import { createFile, makeFolder, setModified } from './change-own-folder';
import { sha256 } from './digest';
import { isGone } from './disk';
import { isSessionId, spoolFolder } from './layout';
import { namesIn, type OwnFolder, ownFolder, statusOf } from './own-folder';
import { sweepSpool } from './spool/sweep-spool';

/** Life signs: `alive/<session>`, of which only the modification time counts. */
export const openSidecar = (dir: string): Sidecar => {
  const pathOf = (session: string): string | undefined => (isSessionId(session) ? join(dir, 'alive', session) : undefined);
  const files = ownFolder(dir);
  const alive = lookInto(files, join(dir, 'alive'));
  const spool = lookInto(files, join(dir, spoolFolder));
  return {
    aliveAt: (session) => {
      const atMs = alive.mayHold(session) ? modifiedAtMs(files, pathOf(session)) : undefined;
      return atMs === undefined ? undefined : instantAt(atMs);
    },
    touch: (session, now, atMostEveryMs) => {
      const path = pathOf(session);
      if (path === undefined) return;
      const nowMs = Date.parse(now);
      const lastMs = atMostEveryMs === undefined ? undefined : modifiedAtMs(files, path);
      // A sign from the future is that of a clock which has jumped since: it is corrected.
      const isRecent = lastMs !== undefined && lastMs <= nowMs && nowMs - lastMs < (atMostEveryMs ?? 0);
      if (isRecent) return;
      giveSign(files, path, nowMs / 1000);
      alive.forget();
    },
    heardAt: (conversation) => {
      const name = spoolFileName(conversation, sha256);
      const atMs = spool.mayHold(name) ? modifiedAtMs(files, join(dir, spoolFolder, name)) : undefined;
      return atMs === undefined ? undefined : instantAt(atMs);
    },
    sweepSpool: (names, taken) => sweepSpool(dir, names, taken),
  };
};

/** From so many names on, listing the folder costs less than asking for each; a thousand sessions mostly have few signs. */
const fewNames = 8;

const lookInto = (files: OwnFolder, folder: string) => {
  let asked = 0;
  let names: ReadonlySet<string> | undefined;
  return {
    mayHold: (name: string): boolean => {
      asked += 1;
      if (asked > fewNames) names ??= namesOrNone(files, folder);
      return names?.has(name) ?? true;
    },
    forget: () => {
      asked = 0;
      names = undefined;
    },
  };
};

/** undefined: the folder may not be listed; what is in it may be read nevertheless. */
const namesOrNone = (files: OwnFolder, folder: string): ReadonlySet<string> | undefined => {
  try {
    return new Set(namesIn(files, folder));
  } catch {
    return undefined;
  }
};

const modifiedAtMs = (files: OwnFolder, path: string | undefined): number | undefined => {
  try {
    const status = path === undefined ? undefined : statusOf(files, path);
    return status?.isFile() ? status.mtimeMs : undefined;
  } catch {
    // A sign that cannot be read is none; the session's own record still tells when it was last active.
    return undefined;
  }
};

const giveSign = (files: OwnFolder, path: string, seconds: number): void => {
  try {
    try {
      setModified(files, path, seconds);
    } catch (error) {
      if (!isGone(error)) throw error;
      makeFolder(files, dirname(path));
      createFile(files, path);
      setModified(files, path, seconds);
    }
  } catch {
    // On a read-only folder there are no life signs; no command fails for that.
  }
};
