import { verifyLedger } from '../../../core/ledger/verify-ledger';
import type { LedgerAudit } from '../../../domain/ledger/audit';
import type { Refusal } from '../../../domain/outcome';
import { defineCommand } from '../../command';
import { renderAudit } from '../../render/ledger-audit';
import { withProgress } from '../../shared/ledger-progress';

export const command = defineCommand<LedgerAudit>({
  effect: 'read',
  details:
    'Checks every line of the ledger against its hash, and that no line was removed, doubled or cut off. Exit 43 where ' +
    'something is damaged. It cannot prove who wrote a line: the ledger is not signed, so whoever can write the file can ' +
    'recompute it all.',
  examples: [
    { line: 'stint ledger verify', does: 'checks the ledger' },
    { line: 'stint ledger verify --json', does: 'the same for programs' },
  ],
  run: async (input, services) => {
    const { data } = await withProgress(services.io, input.globals, (progress) => verifyLedger(services.context(), progress));
    return { data, ...(data.damageCount === 0 ? {} : { finding: findingOf(data) }) };
  },
  render: renderAudit,
});

const findingOf = ({ damages, damageCount }: LedgerAudit): Refusal => {
  const [first] = damages;
  const where = first?.line === undefined ? '' : `line ${first.line}: `;
  return {
    code: 'E_LEDGER_INVALID',
    message: `${damageCount === 1 ? 'one damage' : `${damageCount} damages`} in ledger.jsonl; the first is ${where}${first?.message ?? ''}`,
    fix: ['stint ledger verify --json'],
  };
};
