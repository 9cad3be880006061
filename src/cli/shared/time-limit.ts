/**
 * Runs `work` of a process that nobody watches, and ends the whole process where it takes longer: what a commit has not
 * finished then, the next command finishes.
 */
export const withinTime = async <T>(mostMs: number, work: () => Promise<T>): Promise<T> => {
  const timer = setTimeout(() => process.kill(process.pid, 'SIGKILL'), mostMs);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
};
