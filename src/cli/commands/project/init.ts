import { composeHookFiles, initHookFilesPlace } from '../../../compose/hook-files';
import { composeInit } from '../../../compose/setup';
import { AppError } from '../../../core/app-error';
import { carryOut, type HooksChanged } from '../../../core/hooks/change-hooks';
import { type PlannedHooks, planInstall } from '../../../core/hooks/install-hooks';
import { type InitWithLedgerAnswer, initWithLedger } from '../../../core/ledger-git/init-with-ledger';
import type { TrackAnswer } from '../../../core/ledger-git/track-ledger';
import { defineCommand, type Services } from '../../command';
import type { Page } from '../../render/page';
import { harnessesOf, isGuardedHere, renderHookChanges } from '../../shared/hook-setup';
import { given, nameOption } from '../../shared/typed-text';

type InitAnswer = InitWithLedgerAnswer & { readonly hooks?: HooksChanged };

const reasons: Readonly<Record<InitWithLedgerAnswer['because'], string>> = {
  named: ' (named by STINT_DIR)',
  repository: '',
  'main-worktree': ' (shared by all working trees of this repository)',
  folder: '',
  exists: '',
};

const driverWords: Readonly<Record<TrackAnswer['driver'], string>> = {
  set: "put the merge driver into the repository's config (merge.stint-ledger)",
  unchanged: '',
  removed: "took the merge driver out of the repository's config",
};

const trackingLines = ({ ledger, files, driver, next }: TrackAnswer): string[] => {
  const did = [
    ...(files.length === 0 ? [] : [`changed ${files.join(' and ')}`]),
    ...(driver === 'unchanged' ? [] : [driverWords[driver]]),
  ];
  const state = ledger ? 'The ledger is kept in git' : 'The ledger is not kept in git';
  return [
    did.length === 0 ? `${state}: nothing had to be changed` : `${state}: ${did.join(', ')}`,
    ...next.map((line) => `To do, since the index is yours: ${line}`),
  ];
};

const planHooks = async (services: Services, list: string, here: boolean): Promise<readonly PlannedHooks[]> => {
  const ports = await composeHookFiles(services.io, initHookFilesPlace(services.io, here));
  const words = list.split(',').map((word) => word.trim());
  return planInstall(ports, { harnesses: harnessesOf(words, ports), scope: 'project', guard: await isGuardedHere(services) });
};

const hookLines = (hooks: HooksChanged, page: Page): string[] =>
  hooks.files.length === 0 ? ['No harness was found on this machine: no hooks were installed'] : renderHookChanges(hooks, page);

export const command = defineCommand<InitAnswer>({
  details:
    'In a git repository the project lies in its top folder, and all working trees share it; elsewhere in the current folder. ' +
    'Writes nothing outside .stint/ unless told to, and does no harm when it is run again.',
  options: [
    { flags: '--name <text>', help: 'name of the project' },
    { flags: '--here', help: 'in the current folder, also inside a repository' },
    { flags: '--agents-md', help: 'tell agents how to use stint: a marked block in AGENTS.md, added or renewed' },
    { flags: '--claude-md', help: 'the same in CLAUDE.md' },
    { flags: '--update-claude-md', help: 'renew the block in CLAUDE.md, or add it' },
    {
      flags: '--track <what>',
      help: 'keep the ledger, and nothing else that is live, in git, with a merge driver',
      choices: ['ledger'],
    },
    {
      flags: '--hooks <list>',
      help: 'let these harnesses report to stint: claude, codex, opencode, gemini, copilot, cursor, separated by commas, or detected',
    },
    { flags: '--untrack <what>', help: 'the way back: the ledger is a file of this checkout alone', choices: ['ledger'] },
  ],
  examples: [
    { line: 'stint init', does: 'makes .stint/ here, or at the top of the repository' },
    { line: 'stint init --track ledger', does: 'keeps the record of finished work in git' },
    { line: 'stint init --agents-md --claude-md', does: 'also tells agents how to use it' },
    { line: 'stint init --hooks detected', does: 'lets the harnesses that are there report to stint' },
  ],
  effect: 'none',
  run: async (input, services) => {
    const { here, agentsMd, claudeMd, updateClaudeMd, track, untrack } = input.options;
    if (track !== undefined && untrack !== undefined)
      throw new AppError({
        code: 'E_USAGE',
        message: '--track and --untrack contradict each other: give one of them',
        fix: ['stint init --track ledger', 'stint init --untrack ledger'],
      });
    const request = {
      here: here === true,
      ...given('name', nameOption(input, 'name')),
      agentFiles: [
        ...(agentsMd === true ? (['AGENTS.md'] as const) : []),
        ...(claudeMd || updateClaudeMd ? (['CLAUDE.md'] as const) : []),
      ],
    };
    // Thought out before anything is made, so that a settings file that cannot take hooks leaves nothing half done.
    const hooks =
      typeof input.options.hooks === 'string' ? await planHooks(services, input.options.hooks, request.here) : undefined;
    const { data, warnings } = await initWithLedger(
      composeInit(services.io),
      request,
      track === undefined && untrack === undefined ? undefined : track !== undefined,
    );
    return { data: { ...data, ...(hooks === undefined ? {} : { hooks: carryOut(hooks, false) }) }, warnings };
  },
  render: ({ root, because, created, agentFiles, tracking, hooks }, page) => {
    const place = page.text(root);
    const lines = [
      created ? `Made a project in ${place}${reasons[because]}` : `There is a project in ${place}: nothing was lost`,
    ];
    for (const { file, change } of agentFiles)
      lines.push(
        change === 'unchanged'
          ? `${page.text(file)} is up to date`
          : `${change === 'created' ? 'Wrote' : 'Updated'} ${page.text(file)}`,
      );
    if (tracking !== undefined) for (const each of trackingLines(tracking)) lines.push(each);
    if (hooks !== undefined) for (const each of hookLines(hooks, page)) lines.push(each);
    if (created) lines.push('Next: stint add "first task", or stint add --from backlog.md');
    return lines.join('\n');
  },
  quiet: ({ root }) => root,
});
