import type {
  AddAnswer,
  CancelAnswer,
  ChangedAnswer,
  ReopenAnswer,
  TaskItem,
  TaskListAnswer,
  TaskTreeAnswer,
} from '../../domain/task/answer';
import type { Page, TableColumn } from './page';
import { cutToWidth } from './page-width';
import { row, taskWords } from './session';

type Status = TaskItem['status'];

const symbols: Readonly<Record<Status, string>> = { pending: '○', active: '●', blocked: '⊘', done: '✓', cancelled: '✗' };

const painted = (status: Status, text: string, page: Page): string => {
  if (status === 'active') return page.paint.good(text);
  if (status === 'blocked') return page.paint.warn(text);
  return status === 'pending' ? text : page.paint.dim(text);
};

export const statusSymbol = (status: Status, page: Page): string => painted(status, symbols[status], page);

/** Priorities other than medium, which says nothing. */
export const priorityWord = (priority: TaskItem['priority'], page: Page): string => {
  if (priority === 'critical') return page.paint.bad(priority);
  return priority === 'high' ? page.paint.warn(priority) : priority;
};

export const renderTaskList = (
  { items, total, truncated }: TaskListAnswer,
  fields: readonly string[] | undefined,
  page: Page,
): string => {
  if (items.length === 0) return 'no such tasks';
  const table = fields === undefined ? defaultTable(items as readonly TaskItem[], page) : fieldTable(items, fields, page);
  return truncated && page.tty ? `${table}\n${page.paint.dim(`${items.length} of ${total}; -n or --all shows more`)}` : table;
};

const defaultTable = (items: readonly TaskItem[], page: Page): string => {
  const columns: { column: TableColumn; cell: (task: TaskItem) => string; always?: true }[] = [
    { column: { title: 'ID' }, cell: (task) => page.paint.id(page.text(task.id)), always: true },
    { column: { title: 'STATUS' }, cell: (task) => painted(task.status, task.status, page), always: true },
    { column: { title: 'PRIORITY' }, cell: (task) => priorityWord(task.priority, page), always: true },
    { column: { title: 'TITLE', grow: true }, cell: (task) => titleWords(task, page), always: true },
    { column: { title: 'PHASE' }, cell: (task) => page.text(task.phase ?? '') },
    { column: { title: 'PARENT' }, cell: (task) => page.text(task.parentId ?? '') },
    { column: { title: 'WHO' }, cell: (task) => page.text(task.by ?? '') },
  ];
  // On a terminal a column that would be empty is room for the title; piped, columns keep their place.
  const used = columns.filter(({ cell, always }) => always === true || !page.tty || items.some((task) => cell(task) !== ''));
  return page.table(
    items.map((task) => used.map(({ cell }) => cell(task))),
    used.map(({ column }) => column),
  );
};

const titleWords = (task: TaskItem, page: Page): string => {
  const title = page.text(task.title);
  const epic = task.type === 'epic' ? `${page.paint.bold(title)} (epic)` : title;
  return task.archived === true ? `${epic} (archived)` : epic;
};

const fieldTable = (items: TaskListAnswer['items'], fields: readonly string[], page: Page): string =>
  page.table(
    items.map((item) => fields.map((field) => page.text(fieldText(new Map(Object.entries(item)).get(field))))),
    fields.map((field) => ({
      title: field.toUpperCase(),
      ...(field === 'title' || field === 'description' ? { grow: true } : {}),
    })),
  );

const fieldText = (value: unknown): string => {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  return Array.isArray(value) && value.every((one) => typeof one === 'string') ? value.join(',') : JSON.stringify(value);
};

type TreeItem = TaskTreeAnswer['items'][number];

/** One line a task, indented by depth. */
export const treeLines = (items: readonly TreeItem[], page: Page): string[] =>
  items.map((task) => {
    const title = task.type === 'epic' ? page.paint.bold(page.text(task.title)) : page.text(task.title);
    const marks = [
      ...(task.priority === 'medium' ? [] : [`!${task.priority}`]),
      ...(task.phase === undefined ? [] : [`@${task.phase}`]),
      ...(task.depends ?? []).map((id) => `>${id}`),
      ...(task.by === undefined ? [] : [`(${task.by})`]),
    ];
    const tail = marks.length === 0 ? '' : `  ${page.paint.dim(page.text(marks.join(' ')))}`;
    const indent = '  '.repeat(Math.min(task.depth, 40));
    return cutToWidth(
      `${indent}${statusSymbol(task.status, page)} ${page.paint.id(page.text(task.id))}  ${title}${tail}`,
      page.width,
    );
  });

export const renderTree = ({ items, total, truncated }: TaskTreeAnswer, page: Page): string => {
  if (items.length === 0) return 'no open tasks: `stint add "title"` adds one, --all shows finished ones';
  const lines = treeLines(items, page);
  return [...lines, ...(truncated ? [page.paint.dim(`${items.length} of ${total}; -n shows more`)] : [])].join('\n');
};

export const renderAdded = ({ items, placed, dryRun }: AddAnswer, page: Page): string => {
  const [first] = items;
  if (first === undefined) return 'nothing to add';
  const place =
    placed === undefined
      ? []
      : [
          row(
            page,
            'placed',
            `${placed.under === undefined ? '' : `under ${page.text(placed.under)} `}${placed.phase === undefined ? '' : `in phase ${page.text(placed.phase)} `}by the scope of session ${placed.session.slice(-6)} (--top for none)`,
          ),
        ];
  if (items.length === 1 && dryRun !== true)
    return [`${page.paint.good('added')}  ${taskWords(first, page)}`, ...place].join('\n');
  const count = items.length === 1 ? '1 task' : `${items.length} tasks`;
  const head = dryRun === true ? `would add ${count}:` : `${page.paint.good('added')} ${count}:`;
  return [head, ...treeLines(items, { ...page, width: page.width - 2 }).map((line) => `  ${line}`), ...place].join('\n');
};

/** What update, move, cancel and reopen say. */
export const renderChanged = (
  { task, changed, ...more }: ChangedAnswer & Partial<CancelAnswer> & Partial<ReopenAnswer>,
  verb: string,
  page: Page,
): string =>
  [
    `${changed ? page.paint.good(verb) : 'no change'}  ${taskWords(task, page)}  ${page.paint.dim(task.status)}`,
    ...(more.children === undefined ? [] : [row(page, 'with', more.children.map(page.text).join(', '))]),
    ...(more.entry === undefined ? [] : [row(page, 'entry', page.text(more.entry))]),
    ...(more.unarchived === undefined ? [] : [row(page, 'archive', 'taken out of it again')]),
  ].join('\n');
