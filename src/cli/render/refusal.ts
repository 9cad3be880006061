import type { Refusal } from '../../domain/outcome';
import { explainNext } from '../../domain/task/vocabulary';
import { greatestOf } from '../../domain/text/extremes';
import type { Page } from './page';

/** A session that stands in the way, as details of E_SCOPE_CONFLICT, E_SESSION_EXISTS and E_SESSION_REQUIRED name it. */
export type SessionInTheWay = {
  readonly session: string;
  readonly shortId: string;
  readonly agent?: string;
  readonly name?: string;
  readonly scope?: string;
  readonly focus?: string;
  readonly relation?: 'same' | 'nested' | 'overlap';
  readonly lastActivityAt: string;
  readonly stale: boolean;
  readonly processGone?: boolean;
  readonly mine?: boolean;
  readonly resume?: string;
};

/** Details of E_SCOPE_CONFLICT. */
export type ScopeConflictDetails = {
  readonly requested: string;
  readonly conflicts: readonly SessionInTheWay[];
  readonly free: readonly { readonly task: string; readonly openTasks: number }[];
};

/** A refusal as people read it: what is wrong, then the choices, then lines to copy. */
export const renderRefusal = (refusal: Refusal, page: Page): string => {
  const head = `${page.paint.bad(`ERROR (${refusal.code}):`)} ${refusal.message.split('\n').map(page.text).join('\n  ')}`;
  const { lines, printed } = choices(refusal, page);
  const fix = (refusal.fix ?? []).filter((line) => !printed.has(line)).map((line) => `  ${page.text(line)}`);
  return [head, ...lines, ...fix].join('\n');
};

type Choices = { readonly lines: readonly string[]; readonly printed: ReadonlySet<string> };

const nothing: Choices = { lines: [], printed: new Set() };

const choices = (refusal: Refusal, page: Page): Choices => {
  switch (refusal.code) {
    case 'E_SCOPE_CONFLICT': {
      const conflicts = sessionsIn(refusal.details?.conflicts);
      const free = freeIn(refusal.details?.free);
      return conflictChoices(conflicts, free, refusal.fix ?? [], page);
    }
    case 'E_SESSION_EXISTS':
    case 'E_SESSION_REQUIRED':
    case 'E_SESSION_NOT_FOUND':
      return conflictChoices(sessionsIn(refusal.details?.sessions), [], [], page);
    case 'E_NOTHING_READY':
      // Where the way to the reasons is offered, the message names the first of them.
      return (refusal.fix ?? []).includes(explainNext) ? nothing : { ...nothing, lines: reasons(refusal.details, page) };
    default:
      return nothing;
  }
};

/** Why each task has to wait. */
const reasons = ({ waiting, more }: NonNullable<Refusal['details']> = {}, page: Page): string[] => [
  ...(Array.isArray(waiting) ? waiting.filter(isReason) : []).map(
    ({ task, because }) => `  ${page.text(task)} ${because.map(page.text).join(', ')}`,
  ),
  ...(typeof more === 'number' ? [`  and ${more} more`] : []),
];

const isReason = (each: unknown): each is { task: string; because: string[] } =>
  isRecord(each) &&
  typeof each.task === 'string' &&
  Array.isArray(each.because) &&
  each.because.every((one) => typeof one === 'string');

const conflictChoices = (
  sessions: readonly SessionInTheWay[],
  free: ScopeConflictDetails['free'],
  fix: readonly string[],
  page: Page,
): Choices => {
  const printed = new Set(sessions.flatMap((session) => (session.resume === undefined ? [] : [session.resume])));
  const rows = sessions.map((session) => [sessionLine(session, page), session.resume ?? '']);
  if (free.length > 0) {
    const first = free[0];
    const start = fix.find((line) => first !== undefined && line === `stint start ${first.task}`);
    if (start !== undefined) printed.add(start);
    const tasks = free.map(({ task, openTasks }) => `${page.text(task)} (${openTasks} ${openTasks === 1 ? 'task' : 'tasks'})`);
    rows.push([`free inside: ${tasks.join(', ')}`, start ?? '']);
  }
  const width = Math.max(0, greatestOf(rows.map(([left = '']) => left.length)));
  return { lines: rows.map(([left = '', right = '']) => `  ${left.padEnd(width)}   ${page.text(right)}`.trimEnd()), printed };
};

const sessionLine = (session: SessionInTheWay, page: Page): string => {
  const who = session.mine === true ? 'you' : (session.agent ?? session.name ?? '-');
  const on = session.focus === undefined ? (session.scope ?? '') : `on ${session.focus}`;
  const ago = page.ago(session.lastActivityAt);
  const quiet = session.stale ? `quiet ${ago.replace(/ ago$/, '')}` : ago;
  const gone = session.processGone === true ? ', process gone' : '';
  const known = [session.shortId, who, on].filter((part) => part !== '').map(page.text);
  return [...known, `${quiet}${gone}`].join('  ');
};

/** Details come as data that any front may print: what is not of the expected shape is left out of the text. */
const sessionsIn = (value: unknown): readonly SessionInTheWay[] => (Array.isArray(value) ? value.filter(isSession) : []);

const isSession = (value: unknown): value is SessionInTheWay =>
  isRecord(value) &&
  typeof value.session === 'string' &&
  typeof value.shortId === 'string' &&
  typeof value.lastActivityAt === 'string' &&
  typeof value.stale === 'boolean';

const freeIn = (value: unknown): ScopeConflictDetails['free'] =>
  Array.isArray(value)
    ? value.filter(
        (each): each is { task: string; openTasks: number } =>
          isRecord(each) && typeof each.task === 'string' && typeof each.openTasks === 'number',
      )
    : [];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
