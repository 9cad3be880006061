/** The least of many numbers; Infinity of none. As arguments of one call they would overflow the stack. */
export const leastOf = (numbers: readonly number[]): number => {
  let least = Number.POSITIVE_INFINITY;
  for (const number of numbers) least = Math.min(least, number);
  return least;
};

/** The greatest of many numbers; -Infinity of none. */
export const greatestOf = (numbers: readonly number[]): number => {
  let greatest = Number.NEGATIVE_INFINITY;
  for (const number of numbers) greatest = Math.max(greatest, number);
  return greatest;
};
