import { harnessProcess } from '../adapters/harness/find-conversation';
import { procTable } from '../adapters/process/process-table';
import type { Context } from '../core/context';
import type { HookReading } from '../domain/event/hook-reading';
import { nameFault } from '../domain/text/name-fault';
import type { Io } from './io';
import { compose } from './project';

/** A harness waits for its hooks: sooner than this it goes on without what a busy project would have told it. */
const lockTimeoutMs = 2000;

/**
 * The project at `cwd` as the agent's commands will see it: a hook's environment does not always say whose it is, its payload
 * does.
 */
export const composeHookContext = (io: Io, cwd: string, { harness, conversation }: HookReading): Context => {
  const { now, stdout, stderr, stdin } = io;
  const env = withoutFaultyName(io.env);
  const placed: Io = { env, cwd, now, stdout, stderr, stdin, ...noTerminal };
  const context = compose(placed, {
    json: false,
    jsonl: false,
    quiet: true,
    yes: false,
    noSession: false,
    allowSecret: false,
    debug: false,
    lockTimeoutMs,
  });
  const { conversation: _own, process: _process, ambiguousConversations: _several, ...caller } = context.caller;
  const process = harnessProcess(harness, env, procTable);
  return {
    ...context,
    caller: {
      ...caller,
      harness,
      ...(conversation === undefined ? {} : { conversation: { id: conversation, from: 'harness' } }),
      ...(process === undefined ? {} : { process }),
    },
  };
};

/** A command would refuse it and say so; a hook has nobody to say it to. */
const withoutFaultyName = (env: Io['env']): Io['env'] =>
  env.STINT_AGENT === undefined || nameFault(env.STINT_AGENT) === undefined ? env : { ...env, STINT_AGENT: undefined };

const noTerminal = { stdinIsTty: false, stdoutIsTty: false, stderrIsTty: false, columns: undefined };
