const words: Readonly<Record<string, string>> = {
  EMFILE: 'this process has too many files open',
  ENFILE: 'the system has too many files open',
  EAGAIN: 'the system takes no more processes just now',
  ENOMEM: 'there is not enough memory',
  E2BIG: 'its arguments and environment are too long',
};

/**
 * Why a program that is there could not be started, from the error of `spawn`; undefined where it is not there, or not to
 * be run.
 */
export const startFault = (error: unknown): string | undefined => {
  const errno = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (errno === undefined || absent.includes(errno)) return undefined;
  return `${words[errno] ?? 'the system refuses it'} (${errno})`;
};

const absent: readonly string[] = ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM', 'ENOEXEC', 'ELOOP'];
