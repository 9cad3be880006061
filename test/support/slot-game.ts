import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Session } from '../../src/domain/session/schema';
import type { State } from '../../src/domain/state/state';
import type { Task } from '../../src/domain/task/schema';
import type { Decided, Store } from '../../src/store/store';
import { sessionIdOf, sessionOf, taskOf } from './store-deed';

/**
 * Players take slots and free them, at most one player a slot and one slot a player. Each turn tells when it began and
 * ended (nanoseconds of the clock that all processes share) and which generation it was decided on, so that the whole
 * history can be held against one serial order: `faultsOfHistory`.
 */
const slotCount = 5;
const at = '2026-01-02T03:04:05.000Z';

type Move = { readonly verb: 'take' | 'free' | 'refused'; readonly slot: string; readonly on: number; readonly holder?: string };

const holderOf = (state: State, slot: string): string | undefined => state.tasks.find(({ uid }) => uid === slot)?.labels[0];

const heldBy = (state: State, player: string): string | undefined =>
  state.sessions.find(({ focus }) => focus.sessionNote === player)?.held[0]?.taskId;

const withHolder = (state: State, slot: string, holder: string | undefined): { task: Task; number: number } => {
  const old = state.tasks.find(({ uid }) => uid === slot);
  const number = old === undefined ? state.lastTaskNumber + 1 : state.lastTaskNumber;
  return { task: { ...(old ?? taskOf(slot, number)), labels: holder === undefined ? [] : [holder] }, number };
};

const withHeld = (state: State, player: string, slot: string | undefined): Session => {
  const old = state.sessions.find(({ id }) => id === sessionIdOf(player)) ?? sessionOf(player);
  return { ...old, held: slot === undefined ? [] : [{ taskId: slot, at }] };
};

const decideTurn = (state: State, player: string, wanted: string, op: string): Decided<Move> => {
  for (const task of state.tasks) {
    const [holder] = task.labels;
    if (holder !== undefined && heldBy(state, holder) !== task.uid) throw new Error(`torn snapshot: ${task.uid} of ${holder}`);
  }
  const on = state.generation;
  const own = heldBy(state, player);
  const holder = holderOf(state, wanted);
  if (own === undefined && holder !== undefined) return { change: null, result: { verb: 'refused', slot: wanted, on, holder } };
  const slot = own ?? wanted;
  const verb = own === undefined ? 'take' : 'free';
  const { task, number } = withHolder(state, slot, own === undefined ? player : undefined);
  return {
    change: {
      tasks: { put: [task] },
      lastTaskNumber: number,
      sessions: { put: [withHeld(state, player, own === undefined ? slot : undefined)] },
      events: [{ at, type: 'log', synthetic: true, data: { op, player, verb, slot, on } }],
      log: [{ at, message: `${op} ${verb} ${slot}` }],
    },
    result: { verb, slot, on },
  };
};

/** Prints `TURN {json}` for each turn that was answered and `ERR op code message` for each that failed. */
export const playTurns = async (store: Store, player: string, turns: number, say: (line: string) => void): Promise<void> => {
  for (let turn = 0; turn < turns; turn++) {
    const op = `${player}.${process.pid}.${turn}`;
    const slot = `slot${Math.floor(Math.random() * slotCount)}`;
    const began = process.hrtime.bigint();
    try {
      const { result, generation } = await store.commit((state) => decideTurn(state, player, slot, op));
      const ended = process.hrtime.bigint();
      say(`TURN ${JSON.stringify({ ...result, op, player, generation, began: `${began}`, ended: `${ended}` })}`);
    } catch (error) {
      say(`ERR ${op} ${(error as { code?: string }).code ?? 'FAULT'} ${(error as Error).message}`);
    }
  }
};

export type Turn = Move & {
  readonly op: string;
  readonly player: string;
  readonly generation: number;
  readonly began: string;
  readonly ended: string;
};

export const turnsIn = (output: string): Turn[] =>
  [...output.matchAll(/^TURN (\{.*\})$/gm)].map((match) => JSON.parse(match[1] ?? '') as Turn);

type Made = {
  readonly op: string;
  readonly player: string;
  readonly verb: 'take' | 'free';
  readonly slot: string;
  readonly on: number;
};

/**
 * What contradicts one serial order of all turns: the order of the event lines. In it claims are exclusive at every
 * instant, every refusal was true when it was decided, and a turn that ended before another began comes before it.
 */
export const faultsOfHistory = (dir: string, turns: readonly Turn[]): string[] => {
  const faults: string[] = [];
  const lines = (name: string): string[] => readFileSync(join(dir, name), 'utf8').trimEnd().split('\n');
  const made: Made[] = lines('events/unbound.jsonl').map((line) => JSON.parse(line).data);
  const first = made[0]?.on ?? 0;
  const holders = new Map<string, string>();
  const after: Map<string, string>[] = [new Map()];
  for (const [index, { op, player, verb, slot, on }] of made.entries()) {
    if (on !== first + index) faults.push(`${op} was decided on ${on}, and is change ${index + 1} after ${first}`);
    const holder = holders.get(slot);
    if (verb === 'take' && holder !== undefined) faults.push(`${op} took ${slot} from ${holder}`);
    if (verb === 'free' && holder !== player) faults.push(`${op} freed ${slot} of ${holder}`);
    if (verb === 'take') holders.set(slot, player);
    else holders.delete(slot);
    after.push(new Map(holders));
  }
  if (new Set(made.map(({ op }) => op)).size !== made.length) faults.push('a turn was made twice');
  if (lines('session.log').length !== made.length) faults.push('session.log and the events differ');
  const { tasks } = JSON.parse(readFileSync(join(dir, 'todo.json'), 'utf8'));
  for (const { uid, labels } of tasks) if (labels[0] !== holders.get(uid)) faults.push(`${uid} has ${labels} at the end`);

  const byOp = new Map(made.map((one) => [one.op, one]));
  for (const { op, verb, slot, on, holder, generation } of turns) {
    const one = byOp.get(op);
    if (verb === 'refused') {
      if (one !== undefined) faults.push(`${op} was refused and made`);
      if (after[on - first]?.get(slot) !== holder) faults.push(`${op} was refused for ${holder}, who did not have ${slot}`);
    } else if (one === undefined) faults.push(`${op} was acknowledged and is lost`);
    else if (one.verb !== verb || one.slot !== slot || generation !== one.on + 1) faults.push(`${op} was made otherwise`);
  }

  const placeOf = (turn: Turn): number => (turn.verb === 'refused' ? turn.on : turn.generation);
  const byEnd = turns.map((turn) => ({ turn, ended: BigInt(turn.ended) })).sort((a, b) => (a.ended < b.ended ? -1 : 1));
  const byBegin = turns.map((turn) => ({ turn, began: BigInt(turn.began) })).sort((a, b) => (a.began < b.began ? -1 : 1));
  let latest = -1;
  let over = 0;
  for (const { turn, began } of byBegin) {
    for (; over < byEnd.length; over++) {
      const earlier = byEnd[over];
      if (earlier === undefined || earlier.ended >= began) break;
      latest = Math.max(latest, placeOf(earlier.turn));
    }
    if (placeOf(turn) < latest || (turn.verb !== 'refused' && placeOf(turn) === latest))
      faults.push(`${turn.op} comes at ${placeOf(turn)}, after a turn at ${latest} had ended`);
  }
  return faults;
};
