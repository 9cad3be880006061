/** What can be wrong with a ledger. */
export const damageKinds = [
  'edited',
  'not-json',
  'torn',
  'not-an-entry',
  'version',
  'duplicate',
  'missing-line',
  'cut-tip',
] as const;
export type DamageKind = (typeof damageKinds)[number];

export type Damage = {
  readonly kind: DamageKind;
  /** From 1; absent where lines are missing at the end. */
  readonly line?: number;
  readonly id?: string;
  readonly message: string;
};

export type LedgerAudit = {
  readonly lines: number;
  readonly entries: number;
  readonly completed: number;
  readonly amended: number;
  readonly reopened: number;
  readonly voided: number;
  /** Lines with fields that were taken out by `ledger redact`. */
  readonly redacted: number;
  readonly bytes: number;
  /** Lines that no other one names as its predecessor. */
  readonly heads: readonly string[];
  /** Ids that stand on more than one line: after a merge, a completion that was recorded on both sides. */
  readonly repeatedIds: number;
  /** Whether `sessions.json` knew the heads to compare with. */
  readonly tipKnown: boolean;
  /** What is worth knowing and no damage: entries that were written on this branch and are not in the file now. */
  readonly notices?: readonly string[];
  /** In file order, the first ones. */
  readonly damages: readonly Damage[];
  /** All of them, those that are not listed included. */
  readonly damageCount: number;
};
