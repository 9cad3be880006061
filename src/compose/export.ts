import { resolve } from 'node:path';
import { openUserFile, type UserFileDraft } from '../store/files/open-user-file';
import { replaceUserFile } from '../store/files/replace-user-file';
import type { Io } from './io';

/** Puts an export in the place of a file as it was typed. */
export const writeExport = (io: Io, typed: string, text: string): void => replaceUserFile(resolve(io.cwd, typed), text);

/** As `writeExport`, piece by piece. */
export const openExport = (io: Io, typed: string): UserFileDraft => openUserFile(resolve(io.cwd, typed));
