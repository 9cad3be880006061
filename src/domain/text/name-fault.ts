import { visibleLine } from './visible';

/** The longest name of an agent, a session, a phase, a label, a project, in characters. */
export const nameLimit = 64;

export const nameExpected = `a name of at most ${nameLimit} printable characters on one line`;

/** What is wrong with a name that somebody gives, as the rest of a sentence that shows it; undefined where nothing is. */
export const nameFault = (given: string): string | undefined => {
  const length = Array.from(given).length;
  if (given.trim() === '') return `takes ${nameExpected}, not nothing`;
  if (length > nameLimit) return `takes ${nameExpected}, not one of ${length} ("${visibleLine(given.slice(0, 20))}…")`;
  const shown = visibleLine(given);
  return shown === given ? undefined : `takes ${nameExpected}, not "${shown}"`;
};
