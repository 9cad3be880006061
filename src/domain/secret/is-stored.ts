import type { World } from '../world';
import { maskSecrets } from './mask-secrets';

/** Whether the record holds a typed text already: as it is, or as it was masked when it was written. */
export const isStored = (world: World, typed: string, stored: string | undefined): boolean =>
  typed === stored || storedForm(world, typed) === stored;

/** A typed text as the record keeps it. */
export const storedForm = ({ state, allowSecret }: World, typed: string): string =>
  allowSecret === true || !state.config.record.maskSecrets ? typed : maskSecrets(typed).text;

/** What a field is to hold: what was typed for it, if that is something else than it holds already. */
export const asStored = <S extends string | undefined>(world: World, typed: string | undefined, stored: S): string | S =>
  typed === undefined || isStored(world, typed, stored) ? stored : typed;
