import {
  type ConfigChanged,
  type ConfigSetting,
  decideConfigSet,
  knownKey,
  readSetting,
} from '../../domain/config/decide-config';
import { configKeys } from '../../domain/config/keys';
import type { Warning } from '../../domain/outcome';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { commitDecision, readWorld } from '../decide-and-commit';

export type SettingList = { readonly items: readonly ConfigSetting[]; readonly total: number; readonly truncated: boolean };

/** The effective value of one key. */
export const getSetting = (context: Context, key: string): Promise<ConfigSetting> => {
  const known = knownKey(key);
  if (!known.ok) throw new AppError(known.refusals[0]);
  return readWorld(context, (world) => readSetting(world.state.config, known.row));
};

/** Every key with its effective value. */
export const listSettings = (context: Context): Promise<SettingList> =>
  readWorld(context, (world) => {
    const items = configKeys.map((row) => readSetting(world.state.config, row));
    return { items, total: items.length, truncated: false };
  });

/** Sets a key from what was typed; `text` undefined takes it out, so that its default applies. */
export const changeSetting = async (
  context: Context,
  request: { readonly key: string; readonly text: string | undefined },
): Promise<{ data: ConfigChanged; warnings: readonly Warning[] }> => {
  const { result, warnings } = await commitDecision(context, (world) => decideConfigSet(world, request));
  return { data: result, warnings };
};
