import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { agentsBlockState } from '../../domain/project/agents-block';
import { AdapterError } from '../adapter-error';
import { readSmall } from '../git/find-checkout';
import type { ProjectLocation } from './find-project';

const names = ['CLAUDE.md', 'AGENTS.md'] as const;
export type AgentFile = (typeof names)[number];

/** Files for agents lie at the root; every working tree has its own, so a linked one's are those of its own top folder. */
export const agentFolder = ({
  root,
  worktree,
  linkedWorktree,
}: Pick<ProjectLocation, 'root' | 'worktree' | 'linkedWorktree'>): string => (linkedWorktree ? worktree : root);

/** Names of the files whose stint block is of an older version. */
export const outdatedAgentFiles = (project: Pick<ProjectLocation, 'root' | 'worktree' | 'linkedWorktree'>): AgentFile[] =>
  names.filter((name) => agentsBlockState(readSmall(join(agentFolder(project), name)) ?? '') === 'outdated');

/** The whole text of a file of the user's; undefined where there is none. Throws an AdapterError for one that is no text. */
export const readUserFile = (path: string): string | undefined => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const errno = (error as NodeJS.ErrnoException).code ?? 'unknown';
    if (errno === 'ENOENT') return undefined;
    throw new AdapterError('E_STORE_IO', `${path} cannot be read (${errno})`, { file: path, errno });
  }
  const text = bytes.toString('utf8');
  if (!Buffer.from(text, 'utf8').equals(bytes))
    throw new AdapterError('E_STORE_IO', `${path} is not UTF-8 text: it was left as it is`, { file: path });
  return text;
};
