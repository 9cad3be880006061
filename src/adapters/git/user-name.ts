import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { readSmall } from './find-checkout';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * git's user.name, read from its config files without starting git: what the environment says, the repository's config,
 * the user's. Unconditional includes are followed, conditional ones are not.
 */
export const readUserName = (env: Environment, commonDir?: string): string | undefined => {
  if (env.GIT_AUTHOR_NAME) return env.GIT_AUTHOR_NAME;
  const passed = passedName(env);
  if (passed !== undefined) return passed;
  const home = env.HOME || homedir();
  const own = env.GIT_CONFIG_GLOBAL
    ? [env.GIT_CONFIG_GLOBAL]
    : [join(home, '.gitconfig'), join(env.XDG_CONFIG_HOME || join(home, '.config'), 'git', 'config')];
  for (const file of [...(commonDir === undefined ? [] : [join(commonDir, 'config')]), ...own]) {
    const name = nameIn(file, home, 0);
    if (name !== undefined) return name;
  }
  return undefined;
};

/** Config that is passed on in GIT_CONFIG_COUNT, GIT_CONFIG_KEY_n and GIT_CONFIG_VALUE_n. */
const passedName = (env: Environment): string | undefined => {
  const count = Math.min(Number(env.GIT_CONFIG_COUNT) || 0, 100);
  for (let at = count - 1; at >= 0; at -= 1)
    if (env[`GIT_CONFIG_KEY_${at}`]?.toLowerCase() === 'user.name') return env[`GIT_CONFIG_VALUE_${at}`] || undefined;
  return undefined;
};

const nameIn = (file: string, home: string, depth: number): string | undefined => {
  const text = depth > 5 ? undefined : readSmall(file);
  if (text === undefined) return undefined;
  let section = '';
  let name: string | undefined;
  for (const line of text.split('\n')) {
    const header = /^\s*\[\s*([^\]]*?)\s*\]\s*(.*)$/.exec(line);
    if (header !== null) section = (header[1] ?? '').toLowerCase();
    const pair = /^\s*([A-Za-z][\w-]*)\s*=\s*(.*?)\s*$/.exec(header === null ? line : (header[2] ?? ''));
    if (pair === null) continue;
    const [key, value] = [(pair[1] ?? '').toLowerCase(), unquoted(pair[2] ?? '')];
    if (value === '') continue;
    // As in git, what stands later counts.
    if (section === 'user' && key === 'name') name = value;
    if (section === 'include' && key === 'path') name = nameIn(included(value, file, home), home, depth + 1) ?? name;
  }
  return name;
};

const included = (path: string, from: string, home: string): string =>
  path.startsWith('~/') ? join(home, path.slice(2)) : resolve(dirname(from), path);

const unquoted = (value: string): string => {
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(value)?.[1];
  if (quoted !== undefined) return quoted.replace(/\\(.)/g, '$1');
  return value.replace(/\s*[#;].*$/, '');
};
