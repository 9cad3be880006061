import type { Warning } from '../../domain/outcome';
import { type InitAnswer, type InitPorts, type InitRequest, initProject } from '../project/init-project';
import {
  driverWarnings,
  requireTrackConfig,
  type TrackAnswer,
  type TrackPorts,
  trackLedger,
  untrackLedger,
} from './track-ledger';

export type InitWithLedgerAnswer = InitAnswer & { readonly tracking?: TrackAnswer };

/** `stint init`. `tracked`: whether the ledger is to be kept in git from now on, or no longer; undefined: as it is. */
export const initWithLedger = async (
  ports: InitPorts & TrackPorts,
  request: InitRequest,
  tracked: boolean | undefined,
): Promise<{ data: InitWithLedgerAnswer; warnings: readonly Warning[] }> => {
  // Asked before anything is made, so that a folder outside of git is left as it is.
  const config = tracked === undefined ? undefined : requireTrackConfig(ports, ports.place(request.here).root);
  const { data, warnings } = await initProject(ports, request);
  if (config === undefined) return { data, warnings: [...warnings, ...(await driverWarnings(ports, data.root))] };
  const tracking = await (tracked ? trackLedger : untrackLedger)(ports, config, data.root);
  return { data: { ...data, tracking: tracking.data }, warnings: [...warnings, ...tracking.warnings] };
};
