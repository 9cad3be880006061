// Run by scripts/code-cache.mjs, in a scratch project: loads one bundle, runs typical commands with it, and writes down the
// code that V8 compiled for them.
const { readFileSync, writeFileSync } = require('node:fs');
const { createRequire } = require('node:module');
const { dirname } = require('node:path');
const vm = require('node:vm');

const [bundle, target, lines] = process.argv.slice(2);

// As in src/cli/launcher.ts: V8 takes the code back only for the very same text.
const script = new vm.Script(readFileSync(bundle, 'latin1'), { filename: bundle });
const loaded = { exports: {} };
script.runInThisContext()(loaded.exports, createRequire(bundle), loaded, bundle, dirname(bundle));

const warm = async () => {
  for (const line of JSON.parse(lines)) await loaded.exports.main(line.split(' '), 'stint');
  writeFileSync(target, script.createCachedData());
  process.exitCode = 0;
};

void warm();
