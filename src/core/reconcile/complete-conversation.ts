import type { Context } from '../context';
import type { ReconcilePorts } from './ports';
import { reconcile } from './reconcile';

/** Reconciles the open sessions that a conversation spoke for, once it is over. */
export const completeConversation = async (context: Context, ports: ReconcilePorts, conversation: string): Promise<void> => {
  const sessions = await context.store.read((state) =>
    state.sessions.filter(({ conversations }) => conversations.includes(conversation)).map(({ id }) => id),
  );
  for (const session of sessions) await reconcile(context, ports, { session, dryRun: false, force: false });
};
