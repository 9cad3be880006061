import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';

/** Whether this system can take descriptors away from a running process. */
export const hasPrlimit = spawnSync('prlimit', ['--version']).status === 0;

/** Runs `work` while this process can open no further file. */
export const withFewFiles = async <T>(work: () => Promise<T>): Promise<T> => {
  const of = `--pid=${process.pid}`;
  const limit = execFileSync('prlimit', [of, '--nofile', '--output=SOFT', '--noheadings'], { encoding: 'utf8' }).trim();
  // Started before: afterwards nothing can be.
  const back = spawn('sh', ['-c', `read line; exec prlimit ${of} --nofile=${limit}:`], { stdio: ['pipe', 'ignore', 'ignore'] });
  const ended = once(back, 'exit');
  try {
    execFileSync('prlimit', [of, '--nofile=4:']);
    return await work();
  } finally {
    back.stdin.end('\n');
    await ended;
  }
};
