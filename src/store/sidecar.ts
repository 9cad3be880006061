import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { spoolFileName } from '../domain/harness/spool-line';
import { sha256 } from './digest';
import { isGone } from './disk';
import { isSessionId, spoolFolder } from './layout';
import { sweepSpool } from './spool/sweep-spool';
import type { Sidecar } from './store';

/** Life signs: `alive/<session>`, of which only the modification time counts. */
export const openSidecar = (dir: string): Sidecar => {
  const pathOf = (session: string): string | undefined => (isSessionId(session) ? join(dir, 'alive', session) : undefined);
  return {
    aliveAt: (session) => {
      const atMs = modifiedAtMs(pathOf(session));
      return atMs === undefined ? undefined : new Date(atMs).toISOString();
    },
    touch: (session, now, atMostEveryMs) => {
      const path = pathOf(session);
      if (path === undefined) return;
      const nowMs = Date.parse(now);
      const lastMs = atMostEveryMs === undefined ? undefined : modifiedAtMs(path);
      // A sign from the future is that of a clock which has jumped since: it is corrected.
      const isRecent = lastMs !== undefined && lastMs <= nowMs && nowMs - lastMs < (atMostEveryMs ?? 0);
      if (!isRecent) setModified(path, nowMs / 1000);
    },
    heardAt: (conversation) => {
      const atMs = modifiedAtMs(join(dir, spoolFolder, spoolFileName(conversation, sha256)));
      return atMs === undefined ? undefined : new Date(atMs).toISOString();
    },
    sweepSpool: (names, taken) => sweepSpool(dir, names, taken),
  };
};

const modifiedAtMs = (path: string | undefined): number | undefined => {
  try {
    return path === undefined ? undefined : fs.statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  } catch {
    // A sign that cannot be read is none; the session's own record still tells when it was last active.
    return undefined;
  }
};

const setModified = (path: string, seconds: number): void => {
  try {
    try {
      fs.utimesSync(path, seconds, seconds);
    } catch (error) {
      if (!isGone(error)) throw error;
      fs.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      fs.closeSync(fs.openSync(path, 'a', 0o600));
      fs.utimesSync(path, seconds, seconds);
    }
  } catch {
    // On a read-only folder there are no life signs; no command fails for that.
  }
};
