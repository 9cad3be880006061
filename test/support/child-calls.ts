import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

type SpawnSync = typeof childProcess.spawnSync;

/** Puts another function in the place of `spawnSync` until the answer is called. */
export const replaceSpawnSync = (spawnSync: SpawnSync): (() => void) => {
  const real = childProcess.spawnSync;
  childProcess.spawnSync = spawnSync;
  syncBuiltinESMExports();
  return () => {
    childProcess.spawnSync = real;
    syncBuiltinESMExports();
  };
};
