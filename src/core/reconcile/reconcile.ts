import { momentForms, parseMoment } from '../../domain/ledger/moment';
import type { Warning } from '../../domain/outcome';
import type { ReconcileAnswer } from '../../domain/reconcile/answer';
import { decideReconcile, withAttached } from '../../domain/reconcile/decide-reconcile';
import { findSession } from '../../domain/session/find-session';
import type { Session } from '../../domain/session/schema';
import { AppError } from '../app-error';
import type { Context } from '../context';
import { commitDecision } from '../decide-and-commit';
import { settleEvents } from '../record/fold-pending';
import { attachmentFor } from './attachment';
import { gather } from './gather';
import type { ReconcilePorts } from './ports';

export type ReconcileRequest = {
  /** As it was typed; without it all sessions are meant. */
  readonly session?: string;
  readonly since?: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  /** A conversation whose work without a session is the session's from now on; of `task` where one is named. */
  readonly attach?: string;
  readonly task?: string;
};

/** How often the whole look is taken anew because others wrote to the ledger meanwhile. */
const attempts = 5;
/** How often of these because others wrote anything at all. */
const strictAttempts = 2;

/** Joins what hooks, transcripts and git tell into the record. */
export const reconcile = async (
  context: Context,
  ports: ReconcilePorts,
  request: ReconcileRequest,
): Promise<{ readonly data: ReconcileAnswer; readonly warnings: readonly Warning[] }> => {
  const asked = await askedAbout(context, request);
  const { force, dryRun } = request;
  if (!dryRun) await settleEvents(context);
  const attach = await attachmentFor(context, ports, request);
  for (let attempt = 1; ; attempt += 1) {
    // Where others commit all the time, an event that is missed is found by the next run.
    const generation = dryRun || attempt > strictAttempts ? undefined : (await settleEvents(context)).generation;
    const choices = {
      force,
      ...(attach === undefined ? {} : { attach }),
      ...(generation === undefined ? {} : { generation }),
    };
    const seenAs = (session: Session): Session => withAttached(session, attach);
    const gathered = await gather(context, ports, { ...asked, pending: dryRun, seenAs });
    const { result, warnings } = await commitDecision(context, (world) => decideReconcile(world, gathered, choices), { dryRun });
    if (result.kind === 'decided') return { data: dryRun ? { ...result.answer, dryRun: true } : result.answer, warnings };
    if (attempt === attempts) throw ledgerIsBusy();
  }
};

const ledgerIsBusy = (): AppError =>
  new AppError({
    code: 'E_STORE_BUSY',
    message: 'others finish work faster than it can be looked through: nothing was written',
    fix: ['stint reconcile'],
  });

type Asked = { readonly isAsked: (session: Session) => boolean; readonly sinceMs?: number };

const askedAbout = (context: Context, { session: typed, since }: ReconcileRequest): Promise<Asked> =>
  context.store.read((state) => {
    const sinceMs = since === undefined ? undefined : parseMoment(since, context.now(), 'since', context.zone);
    if (since !== undefined && sinceMs === undefined)
      throw new AppError({
        code: 'E_USAGE',
        message: `--since takes ${momentForms}, not ${JSON.stringify(since)}`,
        details: { option: '--since', given: since },
        fix: ['stint reconcile --since 3d'],
      });
    const found = typed === undefined ? undefined : findSession(state, typed);
    if (found?.ok === false) throw new AppError(found.refusals[0]);
    const id = found?.session.id;
    return {
      isAsked: (session) =>
        (id === undefined || session.id === id) && (sinceMs === undefined || Date.parse(session.lastActivityAt) >= sinceMs),
      ...(sinceMs === undefined ? {} : { sinceMs }),
    };
  });
