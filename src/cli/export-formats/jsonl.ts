import { detailOf } from '../../domain/ledger/view';
import type { ExportFormat } from './format';

/** A completion a line, as `ledger show --json` gives it. */
export const jsonlFormat = (): ExportFormat => ({
  begin: () => '',
  row: (completion) => `${JSON.stringify(detailOf(completion))}\n`,
  end: () => [],
});
