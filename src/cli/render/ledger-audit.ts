import type { Damage, LedgerAudit } from '../../domain/ledger/audit';
import type { Page } from './page';

const mostShown = 20;

export const renderAudit = (audit: LedgerAudit, page: Page): string => {
  const { lines, completed, amended, reopened, voided, redacted, heads, repeatedIds, damages, damageCount } = audit;
  const state = damageCount === 0 ? page.paint.good('whole') : page.paint.bad('damaged');
  return [
    `${state}  ${counted(lines, 'line')}: ${completed} completed, ${amended} amended, ${reopened} reopened, ${voided} voided`,
    ...(redacted === 0 ? [] : [`  ${counted(redacted, 'line')} with redacted fields, which verify`]),
    ...(heads.length > 1 ? [`  ${heads.length} ends, as after a merge; the next entry joins them`] : []),
    ...(repeatedIds === 0
      ? []
      : [`  ${counted(repeatedIds, 'id')} more than once: a completion that was recorded on two branches`]),
    ...(audit.tipKnown || lines === 0
      ? []
      : ['  whether the end was cut off is not known: sessions.json remembers nothing of this ledger']),
    ...(audit.notices ?? []).map((notice) => `  ${page.paint.warn('notice')}  ${page.text(notice)}`),
    ...damages.slice(0, mostShown).map((damage) => `  ${damageWords(damage, page)}`),
    ...(damageCount > mostShown ? [`  and ${damageCount - mostShown} more`] : []),
    page.paint.dim('  not proven: who wrote a line. The ledger is not signed; whoever can write the file can recompute it all.'),
  ].join('\n');
};

const damageWords = ({ kind, line, id, message }: Damage, page: Page): string => {
  const where = line === undefined ? 'at the end' : `line ${line}`;
  return `${page.paint.bad(where)}  ${kind}${id === undefined ? '' : `  ${page.text(id)}`}  ${page.text(message)}`;
};

const counted = (count: number, noun: string): string => `${count} ${count === 1 ? noun : `${noun}s`}`;
