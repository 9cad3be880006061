import { configKeys } from '../../../domain/config/keys';
import type { ConfigFile } from '../../../domain/config/schema';
import { validateConfigFile } from '../../../generated/validators';
import { ContentFault } from '../content-fault';
import { parseFields } from '../json-fields';
import { storeFiles } from '../layout';
import { decodeText } from './decode-text';
import { isTooDeep } from './json-depth';
import { asOwnVersion, isNewer } from './version';

export type ConfigImage = {
  /** As it stands in the file. */
  readonly head: Readonly<Record<string, unknown>>;
  /** What of it this version knows. */
  readonly file: ConfigFile;
};

export const emptyConfig: ConfigImage = { head: { version: 1 }, file: { version: 1 } };

export const parseConfig = (bytes: Buffer): ConfigImage => {
  const text = decodeText('config', storeFiles.config, bytes);
  const head = isTooDeep(text) ? undefined : parseFields(text);
  if (head === undefined) throw new ContentFault('config', storeFiles.config, bytes);
  const newer = isNewer(storeFiles.config, head);
  const file = newer ? onlyKnown(asOwnVersion(head, true)) : head;
  if (!validateConfigFile(file)) throw new ContentFault('config', storeFiles.config, bytes);
  return { head, file };
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A newer version may know more settings; this one goes by those that it knows. */
export const onlyKnown = (head: Readonly<Record<string, unknown>>): Record<string, unknown> => {
  const known = new Set(configKeys.map(({ key }) => key));
  const groups = new Set(['version', 'minReader', ...configKeys.map(({ key }) => key.replace(/\..*/, ''))]);
  const entries = Object.entries(head).filter(([key]) => groups.has(key));
  return Object.fromEntries(
    entries.map(([group, value]) => [
      group,
      isObject(value) && !known.has(group)
        ? Object.fromEntries(Object.entries(value).filter(([key]) => known.has(`${group}.${key}`)))
        : value,
    ]),
  );
};

/** The file after some settings, named by dotted keys of the table, were set or (undefined) taken out. */
export const editConfig = (image: ConfigImage, settings: Readonly<Record<string, unknown>>): Buffer => {
  let head = image.head;
  for (const [key, value] of Object.entries(settings)) {
    if (!configKeys.some((row) => row.key === key)) throw new TypeError(`not a setting: ${key}`);
    const [group = key, name] = key.split('.');
    head = withKey(head, group, name === undefined ? value : withKey(isObject(head[group]) ? head[group] : {}, name, value));
  }
  return formatConfig(head);
};

const withKey = (object: Readonly<Record<string, unknown>>, key: string, value: unknown): Record<string, unknown> => {
  if (value !== undefined && !(isObject(value) && Object.keys(value).length === 0)) return { ...object, [key]: value };
  const { [key]: _, ...rest } = object;
  return rest;
};

export const formatConfig = (head: Readonly<Record<string, unknown>>): Buffer =>
  Buffer.from(`${JSON.stringify(head, null, 2)}\n`);
