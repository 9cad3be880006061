import { spoolLineFrom } from '../../../domain/event/spool-line';
import { validateEvent, validateLedgerEntry } from '../../../generated/validators';
import { archivedLine } from '../archive';
import { parseFields } from '../json-fields';
import { storeFiles } from '../layout';
import { createLineHash } from '../ledger/line-hash';

export type LineKind = 'ledger' | 'archivedTask' | 'archivedSession' | 'event' | 'log' | 'spool';

export const lineKindOf = (file: string): LineKind => {
  if (file === storeFiles.ledger) return 'ledger';
  if (file === storeFiles.archivedTasks) return 'archivedTask';
  if (file === storeFiles.archivedSessions) return 'archivedSession';
  if (file.startsWith('spool/')) return 'spool';
  return file.startsWith('events/') ? 'event' : 'log';
};

export const isArchive = (kind: LineKind): boolean => kind === 'archivedTask' || kind === 'archivedSession';

/** Whether a line is what a line of such a file has to be. */
export const lineCheck = (kind: LineKind): ((text: string) => boolean) => {
  switch (kind) {
    case 'ledger': {
      const lineHash = createLineHash();
      return (text) => {
        const fields = parseFields(text);
        return fields !== undefined && lineHash.hashOf(fields) === fields.hash && (fields.v !== 1 || validateLedgerEntry(fields));
      };
    }
    case 'archivedTask':
    case 'archivedSession':
      return (text) => archivedLine(kind, Buffer.from(text)) !== undefined;
    case 'event':
      return (text) => {
        const fields = parseFields(text);
        // A newer stint may know types that this one does not.
        return fields !== undefined && typeof fields.type === 'string' && validateEvent({ ...fields, type: 'log' });
      };
    case 'spool':
      return (text) => spoolLineFrom(text) !== undefined;
    case 'log':
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what no command writes
      return (text) => !/[\0-\x08\x0b-\x1f\x7f]/.test(text);
  }
};
