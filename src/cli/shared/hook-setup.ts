import { composeHookFiles, hookFilesPlace } from '../../compose/hook-files';
import { AppError } from '../../core/app-error';
import { detectedHarnesses, type HooksChanged } from '../../core/hooks/change-hooks';
import type { HookFilePorts } from '../../core/hooks/hook-ports';
import type { HookChange } from '../../core/hooks/install-hooks';
import { type HookHarness, hookHarnesses } from '../../domain/event/hook-reading';
import { foreignRefusal } from '../../domain/project/trust';
import { nearest } from '../../domain/text/nearest';
import { type HookScope, hookFilesOf } from '../../harness/hook-files';
import type { Input, OptionDeclaration, Services } from '../command';
import type { Page } from '../render/page';
import { flag } from './typed-text';

export const scopeOptions: readonly OptionDeclaration[] = [
  { flags: '--user', help: "in the user's own settings, for every project" },
  { flags: '--local', help: "in the user's own settings for this project (Claude Code)" },
];

/** undefined: none was asked for. */
export const scopeOf = (input: Input): HookScope | undefined => {
  const [user, local] = [flag(input, 'user'), flag(input, 'local')];
  if (user && local)
    throw new AppError({ code: 'E_USAGE', message: '--user and --local contradict each other: give one of them' });
  return user ? 'user' : local ? 'local' : undefined;
};

/** The hook files of the project that the command is typed in; with `scope` user also without one. */
export const openHookFiles = async (
  services: Services,
  scope?: HookScope,
): Promise<{ readonly ports: HookFilePorts; readonly guard: boolean }> => {
  const found = hookFilesPlace(services.io);
  const isForeign = found?.trust?.kind === 'foreign';
  // A person's own files have nothing to do with a project that nobody here has made.
  const place = isForeign && scope === 'user' ? undefined : found;
  const ports = await composeHookFiles(services.io, place);
  if (place === undefined && scope === 'user') return { ports, guard: false };
  return { ports, guard: await isGuarded(services) };
};

/** Hooks of a project start programs: E_UNTRUSTED where it is a foreign one. */
export const refuseForeignHooks = ({ io }: Services, scope: HookScope | undefined): void => {
  const place = scope === 'user' ? undefined : hookFilesPlace(io);
  if (place?.trust?.kind === 'foreign') throw new AppError(foreignRefusal(place.trust, place.stintDir));
};

const isGuarded = (services: Services): Promise<boolean> =>
  // Read as it lies there: a dry run leaves no life sign.
  services.context().store.read(({ config }) => config.hooks.guard === 'deny');

/** As `isGuarded`, where there may be no project yet. */
export const isGuardedHere = async (services: Services): Promise<boolean> =>
  hookFilesPlace(services.io) !== undefined && (await isGuarded(services));

const spellings: ReadonlyMap<string, HookHarness> = new Map([
  ...hookHarnesses.map((harness) => [harness, harness] as const),
  ['claude-code', 'claude'],
  ['gemini-cli', 'gemini'],
]);

export const typedHarnesses = ({ args: { harness } }: Input): readonly string[] =>
  typeof harness === 'string' ? [harness] : (harness ?? []);

/** The harnesses that were named; `detected` among them stands for those that are in use on this machine. */
export const harnessesOf = (words: readonly string[], ports: HookFilePorts): readonly HookHarness[] => {
  const named = words.flatMap((word) => {
    if (word === 'detected') return detectedHarnesses(ports);
    const harness = spellings.get(word.toLowerCase());
    if (harness !== undefined) return [harness];
    const near = nearest(word, hookHarnesses);
    throw new AppError({
      code: 'E_USAGE',
      message: `no harness is called ${JSON.stringify(word)}: give ${hookHarnesses.join(', ')} or detected`,
      details: { given: word, harnesses: hookHarnesses },
      ...(near === undefined ? {} : { fix: [`stint hooks install ${near}`] }),
    });
  });
  return hookHarnesses.filter((harness) => named.includes(harness));
};

const words: Readonly<Record<HookChange['change'], readonly [done: string, planned: string]>> = {
  created: ['wrote', 'would write'],
  added: ['added to', 'would add to'],
  renewed: ['renewed in', 'would renew in'],
  unchanged: ['nothing to change in', 'nothing to change in'],
  removed: ['taken out of', 'would take out of'],
  deleted: ['removed', 'would remove'],
};

export const renderHookChanges = ({ files, person, dryRun }: HooksChanged, page: Page): string[] => [
  ...files.map(({ harness, file, change }) => {
    const { label, unverified } = hookFilesOf(harness);
    const note = unverified && ['created', 'added', 'renewed'].includes(change) ? ' (not verified against the program)' : '';
    return `${label}: ${words[change][dryRun ? 1 : 0]} ${page.text(file)}${note}`;
  }),
  ...(dryRun ? [] : person.map(({ what }) => `To do, by you: ${page.text(what)}`)),
];
