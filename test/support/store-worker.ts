import { writeSync } from 'node:fs';
import { initProject } from '../../src/store/files/init-project';
import { openFilesStore } from '../../src/store/files/open-store';
import { playTurns } from './slot-game';
import { commitDeed, copiesIn, disagreement } from './store-deed';

/**
 * A process that commits: `node store-worker.cjs DIR done KEY` or `loop PREFIX COUNT`, `play NAME TURNS`, `read SECONDS`,
 * `init`. Prints `ACK key generation [WARN code]`, `ALREADY key generation`, `ERR key code message`.
 * CLOCK_JUMPS=days sets the clock forward and back by up to so many days at every look.
 */
const [, , dir = '', verb, word = '', count = '1'] = process.argv;
const say = (line: string): void => void writeSync(1, `${line}\n`);

const jumpMs = Number(process.env.CLOCK_JUMPS ?? 0) * 86_400_000;

const store = openFilesStore({
  dir,
  clock: () => new Date(Date.now() + (2 * Math.random() - 1) * jumpMs).toISOString(),
  lockTimeoutMs: Number(process.env.WAIT_MS ?? 10_000),
  useLock: process.env.STINT_LOCK !== 'off',
  epochSize: Number(process.env.EPOCH_SIZE ?? 64),
  reach: { copies: copiesIn(dir) },
});

const done = async (key: string): Promise<void> => {
  try {
    const { result, generation, warnings } = await commitDeed(store, key);
    say(`${result} ${key} ${generation}${warnings.map(({ code }) => ` WARN ${code}`).join('')}`);
  } catch (error) {
    say(`ERR ${key} ${(error as { code?: string }).code ?? 'FAULT'} ${(error as Error).message}`);
  }
};

const readUntil = async (endMs: number): Promise<void> => {
  let reads = 0;
  let last = 0;
  while (Date.now() < endMs) {
    try {
      const [wrong, generation] = await store.read((state) => [disagreement(state), state.generation] as const);
      if (wrong !== undefined) say(`BAD torn snapshot: ${wrong}`);
      if (generation < last) say(`BAD generation went back from ${last} to ${generation}`);
      last = generation;
      reads++;
    } catch (error) {
      say(`BAD ${(error as Error).message}`);
    }
  }
  say(`READS ${reads}`);
};

const run = async (): Promise<void> => {
  if (verb === 'init') initProject(dir);
  if (verb === 'done') await done(word);
  if (verb === 'loop') for (let index = 0; index < Number(count); index++) await done(`${word}-${index}`);
  if (verb === 'play') await playTurns(store, word, Number(count), say);
  if (verb === 'read') await readUntil(Date.now() + Number(word) * 1000);
};
void run();
