import { visibleLine } from '../text/visible';
import { forestOf } from './forest';
import type { Task } from './schema';

export type Checklist = {
  readonly text: string;
  /** Labels and phases that cannot be written as a word of a checklist. */
  readonly unwritten: readonly string[];
};

const marks: Readonly<Record<Task['status'], string>> = { pending: ' ', active: ' ', blocked: ' ', done: 'x', cancelled: '-' };

/**
 * Tasks as the checklist that `task add --from` reads: ids, titles, descriptions, the tree, dependencies, phases, labels,
 * priorities, and whether they are open, done or cancelled.
 */
export const renderChecklist = (tasks: readonly Task[]): Checklist => {
  const unwritten = new Set<string>();
  const lines: string[] = [];
  for (const { task, depth } of forestOf(tasks)) {
    const indent = '  '.repeat(depth);
    lines.push(`${indent}- [${marks[task.status]}] ${[titleWords(task), ...signs(task, unwritten)].join(' ')}`);
    for (const line of descriptionLines(task.description ?? '')) lines.push(line === '' ? '' : `${indent}  ${line}`);
  }
  return { text: lines.length === 0 ? '' : `${lines.join('\n')}\n`, unwritten: [...unwritten] };
};

const word = /(?:`[^`]*`|[^\s`]|`)+/gu;
const writable = /^[\p{L}\p{N}](?:[\p{L}\p{N}._/-]*[\p{L}\p{N}])?$/u;

/** A word that would be read as a mark, or as one that is taken literally, gets a backslash. */
const titleWords = ({ id, title }: Task): string => {
  const plain = visibleLine(title.replace(/\s+/g, ' '));
  const words = (plain.match(word) ?? []).map((each) => (/^\\?[@!#^>]|^\\\\/.test(each) ? `\\${each}` : each));
  return words.length === 0 ? id : words.join(' ');
};

const signs = (task: Task, unwritten: Set<string>): string[] => {
  const named = (sign: string, names: readonly string[]): string[] =>
    names.flatMap((name) => {
      if (writable.test(name)) return [`${sign}${name}`];
      unwritten.add(name);
      return [];
    });
  return [
    `^${task.id}`,
    ...(task.priority === 'medium' ? [] : [`!${task.priority}`]),
    ...named('@', task.phase === undefined ? [] : [task.phase]),
    ...named('#', task.labels),
    ...task.depends.map((id) => `>${id}`),
  ];
};

const fence = /^(`{3,}|~{3,})/;
const box = /^((?:[-*+]|\d{1,9}[.)])[ \t]+)\[(?=.?\](?:[ \t]|$))/u;

/** Lines that would begin an item get a backslash, and so does a fence that nothing closes: it would hide the items below. */
const descriptionLines = (description: string): string[] => {
  const lines = description
    .trim()
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => visibleLine(line.trim().replaceAll('\t', ' ')));
  if (lines.length === 1 && lines[0] === '') return [];
  const written: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const ticks = fence.exec(line)?.[1];
    const end = ticks === undefined ? -1 : closingOf(lines, at, ticks);
    if (end !== -1) {
      for (const each of lines.slice(at, end + 1)) written.push(each);
      at = end;
    } else written.push(ticks === undefined ? line.replace(box, '$1\\[') : `\\${line}`);
  }
  return written;
};

const closingOf = (lines: readonly string[], from: number, ticks: string): number => {
  for (let at = from + 1; at < lines.length; at += 1) if (fence.exec(lines[at] ?? '')?.[1]?.startsWith(ticks) === true) return at;
  return -1;
};
