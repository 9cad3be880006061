/**
 * What `.stint/.gitignore` and `.stint/.gitattributes` say where the ledger, and of all live files the ledger alone, is
 * kept in git. Lines of the user's own stay as they are.
 */
const ignoreLines = ['!.gitattributes', '!ledger.jsonl'];
/** `-text`: git changes no line end, since the bytes of a line are what its hash stands for. */
const attributesLine = 'ledger.jsonl merge=stint-ledger -text';

const linesOf = (text: string): string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
const textOf = (lines: readonly string[]): string => (lines.length === 0 ? '' : `${lines.join('\n')}\n`);

const namesDriver = (line: string): boolean => /^\/?ledger\.jsonl\s(?:.*\s)?merge=stint-ledger(?:\s|$)/.test(line.trim());

/** Whether the ledger is kept in git, as far as `.stint/.gitattributes` tells. */
export const isTrackedBy = (attributes: string): boolean => linesOf(attributes).some(namesDriver);

export const ignoreWithLedger = (text: string): string => {
  const lines = linesOf(text);
  return textOf([...lines, ...ignoreLines.filter((line) => !lines.some((each) => each.trim() === line))]);
};

export const ignoreWithoutLedger = (text: string): string =>
  textOf(linesOf(text).filter((line) => !ignoreLines.includes(line.trim())));

export const attributesWithLedger = (text: string): string =>
  isTrackedBy(text) ? text : textOf([...linesOf(text), attributesLine]);

/** undefined: nothing is left to say. */
export const attributesWithoutLedger = (text: string): string | undefined => {
  const rest = linesOf(text).filter((line) => !namesDriver(line));
  return rest.length === 0 ? undefined : textOf(rest);
};
