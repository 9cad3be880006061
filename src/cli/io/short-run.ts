/** Below, loading node:v8 (2 ms) costs more than it saves. */
const leastBytes = 100_000;
/** Above, code runs so long that optimizing it pays. */
const mostBytes = 8_000_000;

/**
 * To be told before a file is parsed. V8 optimizes what it sees repeated a thousand times, and a command is over before that
 * pays: with 1,000 tasks, a fifth of the processor time of `stint list` went into it. Nor does it pay to mark garbage while
 * the program goes on: next to none is left before the end.
 */
export const shortRun = (setFlag: (flag: string) => void = setFlagOfV8): ((bytes: number) => void) => {
  let largest = 0;
  return (bytes) => {
    const before = largest;
    largest = Math.max(largest, bytes);
    if (before < leastBytes && largest >= leastBytes) setFlag('--no-incremental-marking');
    const pays = (size: number): boolean => size < leastBytes || size > mostBytes;
    if (pays(before) !== pays(largest)) setFlag(pays(largest) ? '--opt' : '--no-opt');
  };
};

const setFlagOfV8 = (flag: string): void => {
  // Bun runs the program on another engine.
  if (process.versions.bun === undefined) process.getBuiltinModule('node:v8').setFlagsFromString(flag);
};
