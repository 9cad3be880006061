import { AppError } from '../../../core/app-error';
import { carryOut, type HooksChanged, installWarnings } from '../../../core/hooks/change-hooks';
import { planInstall } from '../../../core/hooks/install-hooks';
import { defineCommand } from '../../command';
import {
  harnessesOf,
  openHookFiles,
  refuseForeignHooks,
  renderHookChanges,
  scopeOf,
  scopeOptions,
  typedHarnesses,
} from '../../shared/hook-setup';
import { flag } from '../../shared/typed-text';

export const command = defineCommand<HooksChanged>({
  details:
    'Harnesses: claude, codex, opencode, gemini, copilot, cursor. Adds to their settings files the lines that call ' +
    '`stint hook`, and touches nothing else in them; a file that cannot be read is left as it is. Done again it changes ' +
    'nothing, or renews lines of an older version. docs/harness/ has a page for each harness.',
  arguments: [{ name: '[harness...]', help: 'whose hooks' }],
  options: [
    { flags: '--detected', help: 'of every harness that this machine has' },
    ...scopeOptions,
    { flags: '--dry-run', help: 'only say what would be changed' },
  ],
  examples: [
    { line: 'stint hooks install claude', does: 'adds to .claude/settings.json of this project' },
    { line: 'stint hooks install --detected --dry-run', does: 'shows what would be changed for every harness that is there' },
    { line: 'stint hooks install claude --local', does: "adds to the user's own settings for this project" },
  ],
  effect: 'none',
  run: async (input, services) => {
    const scope = scopeOf(input);
    const words = [...typedHarnesses(input), ...(flag(input, 'detected') ? ['detected'] : [])];
    if (words.length === 0)
      throw new AppError({
        code: 'E_USAGE',
        message: 'hooks install needs the harnesses: claude, codex, opencode, gemini, copilot, cursor, or --detected',
        fix: ['stint hooks install claude', 'stint hooks install --detected'],
      });
    const { ports, guard } = await openHookFiles(services, scope);
    refuseForeignHooks(services, scope);
    const harnesses = harnessesOf(words, ports);
    const plans = planInstall(ports, { harnesses, scope: scope ?? 'project', guard });
    const dryRun = flag(input, 'dryRun');
    const data = carryOut(plans, dryRun);
    return { data, warnings: installWarnings(ports, plans, dryRun) };
  },
  render: (result, page) =>
    result.files.length === 0
      ? 'No harness was found on this machine: name one, as in stint hooks install claude'
      : renderHookChanges(result, page).join('\n'),
  quiet: ({ files }) => files.map(({ file }) => file).join('\n'),
});
