import type { Finding } from '../../../domain/doctor/finding';
import type { FindingCode } from '../../../domain/doctor/finding-table';

/** What is wrong with one file; `mend`: what it is to be, where that can be proven. */
export type Judgement = {
  readonly findings: readonly Finding[];
  readonly mend?: { readonly code: FindingCode; readonly bytes: Buffer; readonly what: string };
};
