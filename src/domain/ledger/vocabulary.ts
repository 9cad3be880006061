export const entryTypes = ['completed', 'amended', 'reopened', 'voided'] as const;

export const entrySources = ['direct_session', 'hook', 'reconcile', 'import'] as const;

export const factOrigins = ['flag', 'git', 'hook', 'transcript', 'import'] as const;

/** Facts about how a completion came about; in the order in which they are written. */
export const entryFlags = [
  'out-of-scope',
  'takeover',
  'with-children',
  'session-close',
  'open-dependencies',
  'shared-checkout',
] as const;

/** Of what a line says of its task, that which `ledger redact` can take out. */
export const redactableTaskFields = ['title', 'labels', 'phase'] as const;

/** Stands for a title that was taken out: every line has one. */
export const redactedTitle = '[redacted]';

/** Fields that `ledger redact` can take out of a line. The others say what the line is about, and stay. */
export const redactableFields = [
  'reason',
  'note',
  'files',
  'commits',
  'branch',
  'agent',
  'session',
  'conversation',
  'harness',
  'tokens',
  'import',
  ...redactableTaskFields,
] as const;
export type RedactableField = (typeof redactableFields)[number];
