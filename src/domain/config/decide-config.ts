import { accept, type Outcome, type Refused, refuse, type Warning } from '../outcome';
import { sessionBrief } from '../session/obstacles';
import { nearest } from '../text/nearest';
import type { World } from '../world';
import { type ConfigKeyRow, configKeys, findConfigKey, parseConfigValue } from './keys';
import type { Config } from './schema';

export type ConfigSetting = {
  readonly key: string;
  /** Absent where the key has no default and was not set. */
  readonly value?: unknown;
  readonly default?: unknown;
};

/** The effective value of a dotted key. */
export const readSetting = (config: Config, row: ConfigKeyRow): ConfigSetting => {
  let value: unknown = config;
  for (const part of row.key.split('.'))
    value = value !== null && typeof value === 'object' ? Reflect.get(value, part) : undefined;
  return {
    key: row.key,
    ...(value === undefined ? {} : { value }),
    ...(row.default === undefined ? {} : { default: row.default }),
  };
};

/** The row of a key, or E_NOT_FOUND with the nearest one. */
export const knownKey = (key: string): { readonly ok: true; readonly row: ConfigKeyRow } | Refused => {
  const row = findConfigKey(key);
  if (row !== undefined) return { ok: true, row };
  const near = nearest(
    key,
    configKeys.map((candidate) => candidate.key),
  );
  return refuse(
    'E_NOT_FOUND',
    `there is no setting ${JSON.stringify(key)}${near === undefined ? '' : `, did you mean ${near}?`}`,
    {
      details: { key },
      fix: near === undefined ? ['stint config list'] : [`stint config get ${near}`],
    },
  );
};

export type ConfigChanged = ConfigSetting & { readonly changed: boolean };

/** Sets a key from what was typed; with `text` undefined its default applies again. */
export const decideConfigSet = (
  world: World,
  request: { readonly key: string; readonly text: string | undefined },
): Outcome<ConfigChanged> => {
  const known = knownKey(request.key);
  if (!known.ok) return known;
  const { row } = known;
  const parsed = request.text === undefined ? undefined : parseConfigValue(row.key, request.text);
  if (parsed?.ok === false) {
    return refuse('E_USAGE', `${row.key} takes ${row.expected}, not ${JSON.stringify(request.text)}`, {
      details: { key: row.key, given: request.text, expected: row.expected },
    });
  }
  const value = parsed === undefined ? row.default : parsed.value;
  const refused = singleModeRefusal(world, row.key, value);
  if (refused !== undefined) return refused;
  const before = readSetting(world.state.config, row).value;
  const changed = JSON.stringify(before) !== JSON.stringify(value);
  const setting = {
    key: row.key,
    ...(value === undefined ? {} : { value }),
    ...(row.default === undefined ? {} : { default: row.default }),
  };
  const stored = JSON.stringify(value) === JSON.stringify(row.default) ? undefined : value;
  return accept(
    { ...setting, changed },
    changed ? { config: { [row.key]: stored } } : null,
    phaseWarnings(world, row.key, value),
  );
};

const singleModeRefusal = (world: World, key: string, value: unknown): Refused | undefined => {
  if (key !== 'multiSession.enabled' || value !== false) return undefined;
  const active = world.state.sessions.filter((session) => session.status === 'active');
  if (active.length < 2) return undefined;
  return refuse('E_SESSION_EXISTS', `${active.length} sessions are active: single-session mode needs at most one`, {
    details: { sessions: active.map((session) => sessionBrief(world, session)) },
    fix: ['stint session list --status active'],
  });
};

const phaseWarnings = (world: World, key: string, value: unknown): Warning[] => {
  const { phases } = world.state.config.project;
  if (key !== 'project.currentPhase' || typeof value !== 'string' || phases.length === 0 || phases.includes(value)) return [];
  return [{ code: 'W_UNKNOWN_PHASE', message: `${value} is not among project.phases (${phases.join(', ')})` }];
};
