import { importBacklog } from '../../../core/import/import-backlog';
import type { ImportReport } from '../../../domain/task/import-batch';
import { defineCommand } from '../../command';
import { composeImport } from '../../compose-setup';
import type { Page } from '../../render/page';

type Imported = ImportReport & { readonly dryRun?: true };

/** How many cases of one kind are named in text; --json names all. */
const named = 10;

export const command = defineCommand<Imported>({
  details:
    'Brings in tasks with their ids, parents, dependencies, phases and history, all or nothing. ' +
    'Run again, it adds what is new and leaves the tasks that are here as they are.',
  arguments: [
    { name: '<source>', help: 'the tool that the backlog comes from', choices: ['cleo'] },
    { name: '<path>', help: 'its file, its folder, or the project around that' },
  ],
  options: [{ flags: '--dry-run', help: 'report what would come in, and change nothing' }],
  examples: [
    { line: 'stint import cleo ../old --dry-run', does: 'shows what would come in from ../old/.cleo' },
    { line: 'stint import cleo ../old/.cleo/todo.json', does: 'brings it in' },
  ],
  effect: 'write',
  run: async (input, services) => {
    const context = services.context();
    const dryRun = input.options.dryRun === true;
    const batch = composeImport(services.io, 'cleo', String(input.args.path));
    const { report, warnings } = await importBacklog(context, batch, { dryRun });
    return { data: dryRun ? { ...report, dryRun } : report, warnings };
  },
  render: (report, page) => {
    const { added, unchanged, epics, open, finished, phases } = report;
    const lines = [
      `${report.dryRun === true ? 'Would import' : 'Imported'} ${count(added, 'task')} from ${report.source}` +
        (added === 0 ? '' : ` (${count(epics, 'epic')}, ${open} open, ${finished} finished)`) +
        (unchanged === 0 ? '' : `; ${unchanged} were here already and stay as they are`),
    ];
    if (phases.length > 0) lines.push(`Phases: ${phases.map(page.text).join(', ')}`);
    lines.push(
      ...listed(page, 'translated', report.translated, ({ task, field, from, to }) => `${task} ${field} ${from} → ${to}`),
      ...listed(page, 'id changed', report.renamed, ({ from, to }) => `${from} → ${to}`),
      ...listed(page, 'parent not there, left out', report.missingParents, ({ task, parent }) => `${task} under ${parent}`),
      ...listed(page, 'dependency not there, kept', report.missingDepends, ({ task, depends }) => `${task} on ${depends}`),
      ...listed(page, 'closes a cycle, left out', report.cut, ({ task, field, to }) => `${task} ${field} ${to}`),
    );
    return lines.join('\n');
  },
  quiet: ({ added }) => String(added),
});

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

const listed = <T>(page: Page, what: string, items: readonly T[], show: (item: T) => string): string[] => {
  if (items.length === 0) return [];
  const rest = items.length - named;
  const shown = items.slice(0, named).map((item) => `  ${page.text(show(item))}`);
  return [`${items.length} × ${what}:`, ...shown, ...(rest > 0 ? [`  and ${rest} more: --json lists them all`] : [])];
};
