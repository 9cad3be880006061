import { type Accepted, accept } from '../outcome';
import { putDown } from '../session/finish-session';
import { startDraft } from '../state/draft';
import type { World } from '../world';

/** Takes a foreign project over under a new id: whoever worked in it elsewhere has ended. */
export const decideAdopt = (world: World, projectId: string): Accepted<{ readonly ended: readonly string[] }> => {
  const draft = startDraft(world);
  const open = draft.sessions().filter(({ status }) => status === 'active' || status === 'suspended');
  for (const { id } of open) putDown(world, draft, id, 'ended', { data: { adopted: true } });
  draft.log(`Project adopted${open.length === 0 ? '' : `; sessions ended: ${open.map(({ id }) => id).join(', ')}`}`);
  return accept({ ended: open.map(({ id }) => id) }, { ...draft.change(), projectId });
};
