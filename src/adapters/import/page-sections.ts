const heading = /^##[ \t]+(.+?)[ \t]*$/;
const marker = /^[ \t]*<!-- *([A-Z]+)(?::[A-Z_]+)?:(BEGIN|END) *-->[ \t]*$/;
const fence = /^[ \t]*(`{3,}|~{3,})/;

/**
 * The sections of a page by their headings, in order; what stands before the first has the name ''. Between the markers
 * that Backlog.md writes, and in fenced code, a heading is text.
 */
export const sectionsOf = (body: string): Map<string, string> => {
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  sections.set('', lines);
  let marked = false;
  let fencedBy: string | undefined;
  for (const line of body.split(/\r\n|\n|\r/)) {
    const mark = fencedBy === undefined ? marker.exec(line) : null;
    if (mark !== null) {
      marked = mark[2] === 'BEGIN';
      continue;
    }
    const ticks = fence.exec(line)?.[1];
    if (ticks !== undefined) fencedBy = fencedBy === undefined ? ticks : ticks.startsWith(fencedBy) ? undefined : fencedBy;
    const name = marked || fencedBy !== undefined ? undefined : heading.exec(line)?.[1];
    if (name === undefined) lines.push(line);
    else {
      lines = sections.get(name) ?? [];
      sections.set(name, lines);
    }
  }
  return new Map([...sections].map(([name, text]) => [name, text.join('\n').trim()]));
};

const item = /^\s*[-*+]\s+(?:\[(.)\]\s+)?(?:#\d+\s+)?(.+)$/;

export type Check = { readonly text: string; readonly checked: boolean };

/** The items of a list such as `- [x] #1 Works`; a line that is indented goes on with its item. */
export const checksIn = (text: string | undefined): Check[] => {
  const checks: Check[] = [];
  for (const line of (text ?? '').split('\n')) {
    const found = item.exec(line);
    const last = checks.at(-1);
    if (found !== null) checks.push({ text: (found[2] ?? '').trim(), checked: (found[1] ?? ' ') !== ' ' });
    else if (line.trim() !== '' && last !== undefined)
      checks[checks.length - 1] = { ...last, text: `${last.text} ${line.trim()}` };
  }
  return checks;
};
