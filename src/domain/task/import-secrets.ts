import { maskSecrets } from '../text/mask-secrets';
import type { ImportBatch } from './import-batch';

export type MaskedBatch = { readonly batch: ImportBatch; readonly masked: number; readonly kinds: readonly string[] };

/** Names and links, which are compared and never shown as text. */
const untouched: ReadonlySet<string> = new Set([
  'source',
  'sourceId',
  'wantedId',
  'parent',
  'depends',
  'task',
  'id',
  'root',
  'sha',
  'epic',
  'phase',
  'phases',
  'currentPhase',
]);

/** The batch with everything that looks like a secret masked, wherever it stands in the texts; `masked` counts the texts. */
export const withoutSecrets = (batch: ImportBatch): MaskedBatch => {
  let masked = 0;
  const kinds = new Set<string>();
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const result = maskSecrets(value);
      if (result.masked.length === 0) return value;
      masked += 1;
      for (const kind of result.masked) kinds.add(kind);
      return result.text;
    }
    if (Array.isArray(value)) return value.map(clean);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, untouched.has(key) ? item : clean(item)]));
  };
  const cleaned = clean(batch) as ImportBatch;
  return masked === 0 ? { batch, masked, kinds: [] } : { batch: cleaned, masked, kinds: [...kinds] };
};
