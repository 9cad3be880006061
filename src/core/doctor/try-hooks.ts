import type { DoctorAnswer, HookTrial } from '../../domain/doctor/answer';
import { type Finding, finding } from '../../domain/doctor/finding';
import type { HookHarness } from '../../domain/event/hook-reading';
import { hookFilesOf } from '../../harness/hook-files';
import { disabledWords, type HookLook } from '../hooks/look-at-hooks';
import type { HookExam } from './examine-project';

export type HookTryPorts = {
  readonly looks: () => readonly HookLook[];
  /** The file as it is shown: relative to the project where it lies inside. */
  readonly shown: (file: string) => string;
  /**
   * Runs a command as the harness runs it, with a sample of its event, in a project made for that alone; whether an event of
   * the sample's conversation was recorded there, and if not, what can be said of it.
   */
  readonly tryHook: (harness: HookHarness, event: string, command: string) => Promise<{ recorded: boolean; why?: string }>;
  readonly versions: () => Promise<NonNullable<DoctorAnswer['harnesses']>>;
};

/** What is wrong with installed hooks; with `run` each of their commands is run. */
export const tryHooks = async (ports: HookTryPorts, run: boolean): Promise<HookExam> => {
  const looks = ports.looks().filter(({ state }) => state !== 'absent');
  const findings = looks.flatMap((look) => lookFindings(look, ports.shown(look.file)));
  for (const [harness, files] of levelsOf(looks))
    findings.push(
      finding(
        'hooks-doubled',
        `${hookFilesOf(harness).label} has hooks of stint at ${files.length} levels: ${files.map(ports.shown).join(', ')}`,
        {
          file: ports.shown(files[0] ?? ''),
          fix: `stint hooks remove ${harness} --user`,
        },
      ),
    );
  if (!run) return { findings };
  const hooks: HookTrial[] = [];
  for (const look of looks) {
    const { harness, scope } = look;
    const file = ports.shown(look.file);
    const tried = await Promise.all(
      look.commands.map(async (hook) => ({ ...hook, ...(await ports.tryHook(harness, hook.event, hook.command)) })),
    );
    for (const { event, command, recorded, why } of tried) {
      hooks.push({ harness, scope, file, event, recorded });
      const message = `${event}: \`${command}\` recorded nothing${why === undefined ? '' : `: ${why}`}`;
      if (!recorded) findings.push(finding('hook-silent', message, { file, fix: installLine(look) }));
    }
  }
  for (const harness of new Set(hooks.map((trial) => trial.harness as HookHarness))) {
    const { person } = hookFilesOf(harness);
    const look = looks.find((each) => each.harness === harness);
    if (person !== undefined && look !== undefined)
      findings.push(finding('hook-unproven', person, { file: ports.shown(look.file) }));
  }
  return { findings, hooks, harnesses: await ports.versions() };
};

const installLine = ({ harness, scope }: HookLook): string =>
  `stint hooks install ${harness}${scope === 'project' ? '' : ` --${scope}`}`;

const lookFindings = (look: HookLook, file: string): Finding[] => {
  const { label } = hookFilesOf(look.harness);
  const where = { file, ...(look.line === undefined ? {} : { line: look.line }) };
  return [
    ...(look.state === 'outdated'
      ? [finding('hooks-outdated', `the hooks of ${label} are not those of this version`, { ...where, fix: installLine(look) })]
      : []),
    ...(look.state === 'unreadable'
      ? [finding('hooks-unreadable', look.fault ?? 'it cannot be read', { ...where, fix: editLine(look) })]
      : []),
    ...(look.disabledBy === undefined
      ? []
      : [
          finding('hooks-disabled', disabledWords(look), {
            ...where,
            fix: editLine(look),
          }),
        ]),
  ];
};

const editLine = ({ file, line }: HookLook): string => `vi ${line === undefined ? '' : `+${line} `}${file}`;

const levelsOf = (looks: readonly HookLook[]): [HookHarness, string[]][] => {
  const levels = new Map<HookHarness, string[]>();
  for (const { harness, file, commands } of looks)
    if (commands.length > 0) levels.set(harness, [...(levels.get(harness) ?? []), file]);
  return [...levels].filter(([, files]) => files.length > 1);
};
