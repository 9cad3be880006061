import { nearest } from '../text/nearest';
import type { NewTask } from './new-task';
import { type Priority, priorities, type TaskStatus } from './vocabulary';

/**
 * A Markdown checklist as tasks:
 *
 *     - [ ] Accounts ^T001 !high @build            a top-level item with children is an epic
 *       - [x] Sign-up form #web                    children by indentation; [x] is done, [-] cancelled
 *       - [ ] Sign-in ^signin >T001.1 >T030        ^ the item's own id, > a dependency (forward too)
 *         Text or plain bullets below an item are its description.
 *
 * A bullet without a box is an open item too, unless it lies below one with a box. Headings, other text at the margin and fenced code are ignored. Text in backticks is literal, and so is a word behind
 * a backslash (`\#1`).
 */
export type ParsedTasks = { readonly tasks: readonly NewTask[]; readonly faults: readonly string[] };

/** The line that says of a Markdown file that it is such a checklist. */
export const checklistMarker = '<!-- stint checklist -->';

/** Whether the marker stands alone in a line of `text`. */
export const hasChecklistMarker = (text: string): boolean => /^[ \t]*<!--[ \t]*stint checklist[ \t]*-->[ \t]*$/m.test(text);

const item = /^([ \t]*)(?:[-*+]|\d{1,9}[.)])[ \t]+(?:\[(.?)\](?:[ \t]+(.*))?|(.*))$/u;
const fence = /^[ \t]*(`{3,}|~{3,})/;

const marks: ReadonlyMap<string, TaskStatus> = new Map([
  [' ', 'pending'],
  ['x', 'done'],
  ['X', 'done'],
  ['-', 'cancelled'],
  ['~', 'cancelled'],
]);

type Open = { readonly indent: number; readonly position: number; readonly boxed: boolean; readonly description: string[] };

/** Reads a whole file; `file` names it in faults. Positions in `parent` are those of the returned list. */
export const parseChecklist = (text: string, file: string): ParsedTasks => {
  const tasks: NewTask[] = [];
  const descriptions: string[][] = [];
  const faults: string[] = [];
  const path: Open[] = [];
  let fencedBy: string | undefined;
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const where = `${file}:${index + 1}`;
    const ticks = fence.exec(line)?.[1];
    const inCode = fencedBy !== undefined;
    if (ticks !== undefined) {
      if (fencedBy === undefined) fencedBy = ticks;
      else if (ticks.startsWith(fencedBy)) fencedBy = undefined;
    }
    const found = inCode || ticks !== undefined ? null : item.exec(line);
    if (found === null) {
      describe(line, path);
      continue;
    }
    const indent = widthOf(found[1] ?? '');
    const [mark, boxed] = found[2] === undefined ? [' ', false] : [found[2], true];
    if (!boxed && path.some((open) => open.boxed && open.indent < indent)) {
      describe(line, path);
      continue;
    }
    closeDeeper(path, indent);
    const parent = path.at(-1)?.position;
    const status = marks.get(mark);
    if (status === undefined) faults.push(`${where}: [${mark}] is no mark: [ ] is open, [x] done, [-] cancelled`);
    const words = parseWords(found[3] ?? found[4] ?? '');
    for (const each of words.faults.map((fault) => `${where}: ${fault}`)) faults.push(each);
    const description: string[] = [];
    path.push({ indent, position: tasks.length, boxed, description });
    descriptions.push(description);
    tasks.push({ where, status: status ?? 'pending', ...(parent === undefined ? {} : { parent }), ...words.fields });
  }
  return { tasks: tasks.map((task, position) => withDescription(task, descriptions[position] ?? [])), faults };
};

/** Text that is indented below an item belongs to it; a line at the margin ends the list. */
const describe = (line: string, path: Open[]): void => {
  if (line.trim() === '') {
    path.at(-1)?.description.push('');
    return;
  }
  const indent = widthOf(/^[ \t]*/.exec(line)?.[0] ?? '');
  closeDeeper(path, indent);
  path.at(-1)?.description.push(line.trim());
};

const closeDeeper = (path: Open[], indent: number): void => {
  for (let top = path.at(-1); top !== undefined && top.indent >= indent; top = path.at(-1)) path.pop();
};

const withDescription = (task: NewTask, lines: readonly string[]): NewTask => {
  const description = lines.join('\n').trim();
  return description === '' ? task : { ...task, description };
};

const tabWidth = 4;

const widthOf = (indent: string): number => {
  let width = 0;
  for (const character of indent) width += character === '\t' ? tabWidth - (width % tabWidth) : 1;
  return width;
};

type Words = { readonly fields: NewTask; readonly faults: readonly string[] };

const word = /(?:`[^`]*`|[^\s`]|`)+/gu;
const marked = /^([@!#^>])([\p{L}\p{N}](?:[\p{L}\p{N}._/-]*[\p{L}\p{N}])?)[,;]?$/u;

const parseWords = (text: string): Words => {
  const title: string[] = [];
  const labels: string[] = [];
  const depends: string[] = [];
  const once = new Map<string, string>();
  const faults: string[] = [];
  for (const found of text.match(word) ?? []) {
    const [, sign, value] = marked.exec(found) ?? [];
    if (sign === undefined || value === undefined) title.push(/^\\[@!#^>\\]/.test(found) ? found.slice(1) : found);
    else if (sign === '#') labels.push(value);
    else if (sign === '>') depends.push(value);
    else if (once.has(sign)) faults.push(`${sign}${once.get(sign)} and ${sign}${value}: an item has one of them`);
    else once.set(sign, value);
  }
  const priority = priorityOf(once.get('!'), faults);
  const id = once.get('^');
  const phase = once.get('@');
  const fields = {
    title: unbolded(title.join(' ')),
    ...(id === undefined ? {} : { id }),
    ...(priority === undefined ? {} : { priority }),
    ...(phase === undefined ? {} : { phase }),
    ...(labels.length === 0 ? {} : { labels }),
    ...(depends.length === 0 ? {} : { depends }),
  };
  return { fields, faults };
};

const priorityOf = (text: string | undefined, faults: string[]): Priority | undefined => {
  if (text === undefined) return undefined;
  const priority = priorities.find((candidate) => candidate === text.toLowerCase());
  if (priority === undefined) {
    const near = nearest(text, priorities);
    faults.push(
      `!${text} is no priority (${priorities.join(', ')})${near === undefined ? `; write \\!${text} for the word itself` : `, did you mean !${near}?`}`,
    );
  }
  return priority;
};

const unbolded = (title: string): string => /^\*\*([^*]+)\*\*$/.exec(title)?.[1] ?? title;
