import type { Finding } from '../../../domain/doctor/finding';
import type { FindingCode } from '../../../domain/doctor/finding-table';

/** What is wrong with one file; `mend`: what it is to be; `aside`: lines that it then no longer holds, kept in a file of their own. */
export type Judgement = {
  readonly findings: readonly Finding[];
  readonly mend?: { readonly code: FindingCode; readonly bytes: Buffer; readonly what: string; readonly aside?: Buffer };
};
