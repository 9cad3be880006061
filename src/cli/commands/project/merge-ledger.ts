import { composeMerge } from '../../../compose/merge';
import { type MergeAnswer, mergeLedger } from '../../../core/ledger-git/merge-ledger';
import type { Warning } from '../../../domain/outcome';
import { defineCommand } from '../../command';
import { requiredArgument } from '../../shared/typed-text';

export const command = defineCommand<MergeAnswer>({
  details:
    'Writes over <ours> what either side holds: the union of the entries by hash, each behind those that it follows, ' +
    'otherwise by time. No line is ever lost: torn and foreign ones are kept at the end. `stint init --track ledger` ' +
    'makes git call it; it works on any files, outside a project too.',
  arguments: [
    { name: '<base>', help: 'the common ancestor (%O); may be empty or absent' },
    { name: '<ours>', help: 'this side (%A); the result is written here' },
    { name: '<theirs>', help: 'the other side (%B)' },
  ],
  examples: [
    { line: 'stint merge-ledger base.jsonl ours.jsonl theirs.jsonl', does: 'merges two ledgers by hand into ours.jsonl' },
  ],
  effect: 'none',
  run: async (input, services) => {
    const data = mergeLedger(composeMerge(services.io), {
      base: requiredArgument(input, 'base'),
      ours: requiredArgument(input, 'ours'),
      theirs: requiredArgument(input, 'theirs'),
    });
    return { data, warnings: warningsOf(data) };
  },
  // git shows what a driver prints among its own lines: what went well needs none.
  render: () => '',
});

const mostNamed = 5;

const warningsOf = ({ foreign, doubles }: MergeAnswer): Warning[] => {
  const warnings: Warning[] = [];
  if (foreign > 0)
    warnings.push({
      code: 'W_FOREIGN_LINES',
      message: `${foreign} ${foreign === 1 ? 'line is' : 'lines are'} no ledger ${foreign === 1 ? 'entry' : 'entries'} and kept at the end: \`stint ledger verify\` names them`,
    });
  if (doubles.length > 0)
    warnings.push({
      code: 'W_DOUBLE_COMPLETION',
      message: `recorded on both sides, and kept twice: ${doubles.slice(0, mostNamed).join(', ')}${doubles.length > mostNamed ? ` and ${doubles.length - mostNamed} more` : ''}`,
    });
  return warnings;
};
