import type { TrackConfig } from '../../adapters/git/track-config';
import {
  attributesWithLedger,
  attributesWithoutLedger,
  ignoreWithLedger,
  ignoreWithoutLedger,
  isTrackedBy,
} from '../../domain/ledger/tracking-files';
import type { Warning } from '../../domain/outcome';
import { AppError } from '../app-error';

export type TrackPorts = {
  /** undefined: the folder lies in no working tree of a repository. */
  readonly trackConfig: (folder: string) => TrackConfig | undefined;
  readonly readUserFile: (path: string) => string | undefined;
  readonly replaceUserFile: (path: string, text: string) => void;
  readonly removeUserFile: (path: string) => void;
};

export type TrackAnswer = {
  readonly ledger: boolean;
  /** Names of the files that were changed; a second time none. */
  readonly files: readonly string[];
  /** What became of the merge driver in the repository's config. */
  readonly driver: 'set' | 'unchanged' | 'removed';
  /** Lines that remain for the user, since stint touches neither index nor history. */
  readonly next: readonly string[];
};

export type Tracked = { readonly data: TrackAnswer; readonly warnings: readonly Warning[] };

const driverLine = 'stint merge-ledger %O %A %B';

/** The working tree's repository, or E_USAGE: to be asked before anything is made. */
export const requireTrackConfig = (ports: TrackPorts, root: string): TrackConfig => {
  const config = ports.trackConfig(root);
  if (config !== undefined) return config;
  throw new AppError({
    code: 'E_USAGE',
    message: `${root} lies in no git working tree: there is no git to keep the ledger in`,
    details: { root },
    fix: ['git init', 'stint init --track ledger'],
  });
};

/** Keeps the ledger, and of all live files the ledger alone, in git. Done again it changes nothing. */
export const trackLedger = async (ports: TrackPorts, config: TrackConfig, root: string): Promise<Tracked> => {
  const files = [
    ...changeFile(ports, root, '.gitignore', ignoreWithLedger),
    ...changeFile(ports, root, '.gitattributes', attributesWithLedger),
  ];
  const known = await config.driver();
  // A driver of the user's own wording (an absolute path, say) is left alone as long as it is this command.
  const driver = known?.includes('merge-ledger') ? ('unchanged' as const) : ('set' as const);
  if (driver === 'set') await config.setDriver('stint ledger: both sides, in causal order', driverLine);
  const warnings: Warning[] = [];
  const rule = await config.ignoredBy('.stint/ledger.jsonl');
  if (rule !== undefined)
    warnings.push({
      code: 'W_LEDGER_IGNORED',
      message: `git still ignores .stint/ledger.jsonl (${rule}): take that rule out, or add it by force: git add -f .stint/ledger.jsonl`,
    });
  if ((known === undefined || known.startsWith('stint ')) && !config.findsProgram('stint'))
    warnings.push({
      code: 'W_DRIVER_NOT_FOUND',
      message: `git will call \`${known ?? driverLine}\` when it merges, and there is no stint on the PATH here: install it so that git finds it`,
    });
  const there = ['.gitignore', '.gitattributes', 'ledger.jsonl'].filter(
    (name) => ports.readUserFile(`${root}/.stint/${name}`) !== undefined,
  );
  const inIndex = await config.isInIndex('.stint/ledger.jsonl');
  const next = inIndex && files.length === 0 ? [] : [`git add ${there.map((name) => `.stint/${name}`).join(' ')}`];
  return { data: { ledger: true, files, driver, next }, warnings };
};

/** The way back: the ledger is a file of this checkout alone again. History keeps what it has. */
export const untrackLedger = async (ports: TrackPorts, config: TrackConfig, root: string): Promise<Tracked> => {
  const files = [
    ...changeFile(ports, root, '.gitignore', ignoreWithoutLedger),
    ...changeFile(ports, root, '.gitattributes', attributesWithoutLedger),
  ];
  const driver = (await config.driver()) === undefined ? ('unchanged' as const) : ('removed' as const);
  if (driver === 'removed') await config.removeDriver();
  const inIndex: string[] = [];
  for (const name of ['ledger.jsonl', '.gitattributes'])
    if (await config.isInIndex(`.stint/${name}`)) inIndex.push(`.stint/${name}`);
  const next = inIndex.length === 0 ? [] : [`git rm --cached --ignore-unmatch ${inIndex.join(' ')}`];
  return { data: { ledger: false, files, driver, next }, warnings: [] };
};

/** In a clone the files say that the ledger is tracked, and the driver is missing: git never brings settings along. */
export const driverWarnings = async (ports: TrackPorts, root: string): Promise<readonly Warning[]> => {
  if (!isTrackedBy(ports.readUserFile(`${root}/.stint/.gitattributes`) ?? '')) return [];
  const config = ports.trackConfig(root);
  if (config === undefined || (await config.driver()) !== undefined) return [];
  const message =
    'the ledger of this project is kept in git, and this repository has no merge driver for it yet: `stint init --track ledger` sets it up';
  return [{ code: 'W_NO_MERGE_DRIVER', message }];
};

const changeFile = (
  ports: TrackPorts,
  root: string,
  name: string,
  change: (text: string) => string | undefined,
): readonly string[] => {
  const path = `${root}/.stint/${name}`;
  const before = ports.readUserFile(path);
  const after = change(before ?? '');
  if (after === before || (after === undefined && before === undefined) || (after === '' && before === undefined)) return [];
  if (after === undefined) ports.removeUserFile(path);
  else ports.replaceUserFile(path, after);
  return [`.stint/${name}`];
};
