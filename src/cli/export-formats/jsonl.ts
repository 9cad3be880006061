import { detailOf } from '../../domain/ledger/view';
import { jsonLine } from '../render/json-line';
import type { ExportFormat } from './format';

/** A completion a line, as `ledger show --json` gives it. */
export const jsonlFormat = (): ExportFormat => ({
  begin: () => '',
  row: (completion) => `${jsonLine(detailOf(completion))}\n`,
  end: () => [],
});
