import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';

type Spawn = typeof childProcess.spawn;

/** Puts another function in the place of `spawn` until the answer is called. */
export const replaceSpawn = (spawn: Spawn): (() => void) => {
  const real = childProcess.spawn;
  childProcess.spawn = spawn;
  syncBuiltinESMExports();
  return () => {
    childProcess.spawn = real;
    syncBuiltinESMExports();
  };
};

/** A child process that never was: it ends when it is told to. A signal ends it soon. */
export const scratchChild = () => {
  const child = new EventEmitter();
  const signals: unknown[] = [];
  const kill = (signal: unknown): boolean => {
    signals.push(signal);
    setImmediate(() => child.emit('exit', null, signal));
    return true;
  };
  return Object.assign(child, { kill, signals });
};
