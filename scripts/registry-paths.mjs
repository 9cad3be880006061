import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const registryFile = join(import.meta.dirname, '../src/cli/registry.ts');

/** The module of each line of the registry, as `session/start`, in its order: a bundled `import()` has lost its path. */
export const registryPaths = () =>
  [...readFileSync(registryFile, 'utf8').matchAll(/import\('\.\/commands\/([a-z-]+\/[a-z-]+)'\)/g)].map(([, path]) => path);
