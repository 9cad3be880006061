import { userInfo } from 'node:os';
import type { Caller, Checkout } from '../../domain/binding/caller';
import { readHead } from '../git/read-head';
import { readUserName } from '../git/user-name';
import { type ProcessTable, procTable } from '../process/process-table';
import type { ProjectLocation } from '../project/find-project';
import { findConversation, type HarnessFacts } from './find-conversation';
import { type Environment, valueIn } from './table';

export type CallerRequest = {
  readonly env: Environment;
  readonly options: { readonly session?: string; readonly noSession?: boolean; readonly agent?: string };
  readonly project: Pick<ProjectLocation, 'worktree' | 'gitDir' | 'commonDir'>;
  /** What the pointer file of the project holds. */
  readonly pointer: string | undefined;
  readonly processes?: ProcessTable;
};

/** Who runs this command: options, then what harness, hooks and shell put into the environment, then git's files. Guesses nothing. */
export const detectCaller = ({ env, options, project, pointer, processes = procTable }: CallerRequest): Caller => {
  const facts = findConversation(env, processes);
  const agent = options.agent || valueIn(env, 'STINT_AGENT');
  const conversation = conversationFrom(env, facts);
  const explicit = explicitSession(env, options);
  let owner = agent ?? conversation?.id;
  return {
    ...(agent === undefined ? {} : { agent }),
    // Most commands never ask who owns unbound work, and git's config lies in several files.
    get owner() {
      owner ??= readUserName(env, project.commonDir) ?? loginName(env);
      return owner;
    },
    ...(conversation === undefined ? {} : { conversation }),
    ...(facts.harness === undefined ? {} : { harness: facts.harness }),
    ...(conversation !== undefined || facts.ambiguous === undefined ? {} : { ambiguousConversations: facts.ambiguous }),
    ...(explicit === undefined ? {} : { explicit }),
    ...(pointer === undefined ? {} : { pointer }),
    checkout: checkoutOf(project),
    ...(facts.process === undefined ? {} : { process: facts.process }),
  };
};

/** Whether the environment says that an agent harness runs this command: nobody is there to answer a question. */
export const runsUnderHarness = (env: Environment): boolean => findConversation(env, noProcesses).harness !== undefined;

const noProcesses: ProcessTable = { ancestors: () => [], identity: () => undefined, isCertainlyGone: () => false };

const conversationFrom = (env: Environment, facts: HarnessFacts): Caller['conversation'] => {
  const own = valueIn(env, 'STINT_CONVERSATION');
  if (own !== undefined && !isInherited(own, facts)) return { id: own, from: 'STINT_CONVERSATION' };
  return facts.conversation === undefined ? undefined : { id: facts.conversation, from: 'harness' };
};

/**
 * An agent inherits what the shell that it was typed in, or the agent that started it, exported for itself. An agent's own
 * id is in its environment too where its harness tells one; an id of another agent is not its own then.
 */
const isInherited = (id: string, { harness, conversation, outer = [], ambiguous = [] }: HarnessFacts): boolean => {
  if (harness === undefined) return false;
  if (id.startsWith(shellConversationPrefix) || outer.includes(id)) return true;
  if (conversation !== undefined) return id !== conversation && madeByHarness.test(id);
  if (ambiguous.length > 0) return ambiguous.some((one) => one.id === id && harnessesThatExport.includes(one.harness));
  return openCodeId.test(id) && harness !== 'opencode' && harness !== 'unknown';
};

const madeByHarness = /^(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|ses_\w+)$/i;
const openCodeId = /^ses_\w+$/;
/** Their hooks put STINT_CONVERSATION into the environment of every command, and what such a command starts inherits it. */
const harnessesThatExport: readonly string[] = ['claude', 'cursor'];

/** What `shell-init` puts before the ids of terminals. */
const shellConversationPrefix = 'shell-';

const explicitSession = (env: Environment, options: CallerRequest['options']): Caller['explicit'] => {
  if (options.noSession === true) return { session: 'none', from: '--no-session' };
  if (options.session !== undefined) return { session: options.session, from: '--session' };
  const session = valueIn(env, 'STINT_SESSION');
  return session === undefined ? undefined : { session, from: 'STINT_SESSION' };
};

const checkoutOf = ({ worktree, gitDir, commonDir }: CallerRequest['project']): Checkout =>
  gitDir === undefined || commonDir === undefined ? { worktree } : { worktree, ...readHead({ gitDir, commonDir }) };

const loginName = (env: Environment): string => {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a uid that has no name.
    return env.USER || `uid-${process.getuid?.() ?? 0}`;
  }
};
