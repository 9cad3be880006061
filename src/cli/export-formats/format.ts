import type { Context } from '../../core/context';
import type { Completion } from '../../domain/ledger/fold';
import type { FilterRequest } from '../../domain/ledger/resolve-filter';

/** Writes an export piece by piece. */
export type ExportFormat = {
  begin(): string;
  row(completion: Completion): string;
  end(): Iterable<string>;
};

export type ExportSetup = { readonly now: string; readonly context: Context; readonly request: FilterRequest };

/** Every format, loaded when it is asked for. */
export const exportFormats: ReadonlyMap<string, () => Promise<(setup: ExportSetup) => ExportFormat | Promise<ExportFormat>>> =
  new Map<string, () => Promise<(setup: ExportSetup) => ExportFormat | Promise<ExportFormat>>>([
    ['jsonl', async () => (await import('./jsonl')).jsonlFormat],
    ['csv', async () => (await import('./csv')).csvFormat],
    ['markdown', async () => (await import('./markdown')).markdownFormat],
    ['html', async () => (await import('./html')).htmlFormat],
  ]);
