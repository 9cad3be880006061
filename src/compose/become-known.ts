import type { Warning } from '../domain/outcome';
import type { ForeignTrust, ProjectTrust } from '../domain/project/trust';
import type { State } from '../domain/state/state';
import type { CommitOptions, Committed, Decided, Store } from '../store/store';
import type { Io } from './io';

/** Writes the id into a project that bears none; gives the line that says so, where there was a project already. */
export const writeProjectId = async (store: Store, stintDir: string, id: string): Promise<readonly Warning[]> => {
  const { result: wasThere, warnings } = await store.commit(({ tasks, sessions }) => ({
    change: { projectId: id },
    result: tasks.length > 0 || sessions.length > 0,
  }));
  if (!wasThere) return warnings;
  const message = `${stintDir} was made before projects had ids: it is known on this machine from now on`;
  return [...warnings, { code: 'W_PROJECT_KNOWN', message }];
};

type Opened = { readonly store: Store; readonly isKnown: () => boolean };

/** A store whose project may become known by its first commit. */
export const openAdmitting = (io: Io, stintDir: string, trust: ForeignTrust, open: (trust: ProjectTrust) => Store): Opened => {
  let store = open(trust);
  let isKnown = false;
  const commit = async <R>(decide: (state: State) => Decided<R>, options: CommitOptions = {}): Promise<Committed<R>> => {
    if (options.dryRun === true || isKnown) return store.commit(decide, options);
    const { admitProject } = await import('../adapters/project/admit-project');
    const known = await admitProject(stintDir, io);
    store = open(known);
    isKnown = true;
    const told = await writeProjectId(store, stintDir, known.id);
    const committed = await store.commit(decide, options);
    return { ...committed, warnings: [...told, ...committed.warnings] };
  };
  return {
    store: { read: (look) => store.read(look), openLedger: (look, progress) => store.openLedger(look, progress), commit },
    isKnown: () => isKnown,
  };
};
