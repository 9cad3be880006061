import { writeExport } from '../../../compose/export';
import { composeImport } from '../../../compose/setup';
import { AppError } from '../../../core/app-error';
import { importBacklog } from '../../../core/import/import-backlog';
import type { ImportReport } from '../../../domain/task/import-batch';
import { defineCommand } from '../../command';
import type { Page } from '../../render/page';
import { argument, flag, requiredArgument, textOption } from '../../shared/typed-text';

type Imported = ImportReport & { readonly dryRun?: true };

/** How many cases of one kind are named in text; --json names all. */
const named = 3;

/** Where each tool keeps its tasks, from the folder in which one stands. */
const places = {
  cub: '.cub',
  beads: '.beads',
  backlog: 'backlog',
  taskmaster: '.taskmaster',
  cleo: '.cleo',
  speckit: '.',
  openspec: '.',
  markdown: undefined,
} as const;
type Source = keyof typeof places;
const sources = Object.keys(places) as readonly Source[];

export const command = defineCommand<Imported>({
  details:
    'Brings in tasks with their ids, parents, dependencies, phases, notes and history, all or nothing: from cub also its ledger, ' +
    'from cleo its sessions, as closed ones. Run again, it adds what is new and leaves the tasks that are here as they are. ' +
    'What has no place here is told.',
  arguments: [
    { name: '<source>', help: 'the tool that the backlog comes from', choices: sources },
    { name: '[path]', help: 'its file, its folder, or the project around that' },
  ],
  options: [
    { flags: '--dry-run', help: 'report what would come in, and change nothing' },
    { flags: '--report <file>', help: 'write all of the report into this file, as JSON' },
    { flags: '--update', help: 'take over what changed in the source, where the task was not changed here' },
    { flags: '--signs', help: 'markdown: read @phase, #label, >id, ^id and !priority as `stint add --from` does' },
    { flags: '--plan', help: 'markdown: numbered steps are tasks that follow each other' },
    { flags: '--recursive', help: 'backlog: pages in folders below tasks/, too' },
    { flags: '--skip-bad', help: 'backlog: pass over pages that cannot be read, and tell them' },
    { flags: '--allow-overlap', help: 'also where scopes of active sessions overlap afterwards' },
  ],
  examples: [
    { line: 'stint import cleo ../old --dry-run', does: 'shows what would come in from ../old/.cleo' },
    { line: 'stint import cub', does: 'brings in what lies in .cub, tasks and ledger' },
    { line: 'stint import markdown TODO.md', does: 'brings in a checklist, and next time its new items' },
  ],
  effect: 'write',
  run: async (input, services) => {
    const source = sources.find((each) => each === requiredArgument(input, 'source')) ?? 'cleo';
    const path = argument(input, 'path') ?? places[source];
    if (path === undefined)
      throw new AppError({
        code: 'E_USAGE',
        message: `${source} has no folder of its own: name the file, as in \`stint import markdown TODO.md\``,
        fix: ['stint import --help'],
      });
    const context = services.context();
    const dryRun = flag(input, 'dryRun');
    const batch = await composeImport(services.io, source, path, {
      signs: flag(input, 'signs'),
      plan: flag(input, 'plan'),
      recursive: flag(input, 'recursive'),
      skipBad: flag(input, 'skipBad'),
      now: context.now(),
      root: context.root,
    });
    const { report, warnings } = await importBacklog(context, batch, {
      dryRun,
      allowOverlap: flag(input, 'allowOverlap'),
      update: flag(input, 'update'),
    });
    const file = textOption(input, 'report');
    if (file !== undefined) writeExport(services.io, file, `${JSON.stringify(report, null, 2)}\n`);
    return { data: dryRun ? { ...report, dryRun } : report, warnings };
  },
  render: (report, page) => {
    const { added, unchanged, epics, open, finished, phases, sessions, entries } = report;
    const lines = [
      `${report.dryRun === true ? 'Would import' : 'Imported'} ${count(added, 'task')} from ${report.source}` +
        (added === 0 ? '' : ` (${count(epics, 'epic')}, ${open} open, ${finished} finished)`) +
        (report.updated === 0 ? '' : `; ${report.updated} updated`) +
        (unchanged === 0
          ? ''
          : `; ${unchanged} ${unchanged === 1 ? 'was here already and stays as it is' : 'were here already and stay as they are'}`),
    ];
    if (report.archived > 0) lines.push(`Archive: ${count(report.archived, 'task')}`);
    if (entries > 0) lines.push(`Ledger: ${count(entries, 'completion')}`);
    if (sessions > 0) lines.push(`Sessions: ${sessions}, closed`);
    if (phases.length > 0) lines.push(`Phases: ${phases.map(page.text).join(', ')}`);
    lines.push(
      ...translations(page, report.translated),
      ...listed(
        page,
        report.updated > 0 ? 'taken over from the source' : 'changed in the source (--update takes it over)',
        report.changed.filter(({ both }) => !both),
        changeWords,
      ),
      ...listed(
        page,
        'changed in the source and here, left as it is here',
        report.changed.filter(({ both }) => both),
        changeWords,
      ),
      ...listed(
        page,
        'no longer in the source, left here',
        report.gone,
        ({ task, key, open: isOpen }) => `${task}${task === key ? '' : ` ${shortened(key)}`}${isOpen ? '' : ', finished'}`,
      ),
      ...listed(page, 'id changed', report.renamed, ({ from, to }) => `${from} → ${to}`),
      ...listed(page, 'parent not there, left out', report.missingParents, ({ task, parent }) => `${task} under ${parent}`),
      ...listed(page, 'dependency not there, kept', report.missingDepends, ({ task, depends }) => `${task} on ${depends}`),
      ...listed(page, 'closes a cycle, left out', report.cut, ({ task, field, to }) => `${task} ${field} ${to}`),
      ...listed(page, 'can never be started', report.deadlocks, (ring) => ring),
      ...report.leftOut.map(({ what, count: n, items = [] }) => `${n} × ${page.text(what)}${examples(page, items)}`),
    );
    return lines.join('\n');
  },
  quiet: ({ added }) => String(added),
});

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

/** Each kind of translation once, with the first tasks that it came to. */
const translations = (page: Page, all: ImportReport['translated']): string[] => {
  const kinds = new Map<string, string[]>();
  for (const { task, field, from, to } of all) {
    const kind = field === 'title' ? 'without a title' : `${field} ${shortened(from)} → ${to}`;
    const tasks = kinds.get(kind);
    if (tasks === undefined) kinds.set(kind, [task]);
    else tasks.push(task);
  }
  return [...kinds].map(([kind, tasks]) => `${tasks.length} × ${page.text(kind)}${examples(page, tasks)}`);
};

const changeWords = ({ task, field, from, to }: ImportReport['changed'][number]): string =>
  `${task} ${field} ${shortened(from) || '(none)'} → ${shortened(to) || '(none)'}`;

const shortened = (text: string): string => (text.length > 40 ? `${text.slice(0, 39)}…` : text);

/** The first three, cut to what stands in a line. */
const examples = (page: Page, items: readonly string[]): string => {
  if (items.length === 0) return '';
  const shown = items.slice(0, 3).map((item) => page.text(shortened(item)));
  return `: ${shown.join(', ')}${items.length > 3 ? ', …' : ''}`;
};

const listed = <T>(page: Page, what: string, items: readonly T[], show: (item: T) => string): string[] => {
  if (items.length === 0) return [];
  const rest = items.length - named;
  const shown = items.slice(0, named).map((item) => `  ${page.text(show(item))}`);
  return [`${items.length} × ${what}:`, ...shown, ...(rest > 0 ? [`  and ${rest} more: --json lists them all`] : [])];
};
