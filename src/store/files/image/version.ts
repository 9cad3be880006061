import { StoreError } from '../../store-error';

/** The version of the files that this program writes and reads. */
const ownVersion = 1;

type Versioned = { readonly version?: unknown; readonly minReader?: unknown };

/** Whether a newer program wrote the file. Throws E_STORE_VERSION where this one may not read it. */
export const isNewer = (file: string, head: Versioned): boolean => {
  if (typeof head.version !== 'number' || head.version <= ownVersion) return false;
  if (typeof head.minReader === 'number' && head.minReader <= ownVersion) return true;
  throw new StoreError(
    'E_STORE_VERSION',
    `.stint/${file} has version ${head.version}, written by a newer stint; this one reads version ${ownVersion}. ` +
      'Update stint. Nothing was changed.',
    { file, version: head.version, reads: ownVersion },
    ['stint --version'],
  );
};

/** The head as the schema of this version takes it. */
export const asOwnVersion = <T extends Versioned>(head: T, newer: boolean): T =>
  newer ? { ...head, version: ownVersion } : head;
