// Loads one TypeScript module of src/ into a script, bundled on the way: scripts read the registry and the schemas themselves.
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '..');

export const loadSource = async (path) => {
  const folder = mkdtempSync(join(tmpdir(), 'stint-source-'));
  try {
    const outfile = join(folder, 'module.cjs');
    await build({
      absWorkingDir: root,
      entryPoints: [path],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      outfile,
      logLevel: 'warning',
    });
    return createRequire(import.meta.url)(outfile);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
