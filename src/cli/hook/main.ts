import { composeHook } from '../../compose/hook';
import { processIo } from '../io/io-process';
import { readPayload } from './read-payload';
import { messageOf, takeIn } from './take-in';

/**
 * `stint hook HARNESS [EVENT]`: one event of an agent's harness, from standard input. Never an error for the harness:
 * whatever happens, the exit code is 0, and only STINT_DEBUG makes it explain itself.
 */
export const main = async (argv: readonly string[]): Promise<void> => {
  const io = processIo();
  const { env } = io;
  const tell = env.STINT_DEBUG ? (what: string) => io.stderr(`stint hook: ${what}\n`) : () => {};
  try {
    const [harness = '', ...rest] = argv.slice(1);
    // Codex gives the payload of `notify` as the last argument.
    const last = rest.at(-1);
    const told = last?.startsWith('{') ? last : undefined;
    const event = rest[0] === told ? undefined : rest[0];
    const payload = told ?? (await readPayload());
    if (payload === undefined || payload.trim() === '') {
      tell('nothing to read on standard input');
      return;
    }
    const answer = await takeIn(
      { harness, ...(event === undefined ? {} : { event }), payload },
      { io, ports: composeHook(env), tell },
    );
    if (answer !== '') io.stdout(`${answer}\n`);
  } catch (error) {
    tell(messageOf(error));
  } finally {
    process.exitCode = 0;
  }
};
