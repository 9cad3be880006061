const heading = /^##[ \t]+(.+?)[ \t]*$/;
const marker = /^[ \t]*<!-- *([A-Z]+)(?::[A-Z_]+)?:(BEGIN|END) *-->[ \t]*$/;
const fence = /^[ \t]*(`{3,}|~{3,})/;

/** Sections that count as such between markers too: people write them into the description. */
const ownSections = new Set(['Acceptance Criteria', 'Definition of Done']);

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
    const found = fencedBy === undefined ? heading.exec(line)?.[1] : undefined;
    const name = found !== undefined && marked && !ownSections.has(found) ? undefined : found;
    if (name === undefined) lines.push(line);
    else {
      lines = sections.get(name) ?? [];
      sections.set(name, lines);
    }
  }
  return new Map([...sections].map(([name, text]) => [name, text.join('\n').trim()]));
};

const item = /^\s*(?:[-*+]|\d{1,9}[.)])\s+(?:\[(.?)\]\s+)?(?:#\d+\s+)?(.+)$/;

export type Check = { readonly text: string; readonly checked: boolean };

export type Checks = {
  readonly checks: readonly Check[];
  /** What of the section is no criterion: headings of groups, text before and after. */
  readonly rest: string;
};

/**
 * The criteria of a section: items of a list, with a box or a number or without; a line that is indented or follows at once
 * goes on with its item. A section without a list has a criterion a paragraph.
 */
export const checksIn = (text: string | undefined): Checks => {
  const checks: Check[] = [];
  const rest: string[] = [];
  let open = false;
  for (const line of (text ?? '').split('\n')) {
    const found = /^\s*#{1,6}\s/.test(line) ? null : item.exec(line);
    const last = checks.at(-1);
    if (found !== null) {
      checks.push({ text: (found[2] ?? '').trim(), checked: (found[1] ?? ' ').trim() !== '' });
      open = true;
    } else if (last !== undefined && line.trim() !== '' && (/^\s/.test(line) || (open && !line.startsWith('#')))) {
      checks[checks.length - 1] = { ...last, text: `${last.text} ${line.trim()}` };
      open = true;
    } else {
      if (line.trim() !== '' || rest.at(-1) !== '') rest.push(line);
      open = false;
    }
  }
  const others = rest.join('\n').trim();
  if (checks.length > 0 || others === '') return { checks, rest: others };
  const paragraphs = others.split(/\n{2,}/).map((each) => each.replace(/\s+/g, ' ').trim());
  const isHeading = (each: string): boolean => /^#{1,6}\s/.test(each);
  return {
    checks: paragraphs.filter((each) => !isHeading(each)).map((each) => ({ text: each, checked: false })),
    rest: paragraphs.filter(isHeading).join('\n\n'),
  };
};
