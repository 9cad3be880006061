// Builds dist/: a launcher, one self-contained file per command family, and what they load late. Plain esbuild.
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as bundle } from 'esbuild';
import { asFunction, commandFamilies, lazyModules, withoutArrows, withoutUnusedBuiltins } from './bundle-plugins.mjs';
import { everyday, writeCodeCaches } from './code-cache.mjs';
import { loadSource } from './load-source.mjs';
import { registryPaths } from './registry-paths.mjs';
import { thirdPartyNotices } from './third-party-notices.mjs';

const root = join(import.meta.dirname, '..');
/** Built beside the old one and then put in its place, so that programs which are starting meanwhile find one or the other. */
const dist = mkdtempSync(join(root, '.dist-'));
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** What esbuild says of each bundle: which files it is made of. */
const metafiles = [];
const build = async (options) => {
  const { metafile } = await bundle({ ...options, metafile: true });
  metafiles.push(metafile);
};

const shared = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  supported: { 'dynamic-import': false },
  logLevel: 'warning',
  // Its `main` finds its own parts in a way that no bundler can follow.
  alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
};

const commandsFolder = join(root, 'src/cli/commands');
const commandPaths = readdirSync(commandsFolder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name: family }) =>
    readdirSync(join(commandsFolder, family))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${family}/${name.slice(0, -'.ts'.length)}`),
  );

/** Small families ride with the one that they share most code with. */
const hostOf = { session: 'task', focus: 'task', config: 'project', hooks: 'project', reconcile: 'ledger' };

/** What is typed all day lies in bundles of its own: V8 takes in what these commands need, and little more. */
const bundleOf = (path) => {
  const [family] = path.split('/');
  return Object.keys(everyday).find((name) => everyday[name].commands.includes(path)) ?? hostOf[family] ?? family;
};

const buildCommands = (name, paths, found) => {
  const commands = paths.map((path) => `${JSON.stringify(path)}: () => require('./commands/${path}')`);
  return build({
    ...shared,
    stdin: {
      contents: `export { main } from './main';\nexport const commands = {${commands.join(',')}};`,
      resolveDir: join(root, 'src/cli'),
      sourcefile: `${name}.ts`,
      loader: 'ts',
    },
    ...asFunction,
    outfile: join(dist, `${name}.cjs`),
    plugins: [commandFamilies(paths, bundleOf), lazyModules(found, './lazy/'), withoutUnusedBuiltins, withoutArrows],
  });
};

const buildBundles = (found) =>
  Promise.all(
    [...new Set(commandPaths.map(bundleOf))].map((name) =>
      buildCommands(
        name,
        commandPaths.filter((path) => bundleOf(path) === name),
        found,
      ),
    ),
  );

const buildLazy = async (found) => {
  const built = new Set();
  while (built.size < found.size) {
    const next = [...found].filter(([name]) => !built.has(name));
    for (const [name] of next) built.add(name);
    await Promise.all(
      next.map(([name, path]) =>
        build({
          ...shared,
          entryPoints: [path],
          outfile: join(dist, 'lazy', `${name}.cjs`),
          plugins: [commandFamilies([], bundleOf), lazyModules(found, './'), withoutUnusedBuiltins, withoutArrows],
        }),
      ),
    );
  }
};

/** What hook files call, at every tool that an agent uses: a bundle of its own, as small as it can be. */
const buildHook = (found) =>
  build({
    ...shared,
    entryPoints: [join(root, 'src/cli/hook/main.ts')],
    ...asFunction,
    outfile: join(dist, 'hook.cjs'),
    plugins: [commandFamilies([], bundleOf), lazyModules(found, './lazy/'), withoutUnusedBuiltins, withoutArrows],
  });

const wordsToBundle = (registry) => {
  const paths = registryPaths();
  if (paths.length !== registry.length) throw new Error('a line of the registry names no module under commands/');
  return Object.fromEntries(
    registry.flatMap((line, index) => [line.name, ...(line.alias ?? [])].map((name) => [name, bundleOf(paths[index])])),
  );
};

const found = new Map();
await Promise.all([buildBundles(found), buildHook(found)]);
await buildLazy(found);

const facts = await loadSource('src/cli/about/build-facts.ts');
await build({
  ...shared,
  entryPoints: [join(root, 'src/cli/launcher.ts')],
  outfile: join(dist, 'launcher.cjs'),
  plugins: [withoutArrows],
  define: { STINT_VERSION: JSON.stringify(version), STINT_FAMILIES: JSON.stringify(wordsToBundle(facts.registry)) },
});
writeFileSync(join(dist, 'help.txt'), `${facts.programHelp()}\n`);
const commands = await facts.loadCommands();
for (const shell of facts.shells) writeFileSync(join(dist, `completion.${shell}`), facts.completionScript(shell, commands));
writeFileSync(join(dist, 'THIRD-PARTY-NOTICES.txt'), thirdPartyNotices(root, metafiles));
writeCodeCaches(dist);

const old = `${dist}-old`;
if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), old);
renameSync(dist, join(root, 'dist'));
rmSync(old, { recursive: true, force: true });
chmodSync(join(root, 'dist'), 0o755);
