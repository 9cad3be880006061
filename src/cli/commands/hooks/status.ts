import { type HooksStatus, hooksStatus } from '../../../core/hooks/change-hooks';
import { disabledWords } from '../../../core/hooks/look-at-hooks';
import { hookHarnesses } from '../../../domain/event/hook-reading';
import { hookFilesOf } from '../../../harness/hook-files';
import { defineCommand } from '../../command';
import { openHookFiles } from '../../shared/hook-setup';

export const command = defineCommand<HooksStatus>({
  details:
    'Says where hooks of stint stand, and whether they are as this version and `hooks.guard` want them. Whether they really ' +
    'fire: stint doctor --hooks.',
  examples: [{ line: 'stint hooks status', does: 'shows the hooks of every harness' }],
  effect: 'none',
  run: async (_input, services) => {
    const { ports, guard } = await openHookFiles(services);
    return { data: hooksStatus(ports, guard) };
  },
  render: ({ files, doubled, person }, page) => {
    const shown = files.filter(({ state }) => state !== 'absent');
    const without = hookHarnesses.filter((harness) => !shown.some((look) => look.harness === harness));
    // The level says what a path begins at: those of a project are told from its folder.
    const rows = shown.map(({ harness, scope, state, commands, file }) => [
      hookFilesOf(harness).label,
      scope,
      state,
      page.text((scope === 'user' ? undefined : hookFilesOf(harness).files[scope]) ?? file),
      commands.map(({ event }) => event).join(' '),
    ]);
    const columns = [
      { title: 'HARNESS' },
      { title: 'LEVEL' },
      { title: 'STATE' },
      { title: 'FILE' },
      { title: 'EVENTS', grow: true },
    ];
    return [
      ...(shown.length === 0 ? ['No hooks are installed: stint hooks install --detected'] : [page.table(rows, columns)]),
      ...(shown.length === 0 || without.length === 0 ? [] : [`Without hooks: ${without.join(', ')}`]),
      ...shown.flatMap(({ file, line, fault }) =>
        fault === undefined ? [] : [`${page.text(file)}${line === undefined ? '' : `:${line}`}: ${page.text(fault)}`],
      ),
      ...shown.filter(({ disabledBy }) => disabledBy !== undefined).map((look) => page.text(disabledWords(look))),
      ...shown.flatMap(({ harness, scope, state }) =>
        state === 'outdated' ? [`Renew: stint hooks install ${harness}${scope === 'project' ? '' : ` --${scope}`}`] : [],
      ),
      ...doubled.map(
        ({ harness, files: places }) =>
          `${hookFilesOf(harness).label} has hooks at ${places.length} levels: an event is recorded once, and the agent waits for each`,
      ),
      ...person.map(({ what }) => `If it has not been done yet: ${page.text(what)}`),
    ].join('\n');
  },
  quiet: ({ files }) =>
    files
      .filter(({ state }) => state === 'installed' || state === 'outdated')
      .map(({ file }) => file)
      .join('\n'),
});
