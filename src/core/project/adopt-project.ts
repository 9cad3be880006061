import { type ConfigSetting, readSetting } from '../../domain/config/decide-config';
import { configKeys, effectiveConfig } from '../../domain/config/keys';
import { decideAdopt } from '../../domain/project/decide-adopt';
import type { State } from '../../domain/state/state';
import type { Store } from '../../store/store';
import type { Context } from '../context';
import { worldOf } from '../decide-and-commit';

/** What lies in the machinery of a foreign project; all of it is discarded. */
export type ForeignJournal = { readonly records: number; readonly unfinished: number };

/** The outside world of an adoption. `context` only looks; what is done is done in this order. */
export type AdoptPorts = {
  readonly context: Context;
  readonly lookAtJournal: () => ForeignJournal;
  /** Takes away what is not to be replayed: journal, spool, life signs, pointers; gives the names. */
  readonly discard: () => readonly string[];
  /** The store of what is left, to be adopted under this id. */
  readonly open: () => Store;
  readonly freshId: () => string;
  readonly makeKnown: (id: string) => Promise<void>;
};

export type AdoptionPlan = {
  readonly tasks: { readonly open: number; readonly finished: number };
  /** Active and suspended ones: nobody here has begun them. */
  readonly sessions: readonly { readonly id: string; readonly status: string; readonly agent?: string }[];
  /** Settings that are not the default. */
  readonly settings: readonly ConfigSetting[];
  readonly journal: ForeignJournal;
};

export type Adopted = AdoptionPlan & {
  readonly ended: readonly string[];
  readonly discarded: readonly string[];
  readonly dryRun?: true;
};

/** What somebody ought to know before adopting it. */
export const planAdoption = async ({ context, lookAtJournal }: AdoptPorts): Promise<AdoptionPlan> => ({
  ...(await context.store.read(summary)),
  journal: lookAtJournal(),
});

const summary = ({ tasks, sessions, config }: State): Omit<AdoptionPlan, 'journal'> => {
  const finished = tasks.filter(({ status }) => status === 'done' || status === 'cancelled').length;
  const usual = effectiveConfig({ version: 1 });
  return {
    tasks: { open: tasks.length - finished, finished },
    sessions: sessions
      .filter(({ status }) => status === 'active' || status === 'suspended')
      .map(({ id, status, agent }) => ({ id, status, ...(agent === undefined ? {} : { agent }) })),
    settings: configKeys
      .map((row) => ({ now: readSetting(config, row), usual: readSetting(usual, row) }))
      .filter(({ now, usual: before }) => JSON.stringify(now.value) !== JSON.stringify(before.value))
      .map(({ now }) => now),
  };
};

/** Killed anywhere, it leaves the project foreign, to be adopted again: it becomes known last of all. */
export const adoptProject = async (ports: AdoptPorts, plan: AdoptionPlan): Promise<Adopted> => {
  const { context } = ports;
  const discarded = ports.discard();
  const id = ports.freshId();
  const { result } = await ports.open().commit((state) => {
    const { result: answer, change } = decideAdopt(worldOf(context, state, context.now()), id);
    return { result: answer, change };
  });
  await ports.makeKnown(id);
  return { ...plan, ended: result.ended, discarded };
};
