/** What `work` gives where the clock of this process shows `ms`. */
export const atTime = <T>(ms: number, work: () => T): T => {
  const { now } = Date;
  Date.now = () => ms;
  try {
    return work();
  } finally {
    Date.now = now;
  }
};
