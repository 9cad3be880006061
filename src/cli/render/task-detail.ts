import type { ArchiveAnswer, NextAnswer, ShowAnswer } from '../../domain/task/answer';
import { originWords } from '../../domain/task/origin';
import { lasting } from './lasting';
import type { Page } from './page';
import { row, taskWords } from './session';
import { priorityWord, statusSymbol } from './task';

type Brief = {
  readonly id: string;
  readonly title?: string | undefined;
  readonly status?: ShowAnswer['task']['status'] | undefined;
};

export const renderTask = (answer: ShowAnswer, page: Page): string => {
  const { task, archived, by } = answer;
  const facts = [
    task.type,
    archived === true ? `${task.status}, archived` : task.status,
    `${priorityWord(task.priority, page)} priority`,
    ...(task.phase === undefined ? [] : [`phase ${page.text(task.phase)}`]),
    ...(task.labels ?? []).map((label) => `#${page.text(label)}`),
  ];
  const times = [
    `created ${page.ago(task.createdAt)}`,
    ...(task.startedAt === undefined ? [] : [`started ${page.ago(task.startedAt)}`]),
    ...(task.completedAt === undefined ? [] : [`done ${page.ago(task.completedAt)}`]),
    ...(task.cancelledAt === undefined ? [] : [`cancelled ${page.ago(task.cancelledAt)}`]),
  ];
  const since = task.work === undefined ? '' : `, ${lasting(task.work.at, page)}`;
  return [
    `${statusSymbol(task.status, page)} ${page.paint.id(page.text(task.id))}  ${page.paint.bold(page.text(task.title))}`,
    row(page, 'is', facts.join(' · ')),
    ...(by === undefined ? [] : [row(page, 'held by', `${page.text(by)}${since}`)]),
    ...(answer.because === undefined ? [] : [row(page, 'waits', answer.because.map(page.text).join('; '))]),
    ...(answer.parent === undefined ? [] : [row(page, 'parent', briefWords(answer.parent, page))]),
    row(page, 'times', times.join(', ')),
    ...(task.externalRef === undefined ? [] : [row(page, 'ref', page.text(originWords(task.externalRef)))]),
    ...(task.entryId === undefined ? [] : [row(page, 'entry', page.text(task.entryId))]),
    ...section('description', task.description === undefined ? [] : task.description.split(/\r?\n/).map(page.text), page),
    ...section('acceptance', (task.acceptance ?? []).map(page.text), page),
    ...section('files', (task.files ?? []).map(page.text), page),
    ...section(
      'depends on',
      (answer.dependencies ?? []).map((other) => briefWords(other, page)),
      page,
    ),
    ...section(
      'needed by',
      (answer.dependents ?? []).map((other) => briefWords(other, page)),
      page,
    ),
    ...section(
      'children',
      (answer.children ?? []).map((other) => briefWords(other, page)),
      page,
    ),
    ...section(
      'notes',
      (task.notes ?? []).map(
        (note) =>
          `${page.date(note.at)}  ${page.text(note.text)}${note.by === undefined ? '' : `  ${page.paint.dim(page.text(note.by))}`}`,
      ),
      page,
    ),
  ].join('\n');
};

const briefWords = ({ id, title, status }: Brief, page: Page): string =>
  status === undefined || title === undefined
    ? `? ${page.text(id)}  ${page.paint.warn('no such task')}`
    : `${statusSymbol(status, page)} ${taskWords({ id, title }, page)}`;

const section = (title: string, lines: readonly string[], page: Page): string[] =>
  lines.length === 0 ? [] : [`  ${page.paint.dim(title)}`, ...lines.map((line) => `    ${line}`)];

export const renderNext = ({ items, total, claimed, released, waiting }: NextAnswer, page: Page): string => {
  const lines = items.flatMap((task) => {
    const facts = [
      ...(task.priority === 'medium' ? [] : [priorityWord(task.priority, page)]),
      ...(task.phase === undefined ? [] : [page.text(task.phase)]),
      ...(task.unblocks > 0 ? [`unblocks ${task.unblocks}`] : []),
    ];
    const head = claimed === true ? `${page.paint.good('yours now')}  ` : '';
    const tail = facts.length === 0 ? '' : `  ${page.paint.dim(facts.join(' · '))}`;
    return [
      `${head}${taskWords(task, page)}${tail}`,
      ...(task.because === undefined ? [] : [row(page, 'because', task.because.map(page.text).join(', '))]),
    ];
  });
  const more = total > items.length ? [page.paint.dim(`and ${total - items.length} more; -n shows them`)] : [];
  const waits = (waiting ?? []).map(({ id, because }) => `${page.text(id)} ${because.map(page.text).join(', ')}`);
  const put = released === undefined ? [] : [row(page, 'released', `${page.text(released)}, pending again`)];
  return [...lines, ...put, ...more, ...section('not yet', waits, page)].join('\n');
};

export const renderArchive = ({ archived, skipped = [], dryRun }: ArchiveAnswer, page: Page): string => {
  const count = archived.length === 1 ? '1 task' : `${archived.length} tasks`;
  const some =
    archived.length > 10 ? `${archived.slice(0, 10).join(', ')} and ${archived.length - 10} more` : archived.join(', ');
  const head =
    archived.length === 0
      ? 'nothing to archive'
      : `${dryRun === true ? 'would archive' : page.paint.good('archived')} ${count}: ${page.text(some)}`;
  const kept = skipped.slice(0, 10).map(({ id, because }) => row(page, 'kept', `${page.text(id)} ${page.text(because)}`));
  return [head, ...kept, ...(skipped.length > 10 ? [row(page, 'kept', `and ${skipped.length - 10} more`)] : [])].join('\n');
};
