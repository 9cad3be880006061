import { statSync } from 'node:fs';
import { isAccepted } from '../project/owner';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Root works in another user's folder as that user, for the rest of the process: under sudo, and where the folder was
 * said to be safe. So everything that is made there belongs to whom the folder belongs.
 */
export const actAsOwner = (folder: string, env: Environment): void => {
  const { setuid, setgid, setgroups, geteuid } = process;
  if (geteuid?.() !== 0 || setuid === undefined || setgid === undefined || setgroups === undefined) return;
  const status = statSync(folder, { throwIfNoEntry: false });
  if (status === undefined || status.uid === 0 || !isAccepted(status.uid, folder, env)) return;
  const gid = env.SUDO_UID === String(status.uid) && /^\d{1,10}$/.test(env.SUDO_GID ?? '') ? Number(env.SUDO_GID) : status.gid;
  try {
    setgroups([gid]);
    setgid(gid);
    setuid(status.uid);
  } catch (error) {
    // A thread beside the main one may not.
    if ((error as NodeJS.ErrnoException).code !== 'ERR_WORKER_UNSUPPORTED_OPERATION') throw error;
  }
};
