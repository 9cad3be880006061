import type { ProcessIdentity } from '../../domain/binding/caller';
import type { Ancestor, ProcessTable } from '../process/process-table';
import { type Environment, type Harness, harnesses, isOn, lesserHarnesses, namedHarness, valueIn } from './table';

export type HarnessFacts = {
  readonly harness?: string;
  /** As the harness gives it, without prefix: its hooks report the same id. */
  readonly conversation?: string;
  readonly ambiguous?: readonly { readonly harness: string; readonly id: string }[];
  readonly process?: ProcessIdentity;
  /** Conversations of the harnesses around this one, whose variables it inherited. */
  readonly outer?: readonly string[];
};

/**
 * Which harness runs this command, and for which conversation. An agent started by another agent inherits the variables
 * of both: the harness whose process is the nearest ancestor is meant, and where ancestry does not tell, none is.
 */
export const findConversation = (env: Environment, processes: ProcessTable): HarnessFacts => {
  const shown = withoutPoses(
    harnesses.filter(({ variables }) => variables.some((name) => isOn(env, name))),
    env,
  );
  const [first] = shown;
  if (first === undefined) {
    const harness = lesserHarnesses.find(([, variable]) => isOn(env, variable))?.[0] ?? namedHarness(env);
    return harness === undefined ? {} : { harness };
  }
  const chosen = shown.length === 1 ? first : nearest(shown, env, processes.ancestors());
  if (chosen !== undefined) {
    const outer = shown.flatMap((harness) => (harness === chosen ? [] : (conversationOf(harness, env) ?? [])));
    return { ...factsOf(chosen, env, processes), ...(outer.length === 0 ? {} : { outer }) };
  }
  const ambiguous = shown.flatMap((harness) => {
    const id = conversationOf(harness, env);
    return id === undefined ? [] : [{ harness: harness.name, id }];
  });
  return ambiguous.length === 0 ? { harness: 'unknown' } : { harness: 'unknown', ambiguous };
};

/** A harness whose variables another one sets too counts only where it shows a conversation of its own. */
const withoutPoses = (shown: readonly Harness[], env: Environment): readonly Harness[] => {
  const posed = new Set(shown.flatMap(({ poses }) => poses ?? []));
  return shown.filter((harness) => !posed.has(harness.name) || conversationOf(harness, env) !== undefined);
};

const conversationOf = ({ conversation }: Harness, env: Environment): string | undefined => {
  for (const name of conversation ?? []) {
    const id = valueIn(env, name);
    if (id !== undefined) return id;
  }
  return undefined;
};

const toldPid = ({ pid }: Harness, env: Environment): number | undefined => {
  const told = pid === undefined ? undefined : valueIn(env, pid);
  return told !== undefined && /^[1-9]\d{0,9}$/.test(told) ? Number(told) : undefined;
};

const isOf = (ancestor: Ancestor, harness: Harness, env: Environment): boolean =>
  ancestor.pid === toldPid(harness, env) ||
  ancestor.programs.some((program) => harness.programs.includes(program)) ||
  (ancestor.script !== undefined && harness.scripts?.test(ancestor.script) === true);

const nearest = (shown: readonly Harness[], env: Environment, ancestors: readonly Ancestor[]): Harness | undefined => {
  for (const ancestor of ancestors) {
    const found = shown.find((harness) => isOf(ancestor, harness, env));
    if (found !== undefined) return found;
  }
  return undefined;
};

const factsOf = (harness: Harness, env: Environment, processes: ProcessTable): HarnessFacts => {
  const conversation = conversationOf(harness, env);
  const process = processOf(harness, env, processes);
  return {
    harness: harness.name,
    ...(conversation === undefined ? {} : { conversation }),
    ...(process === undefined ? {} : { process }),
  };
};

const processOf = (harness: Harness, env: Environment, processes: ProcessTable): ProcessIdentity | undefined => {
  const pid = toldPid(harness, env) ?? processes.ancestors().find((ancestor) => isOf(ancestor, harness, env))?.pid;
  return pid === undefined ? undefined : processes.identity(pid);
};

/** The process of the harness of this name that runs us, as its commands would find it. */
export const harnessProcess = (name: string, env: Environment, processes: ProcessTable): ProcessIdentity | undefined => {
  const harness = harnesses.find((each) => each.name === name);
  return harness === undefined ? undefined : processOf(harness, env, processes);
};
