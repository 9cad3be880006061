import { composeAdopt } from '../../../compose/adopt';
import { composeHookFiles, initHookFilesPlace } from '../../../compose/hook-files';
import { composeInit } from '../../../compose/setup';
import { AppError } from '../../../core/app-error';
import { carryOut, type HooksChanged } from '../../../core/hooks/change-hooks';
import { type PlannedHooks, planInstall } from '../../../core/hooks/install-hooks';
import { type InitWithLedgerAnswer, initWithLedger } from '../../../core/ledger-git/init-with-ledger';
import type { TrackAnswer } from '../../../core/ledger-git/track-ledger';
import { type Adopted, adoptProject, planAdoption } from '../../../core/project/adopt-project';
import { defineCommand, type Input, type Services } from '../../command';
import type { Page } from '../../render/page';
import { createPage } from '../../render/page-create';
import { harnessesOf, isGuardedHere, renderHookChanges } from '../../shared/hook-setup';
import { given, nameOption } from '../../shared/typed-text';

type InitAnswer = InitWithLedgerAnswer & { readonly hooks?: HooksChanged; readonly adopted?: Adopted };

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

const counted = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

const adoptionLines = ({ tasks, sessions, settings, journal, ended }: Adopted, page: Page): string[] => [
  `  tasks     ${tasks.open} open, ${tasks.finished} finished`,
  ...sessions.map(({ id, status, agent }) => {
    const who = agent === undefined ? '' : ` of ${page.text(agent)}`;
    return `  session   ${page.text(id)}${who}, ${ended.includes(id) ? 'ended' : status}`;
  }),
  ...settings.map(({ key, value }) => `  setting   ${key} ${page.text(JSON.stringify(value))}`),
  `  journal   ${counted(journal.records, 'record')} (${journal.unfinished} unfinished), discarded and not replayed`,
];

/** Shows a person at a terminal what is there, and asks. */
const adopt = async (input: Input, services: Services) => {
  const ports = composeAdopt(services.io, input.globals);
  if (ports === undefined) return undefined;
  const plan = await planAdoption(ports);
  const place = { root: ports.root, because: 'exists' as const, created: false, agentFiles: [] };
  if (input.options.dryRun === true)
    return { dryRun: true, place, adopted: { ...plan, ended: [], discarded: [], dryRun: true as const } };
  const { readLine } = services.io;
  if (services.interactive && !input.globals.yes && readLine !== undefined) {
    const page = await createPage(services.io, 'stderr', input.globals.color);
    const lines = adoptionLines({ ...plan, ended: [], discarded: [] }, page);
    services.io.stderr(
      `${[`${page.text(ports.root)} holds a project that came from elsewhere:`, ...lines].join('\n')}\nAdopt it? [y/N] `,
    );
    if (!/^y(es)?$/i.test(readLine().trim()))
      throw new AppError({ code: 'E_UNTRUSTED', message: 'not adopted: nothing was changed', fix: ['stint init --adopt --yes'] });
  }
  return { dryRun: false, place, adopted: await adoptProject(ports, plan) };
};

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
    { flags: '--adopt', help: 'take over a project that came from elsewhere: shows what is there, and discards its journal' },
    { flags: '--dry-run', help: 'with --adopt: show what is there, and change nothing' },
    { flags: '--untrack <what>', help: 'the way back: the ledger is a file of this checkout alone', choices: ['ledger'] },
  ],
  examples: [
    { line: 'stint init', does: 'makes .stint/ here, or at the top of the repository' },
    { line: 'stint init --track ledger', does: 'keeps the record of finished work in git' },
    { line: 'stint init --agents-md --claude-md', does: 'also tells agents how to use it' },
    { line: 'stint init --adopt', does: 'takes over a project that came with a clone or an archive' },
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
    if (input.options.dryRun === true && input.options.adopt !== true)
      throw new AppError({ code: 'E_USAGE', message: '--dry-run goes with --adopt only', fix: ['stint init --adopt --dry-run'] });
    const adopted = input.options.adopt === true ? await adopt(input, services) : undefined;
    if (adopted?.dryRun === true) return { data: { ...adopted.place, adopted: adopted.adopted }, warnings: [] };
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
    return {
      data: {
        ...data,
        ...(hooks === undefined ? {} : { hooks: carryOut(hooks, false) }),
        ...(adopted === undefined ? {} : { adopted: adopted.adopted }),
      },
      warnings,
    };
  },
  render: ({ root, because, created, agentFiles, tracking, hooks, adopted }, page) => {
    const place = page.text(root);
    if (adopted?.dryRun === true) return [`Would adopt the project in ${place}:`, ...adoptionLines(adopted, page)].join('\n');
    const lines = [
      adopted !== undefined
        ? `Adopted the project in ${place}:`
        : created
          ? `Made a project in ${place}${reasons[because]}`
          : `There is a project in ${place}: nothing was lost`,
    ];
    if (adopted !== undefined) for (const line of adoptionLines(adopted, page)) lines.push(line);
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
