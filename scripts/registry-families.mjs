import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const registryFile = join(import.meta.dirname, '../src/cli/registry.ts');

/** The family of each line of the registry, in its order, read from the source: a bundled `import()` has lost its path. */
export const registryFamilies = () =>
  [...readFileSync(registryFile, 'utf8').matchAll(/import\('\.\/commands\/([a-z-]+)\/[a-z-]+'\)/g)].map(([, family]) => family);
