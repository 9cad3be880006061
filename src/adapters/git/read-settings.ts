import { readPlainFile } from '../files/read-plain-file';
import { type GitSetting, parseGitConfig } from './parse-git-config';

const mostBytes = 1024 * 1024;

/** The settings of a git config file; undefined where there is none that git would read. `accepts`: whether its owner is to be believed. */
export const readSettings = (path: string, accepts: (uid: number) => boolean = () => true): readonly GitSetting[] | undefined => {
  const file = readPlainFile(path, { most: mostBytes, followsLink: true });
  return file === undefined || !accepts(file.uid) ? undefined : parseGitConfig(file.text);
};
