const mebibyte = 1024 * 1024;

/** What is read whole at once must fit one string of Node. */
const longestText = 480 * mebibyte;

/** How large a file of the store may be that is read whole, by its name inside `.stint/`: the first pattern that fits counts. */
const mostByName: readonly (readonly [RegExp, number])[] = [
  [/^(?:config\.json|\.git[a-z]+|hooks\/[^/]+)$/, mebibyte],
  [/^(?:todo|sessions)\.json$/, longestText],
  [/^journal\/\d+\/\d+\.json$/, longestText],
  [/^archive\//, 1024 * mebibyte],
];

/** Of files that are also read in pieces: more is not to be had in one piece. */
const mostAtOnce = 2 ** 31 - 1;

export const mostBytesOf = (name: string): number => mostByName.find(([pattern]) => pattern.test(name))?.[1] ?? mostAtOnce;

/** The largest record of a commit, and of a file that it replaces. */
export const mostRecordBytes = longestText;
