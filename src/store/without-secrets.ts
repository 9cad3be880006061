import { maskDecision } from '../domain/secret/mask-change';
import type { State } from '../domain/state/state';
import type { CommitOptions, Decided } from './store';

/**
 * A decision whose change holds no secrets that are recognised, and whose answer says what is stored. Every engine asks this
 * one instead of the one that it was given.
 */
export const withoutSecrets =
  <R>(decide: (state: State) => Decided<R>, sha256: (text: string) => string, options: CommitOptions | undefined) =>
  (state: State): Decided<R> => {
    const { change, result } = decide(state);
    return change === null || options?.allowSecret === true
      ? { change, result }
      : maskDecision(state, { change, result }, sha256);
  };
