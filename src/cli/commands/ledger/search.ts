import { searchLedger } from '../../../core/ledger/search-ledger';
import type { LedgerListAnswer } from '../../../domain/ledger/answer';
import { defineCommand } from '../../command';
import { renderLedgerList } from '../../render/ledger';
import { filterOf, filterOptions } from '../../shared/ledger-filters';
import { withProgress } from '../../shared/ledger-progress';
import { argument, countOption, flag } from '../../shared/typed-text';

const defaultRows = 20;

export const command = defineCommand<LedgerListAnswer>({
  effect: 'read',
  details:
    'Finds finished work, the newest first. The text is looked for in reasons, notes, titles, labels, files, commits and ids, ' +
    'without regard to case. Every option narrows further; --session ID asks for the work of that session.',
  arguments: [{ name: '[text]', help: 'words to look for' }],
  options: [
    ...filterOptions,
    { flags: '-n, --limit <count>', help: `at most so many (${defaultRows})` },
    { flags: '--all', help: 'every one' },
  ],
  examples: [
    { line: 'stint ledger search --since 2w', does: 'what was finished in the last two weeks' },
    { line: 'stint ledger search login --agent alice', does: 'what alice did about the login' },
    { line: "stint ledger search --file 'src/auth/**'", does: 'who changed something there' },
    { line: 'stint ledger search --epic T001 --all --jsonl', does: 'everything below the epic T001' },
  ],
  run: (input, services) => {
    const context = services.context();
    const limit = countOption(input, 'limit', '-n') ?? (flag(input, 'all') ? Number.POSITIVE_INFINITY : defaultRows);
    const request = { ...filterOf(input, context, argument(input, 'text')), limit };
    return withProgress(services.io, input.globals, (progress) => searchLedger(context, request, progress));
  },
  jsonl: (result) => result.items,
  render: renderLedgerList,
  quiet: (result) => result.items.map((item) => item.id).join('\n'),
});
