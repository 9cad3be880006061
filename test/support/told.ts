import type { LedgerEntry } from '../../src/domain/ledger/schema';
import type { Outcome, Refusal } from '../../src/domain/outcome';
import type { Change } from '../../src/domain/state/change';
import type { World } from '../../src/domain/world';

const sessionIds = /session_\d{8}_\d{6}_([0-9a-f]{6})/g;

/** A record drops a key, it does not keep it without a value. */
const without = (key: string): never => {
  throw new Error(`${key} is there without a value`);
};

/** JSON in the order of the keys, `now` for the world's time, `#81c3ce` for a session's id, no quotes around plain words. */
const shown = (world: World, value: unknown): string =>
  (
    JSON.stringify(value, (key, part: unknown) =>
      part === undefined && key !== ''
        ? without(key)
        : part instanceof Set
          ? [...part]
          : part instanceof Map
            ? Object.fromEntries(part)
            : part,
    ) ?? 'undefined'
  )
    .replaceAll(/"((?:\\.|[^"\\])*)"/g, (quoted, text: string) =>
      text === world.now ? 'now' : /^[\w.:/ >-]+$/.test(text) ? text : quoted,
    )
    .replaceAll(sessionIds, '#$1');

const difference = (world: World, before: object, after: object): string => {
  const [old, fresh] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const parts: string[] = [];
  for (const key of new Set([...old.keys(), ...fresh.keys()])) {
    const [was, is] = [shown(world, old.get(key)), shown(world, fresh.get(key))];
    if (!fresh.has(key)) parts.push(`-${key}`);
    else if (fresh.get(key) === undefined) without(key);
    else if (was !== is) parts.push(`${key}=${is}`);
  }
  return parts.join(' ');
};

const record = (world: World, kind: string, before: object | undefined, after: { readonly id: string }): string[] => {
  if (before === undefined) return [`new ${kind} ${shown(world, after)}`];
  const changed = difference(world, before, after);
  return changed === '' ? [] : [`${kind} ${after.id.replaceAll(sessionIds, '#$1')}: ${changed}`];
};

const entryLine = (world: World, entry: LedgerEntry): string => {
  const { hash: _hash, prev: _prev, ...said } = entry;
  return `ledger ${shown(world, said)}`;
};

const changeLines = (world: World, change: Change): string[] => {
  const { tasks = [], sessions = [] } = world.state;
  const find = <R extends { readonly id: string }>(records: readonly R[], id: string) => records.find((one) => one.id === id);
  return [
    ...(change.tasks?.put ?? []).flatMap((task) => record(world, 'task', find(tasks, task.id), task)),
    ...(change.tasks?.remove ?? []).map((id) => `task ${id}: gone`),
    ...(change.archiveTasks ?? []).flatMap((task) => record(world, 'archived task', find(tasks, task.id), task)),
    ...(change.sessions?.put ?? []).flatMap((session) => record(world, 'session', find(sessions, session.id), session)),
    ...(change.archiveSessions ?? []).flatMap((session) =>
      record(world, 'archived session', find(sessions, session.id), session),
    ),
    ...(change.lastTaskNumber === undefined ? [] : [`last task number ${change.lastTaskNumber}`]),
    ...Object.entries(change.config ?? {}).map(
      ([key, value]) => `config ${key}${value === undefined ? ' taken out' : `=${shown(world, value)}`}`,
    ),
    ...(change.events ?? []).map(
      ({ at, type, synthetic, ...said }) =>
        `event ${at === world.now ? '' : `${at} `}${type}${synthetic === true ? '' : ' real'} ${shown(world, said)}`,
    ),
    ...(change.log ?? []).map((line) => `log ${line.message}`),
    ...(change.rotateLog === true ? ['log rotated'] : []),
    ...(change.ledger ?? []).map((entry) => entryLine(world, entry)),
  ];
};

/** A refusal in full: code, message, facts, lines to copy. */
export const refusalLines = (world: World, refusal: Refusal): string[] => [
  `${refusal.code}: ${refusal.message}`,
  ...(refusal.details === undefined ? [] : [`details ${shown(world, refusal.details)}`]),
  ...(refusal.fix ?? []).map((line) => `fix ${line}`),
];

/**
 * Everything that a decision says and changes, a line each: a record that it changes with the fields that differ, and no
 * line for what stays as it was. Times that are `now` read so; hashes are left out.
 */
export const toldOf = (world: World, outcome: Outcome<unknown>): string[] =>
  outcome.ok
    ? [
        ...(outcome.change === null ? ['no change'] : changeLines(world, outcome.change)),
        ...outcome.warnings.map((warning) => `warning ${warning.code}: ${warning.message}`),
      ]
    : outcome.refusals.flatMap((refusal) => refusalLines(world, refusal));
