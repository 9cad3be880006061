import type { TaskStatus, TaskType } from '../../domain/task/vocabulary';
import { leastOf } from '../../domain/text/extremes';
import { indentOf } from './markdown-lines';
import { type Entry, outlineOf } from './markdown-outline';

/** A task that a Markdown page means, by a box or as the heading or bullet above boxes. */
export type ListedTask = {
  readonly title: string;
  readonly description?: string;
  readonly type: TaskType;
  readonly status: TaskStatus;
  /** The mark of the box; undefined for a group. */
  readonly mark?: string;
  /** The number of an ordered item. */
  readonly number?: string;
  /** Position of the task above in the list. */
  readonly above?: number;
  /** All headings above, those too that are no tasks. */
  readonly headings: readonly string[];
  /** Of the page, counted from 0. */
  readonly line: number;
};

export type MarkdownList = {
  readonly tasks: readonly ListedTask[];
  /** What of the page is no task and part of none: what it is, and the lines or names. */
  readonly leftOut: readonly (readonly [string, readonly string[]])[];
};

export type ListOptions = {
  /** Headings above everything are groups like others. */
  readonly withTitles?: boolean;
  /** Numbered items and headings are tasks, too: `1. Do this`, `## Step 2: Do that`. */
  readonly numbered?: boolean;
};

/**
 * The tasks of a Markdown page as people write them, without a grammar of ours: what has a box is a task; headings and
 * plain bullets with boxes below them are groups, unless a heading stands above all boxes of the page; other text belongs
 * to the task or group above it. In a page without a box every bullet is an open task.
 */
export const listOfMarkdown = (text: string, options: ListOptions = {}): MarkdownList => {
  const { entries, outside, comments, hasFrontMatter } = outlineOf(text);
  const isBoxed = entries.some(({ box }) => box !== undefined)
    ? (entry: Entry): boolean => entry.box !== undefined
    : (entry: Entry): boolean =>
        (entry.kind === 'item' && wordsOf(entry).title !== '' && (options.numbered !== true || entry.number !== undefined)) ||
        (options.numbered === true && entry.kind === 'heading' && isStep(wordsOf(entry).title));
  const meant = new Set<Entry>();
  const empty: Entry[] = [];
  for (const entry of entries) {
    if (!isBoxed(entry)) continue;
    if (wordsOf(entry).title === '' && !entry.body.some((part) => typeof part !== 'string')) empty.push(entry);
    else for (let at: Entry | undefined = entry; at !== undefined && !meant.has(at); at = at.above) meant.add(at);
  }
  const title = options.withTitles === true ? [] : withoutTitles(entries, meant);
  const kept = entries.filter((entry) => meant.has(entry));
  const position = new Map(kept.map((entry, at) => [entry, at]));
  const types: TaskType[] = [];
  const parents = new Set(kept.map((entry) => entry.above));
  const isTask = (entry: Entry): boolean => isBoxed(entry) && (entry.kind === 'item' || !parents.has(entry));
  const tasks = kept.map((entry): ListedTask => {
    const above = entry.above === undefined ? undefined : position.get(entry.above);
    const parent = above === undefined ? undefined : kept[above];
    const isGroup = !isTask(entry);
    const type =
      above === undefined && (isGroup || parents.has(entry))
        ? 'epic'
        : parent === undefined || parent.kind === 'heading' || types[above ?? -1] === 'epic'
          ? 'task'
          : 'subtask';
    types.push(type);
    const { title: words, rest } = wordsOf(entry);
    const description = [...rest, textOf(linesBelow(entry, meant))].filter((part) => part !== '').join('\n\n');
    return {
      title: words === '' ? '(no title)' : words,
      ...(description === '' ? {} : { description }),
      type,
      status: entry.box?.status ?? 'pending',
      ...(entry.box === undefined ? {} : { mark: entry.box.mark }),
      ...(entry.number === undefined ? {} : { number: entry.number }),
      ...(above === undefined ? {} : { above }),
      headings: headingsAbove(entry),
      line: entry.line,
    };
  });
  const textOutside = [
    ...outside,
    ...entries
      .filter((entry) => entry.kind === 'heading' && !meant.has(entry))
      .flatMap((entry) => [...(title.includes(entry) ? [] : [entry.raw]), ...linesBelow(entry, meant)]),
    ...entries
      .filter((entry) => entry.kind === 'item' && entry.above === undefined && !meant.has(entry) && !empty.includes(entry))
      .flatMap(rawLines),
  ].filter((line) => line.trim() !== '');
  const leftOut: [string, readonly string[]][] = [
    ['lines that are part of no task', textOutside.map((line) => line.trim())],
    ['headings above everything: they group nothing', title.map((entry) => wordsOf(entry).title)],
    ['boxes without text', empty.map(({ line }) => `line ${line + 1}`)],
    ['comments', Array.from({ length: comments }, () => '')],
    ['front matter', hasFrontMatter ? [''] : []],
  ];
  return { tasks: withGroupStatus(tasks, kept.map(isTask)), leftOut: leftOut.filter(([, items]) => items.length > 0) };
};

/** `1. Prepare`, `Step 2: Build`, `Phase 3`. */
const isStep = (title: string): boolean => /^(?:(?:step|phase|stage|task|part|milestone)\s+\d{1,3}\b|\d{1,3}[.):])/i.test(title);

/** Takes headings that stand above all tasks out of `meant`: they are the title of the page. */
const withoutTitles = (entries: readonly Entry[], meant: Set<Entry>): Entry[] => {
  const taken: Entry[] = [];
  const isTop = (entry: Entry): boolean => entry.above === undefined || !meant.has(entry.above);
  for (;;) {
    const tops = entries.filter((entry) => meant.has(entry) && isTop(entry));
    const [only] = tops;
    if (only?.kind !== 'heading' || tops.length > 1) return taken;
    meant.delete(only);
    taken.push(only);
  }
};

const headingsAbove = (entry: Entry): string[] => {
  const found: string[] = [];
  for (let at = entry.above; at !== undefined; at = at.above) if (at.kind === 'heading') found.unshift(wordsOf(at).title);
  return found;
};

const rawLines = (entry: Entry): string[] => [
  entry.raw,
  ...entry.words.slice(1),
  ...entry.body.flatMap((part) => (typeof part === 'string' ? [part] : rawLines(part))),
];

/** What stands below an entry and is no task itself; a section without tasks stays where it stood. */
const linesBelow = (entry: Entry, meant: ReadonlySet<Entry>): string[] =>
  entry.body.flatMap((part) =>
    typeof part === 'string' ? [part] : meant.has(part) || part.kind === 'heading' ? [] : rawLines(part),
  );

/** The title in one line; comments in it belong to the description. */
const wordsOf = (entry: Entry): { readonly title: string; readonly rest: readonly string[] } => {
  const rest: string[] = [];
  const joined = entry.words
    .join(' ')
    .replace(/(`[^`]*`)|<!--(.*?)-->/g, (whole, code?: string, comment?: string) => {
      if (code !== undefined) return whole;
      rest.push((comment ?? '').trim());
      return ' ';
    })
    .replace(/(?: |\\)+$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return { title: /^\*\*([^*]+)\*\*$/.exec(joined)?.[1] ?? joined, rest: rest.filter((line) => line !== '') };
};

/** The lines without the blanks that all of them begin with, and without empty ones at both ends. */
const textOf = (lines: readonly string[]): string => {
  const widths = lines.filter((line) => line.trim() !== '').map(indentOf);
  const common = leastOf(widths);
  return lines
    .map((line) => (line.trim() === '' ? '' : outdented(line, common)))
    .join('\n')
    .replace(/^\n+|\s+$/g, '');
};

const outdented = (line: string, width: number): string => {
  let at = 0;
  while (at < line.length && /[ \t]/.test(line[at] ?? '') && indentOf(line.slice(0, at + 1)) <= width) at += 1;
  return line.slice(at);
};

/** A group is finished when all below it is: cancelled if nothing of it was done. */
const withGroupStatus = (tasks: readonly ListedTask[], boxed: readonly boolean[]): ListedTask[] => {
  const below: { open: boolean; done: boolean }[] = tasks.map(() => ({ open: false, done: false }));
  const found = [...tasks];
  for (let at = tasks.length - 1; at >= 0; at -= 1) {
    const task = found[at];
    const own = below[at];
    if (task === undefined || own === undefined) continue;
    if (boxed[at] !== true) found[at] = { ...task, status: own.open ? 'pending' : own.done ? 'done' : 'cancelled' };
    const status = found[at]?.status;
    const parent = task.above === undefined ? undefined : below[task.above];
    if (parent === undefined) continue;
    if (own.open || (status !== 'done' && status !== 'cancelled')) parent.open = true;
    else if (status === 'done' || own.done) parent.done = true;
  }
  return found;
};
