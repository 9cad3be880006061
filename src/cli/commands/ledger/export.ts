import { AppError } from '../../../core/app-error';
import { readCompletions } from '../../../core/ledger/count-ledger';
import type { LedgerExportAnswer } from '../../../domain/ledger/answer';
import { defineCommand } from '../../command';
import { exportFormats } from '../../export-formats/format';
import { openOutput } from '../../export-formats/open-output';
import { filterOf, filterOptions } from '../../shared/ledger-filters';
import { withProgress } from '../../shared/ledger-progress';
import { textOption } from '../../shared/typed-text';

const formats = [...exportFormats.keys()];

export const command = defineCommand<LedgerExportAnswer>({
  effect: 'read',
  details:
    'Writes finished work, amendments taken in, to standard output or a file: as JSON lines, as CSV (RFC 4180; cells that ' +
    'a spreadsheet would take for a formula begin with an apostrophe), as a Markdown report by epic, or as one ' +
    'HTML page with a timeline, which needs nothing else. All but the page are written as they are read, so size does ' +
    'not matter.',
  options: [
    { flags: '--format <format>', help: 'the form (jsonl)', choices: formats },
    { flags: '-o, --output <file>', help: 'into this file, which is replaced' },
    ...filterOptions,
  ],
  examples: [
    { line: 'stint ledger export --format markdown --since 2w', does: 'a report of the last two weeks' },
    { line: 'stint ledger export --format html -o work.html', does: 'a page to look at, to print or to send' },
    { line: 'stint ledger export --format csv -o work.csv', does: 'a table for a spreadsheet' },
  ],
  run: async (input, services) => {
    const { io } = services;
    const name = textOption(input, 'format') ?? 'jsonl';
    const file = textOption(input, 'output');
    if (input.globals.json && file === undefined)
      throw new AppError({
        code: 'E_USAGE',
        message: '--json answers with one document, so the export itself needs a file: give -o FILE',
        fix: [`stint ledger export --format ${name} -o ledger.${name} --json`],
      });
    const context = services.context();
    const request = filterOf(input, context);
    const load = exportFormats.get(name);
    if (load === undefined) throw new Error(`no format ${name}`);
    const format = await (await load())({ now: io.now(), context, request });
    const output = openOutput(io, file);
    try {
      output.write(format.begin());
      const { data, warnings } = await withProgress(io, input.globals, (progress) =>
        readCompletions(context, request, (completion) => output.write(format.row(completion)), progress),
      );
      for (const piece of format.end()) output.write(piece);
      output.finish();
      return { data: { ...(file === undefined ? {} : { file }), format: name, completions: data }, warnings };
    } catch (error) {
      output.discard();
      throw error;
    }
  },
  render: ({ file, completions }, page) =>
    file === undefined ? '' : `${completions} ${completions === 1 ? 'completion' : 'completions'} written to ${page.text(file)}`,
});
