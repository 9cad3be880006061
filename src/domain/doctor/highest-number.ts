import type { State } from '../state/state';

/** The highest number that a task of the project or its archive bears, or that is noted as used. */
export const highestNumber = (state: State): number => {
  const { prefix } = state.config.task;
  let highest = state.lastTaskNumber;
  for (const { id } of state.archive.tasks()) {
    const digits = id.startsWith(prefix) ? id.slice(prefix.length) : '';
    if (/^\d{1,15}$/.test(digits)) highest = Math.max(highest, Number(digits));
  }
  return highest;
};
