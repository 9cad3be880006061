import { join } from 'node:path';
import { agentsBlockState } from '../../domain/project/agents-block';
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
