import { carryOut, type HooksChanged } from '../../../core/hooks/change-hooks';
import { planRemoval } from '../../../core/hooks/remove-hooks';
import { hookHarnesses } from '../../../domain/event/hook-reading';
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
    'Gives back what was: a file that nobody else changed becomes what it was to the byte, and one that stint made goes away; ' +
    'from any other only the lines of stint are taken out. What is recorded stays.',
  arguments: [{ name: '[harness...]', help: 'whose hooks; without any, those of every harness' }],
  options: [...scopeOptions, { flags: '--dry-run', help: 'only say what would be changed' }],
  examples: [
    { line: 'stint hooks remove', does: 'takes the hooks out of every file of this project' },
    { line: 'stint hooks remove claude --user', does: "takes them out of the user's own settings" },
  ],
  effect: 'none',
  run: async (input, services) => {
    const scope = scopeOf(input);
    const { ports } = await openHookFiles(services, scope);
    refuseForeignHooks(services, scope);
    const words = typedHarnesses(input);
    const isNamed = words.length > 0;
    const harnesses = isNamed ? harnessesOf(words, ports) : hookHarnesses;
    const scopes = scope === undefined ? (['project', 'local'] as const) : [scope];
    return { data: carryOut(planRemoval(ports, { harnesses, scopes }, isNamed), flag(input, 'dryRun')) };
  },
  render: (result, page) =>
    result.files.length === 0
      ? "There are no hooks of stint in this project's files"
      : renderHookChanges(result, page).join('\n'),
  quiet: ({ files }) => files.map(({ file }) => file).join('\n'),
});
