import type { Caller } from './binding/caller';
import type { LifeSigns } from './session/life-signs';
import type { Session } from './session/schema';
import type { State } from './state/state';
import type { Instant } from './time/instant';
import type { Zone } from './time/zone';

/** Everything that a decision may look at. Decisions are pure: the same world and request give the same outcome. */
export type World = {
  readonly state: State;
  readonly now: Instant;
  readonly zone: Zone;
  readonly caller: Caller;
  /** Life signs of an open session, gathered when the state was read. */
  readonly signsOf: (session: Session) => LifeSigns;
  readonly mint: Mint;
  /** What looks like a secret stays in the texts of this change. */
  readonly allowSecret?: boolean;
  /** Lower-case hex SHA-256 of the UTF-8 bytes of `text`. */
  readonly sha256: (text: string) => string;
};

/** Fresh identifiers. Each call gives another one. */
export type Mint = {
  /** Six random hex digits. */
  readonly sessionSuffix: () => string;
  /** The immutable random id of a task. */
  readonly uid: () => string;
};
