import { processIo } from './io/io-process';
import { run } from './run';

/** One process, one command line: the exit code is left in process.exitCode. */
export const main = async (argv: readonly string[], entry: 'stint' | 'session'): Promise<void> => {
  process.exitCode = await run(argv, processIo(), entry);
};
