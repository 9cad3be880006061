const forbidden = ['--takeover', '--out-of-scope', '--with-children', '--force', '--allow-overlap'];

/** Neither a place for a person to fill in, nor anything outside of quotes that a shell would act upon. */
const isReady = (line: string): boolean => {
  const bare = line.replaceAll(/'[^']*'|\\'/g, '');
  return !/[<>|;&$`"]/.test(bare) && !/…|\.\.\.|\b(?:FILE|ID|TASK|TEXT|PATH)\b/.test(line);
};

/** What is wrong with the lines to copy of a refusal. */
export const fixFaults = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => {
    const option = forbidden.find((name) => line.includes(name));
    return [
      ...(option === undefined ? [] : [`a fix suggests ${option}: ${line}`]),
      ...(isReady(line) ? [] : [`a fix is no line to run as it is: ${line}`]),
    ];
  });
