// npm run bench [-- SECTION …]: what is promised about speed, memory and size, measured; figures go to bench/results/.
// Without names of sections: all of them but `ledger`, which writes a file of 900 MB.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const sections = ['start-up', 'large', 'commit', 'crowd', 'memory'];
const asked = process.argv.slice(2);

for (const section of asked.length > 0 ? asked : sections) {
  const env = { ...process.env };
  // Where it is set, Node 20 reads certificates at every start, and every ratio shrinks.
  delete env.NODE_EXTRA_CA_CERTS;
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, `${section}.mjs`)], { stdio: 'inherit', env });
  if (status !== 0) process.exitCode = 1;
  console.log('');
}
