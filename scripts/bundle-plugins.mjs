// The three esbuild plugins that give the program its shape on disk: see docs/architecture.md, "The build".
import { readFile } from 'node:fs/promises';
import { basename, join, relative, resolve } from 'node:path';
import { transform } from 'esbuild';

const source = resolve(import.meta.dirname, '../src');
const commands = join(source, 'cli/commands');

/** The commands that a bundle carries (`paths`, as session/start) are inlined; others are taken from theirs (`bundleOf` a path). */
export const commandFamilies = (paths, bundleOf) => ({
  name: 'command-families',
  setup(build) {
    build.onResolve({ filter: /^\.\/commands\// }, (args) => {
      if (args.kind !== 'dynamic-import' || basename(args.importer) !== 'registry.ts') return undefined;
      const path = resolve(args.resolveDir, args.path);
      const command = relative(commands, path);
      return paths.includes(command) ? { path: `${path}.ts` } : { path: command, namespace: 'other-family' };
    });
    build.onLoad({ filter: /.*/, namespace: 'other-family' }, (args) => {
      const bundle = JSON.stringify(`./${bundleOf(args.path.replaceAll('\\', '/'))}.cjs`);
      return { contents: `export const command = require(${bundle}).commands[${JSON.stringify(args.path)}]().command;` };
    });
    build.onResolve({ filter: /^\.\/[a-z-]+\.cjs$/, namespace: 'other-family' }, (args) => ({ path: args.path, external: true }));
  },
});

/**
 * Every other `import()` becomes a file of its own under dist/lazy, loaded when it is reached; only what every writing
 * command reaches stays in the bundle, and is run when it is reached. `found` collects what to
 * build: name to module. `from` is the way from the bundle to dist/lazy.
 */
export const lazyModules = (found, from) => ({
  name: 'lazy-modules',
  setup(build) {
    build.onResolve({ filter: /.*/ }, async (args) => {
      if (args.kind !== 'dynamic-import' || args.pluginData === 'resolving') return undefined;
      if (basename(args.importer) === 'registry.ts' || args.path === './stage-file') return undefined;
      const resolved = await build.resolve(args.path, {
        kind: args.kind,
        importer: args.importer,
        resolveDir: args.resolveDir,
        pluginData: 'resolving',
      });
      if (resolved.errors.length > 0 || resolved.external) return resolved;
      const name = lazyName(args.path, resolved.path);
      found.set(name, resolved.path);
      return { path: `${from}${name}.cjs`, external: true };
    });
  },
});

const lazyName = (specifier, path) =>
  path.startsWith(source)
    ? relative(source, path).replace(/\.ts$/, '').replaceAll(/[\\/]/g, '-')
    : specifier.replaceAll(/[^a-z0-9]+/gi, '-');

/**
 * What packages load for features that are not used here: commander node:child_process, for sub-commands that are programs
 * of their own (3 ms); write-file-atomic worker_threads, for a number that is 0 outside of workers (1 ms), node:crypto, for
 * the ending of a temporary name, which random digits make as well (3 ms), and signal-exit, which listens to some thirty
 * signals around every file that is written, to remove it when one comes (4 ms a file). What a killed command leaves lies
 * in the journal and is swept with it, as it must be after a SIGKILL anyway.
 */
export const withoutUnusedBuiltins = {
  name: 'without-unused-builtins',
  setup(build) {
    build.onResolve({ filter: /^(?:node:child_process|node:crypto|worker_threads|signal-exit)$/ }, (args) =>
      /[\\/]node_modules[\\/](?:commander|write-file-atomic)[\\/]/.test(args.importer)
        ? { path: args.path, namespace: 'unused-builtin' }
        : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'unused-builtin' }, (args) => ({
      contents: standIns[args.path],
    }));
  },
};

const randomHash =
  'const hash = { update: () => hash, digest: () => ({ readUInt32BE: () => Math.floor(Math.random() * 2 ** 32) }) };';

const standIns = {
  'node:crypto': `${randomHash} exports.createHash = () => hash;`,
  worker_threads: 'exports.threadId = 0;',
  'signal-exit': 'exports.onExit = () => () => {};',
  'node:child_process': 'exports.spawn = (...args) => process.getBuiltinModule("node:child_process").spawn(...args);',
};

/** esbuild copies every member of a module that is imported as a whole; a built-in one can be taken as it is. */
const withPlainBuiltins = (text) => text.replaceAll(/^import \* as (\w+) from '(node:[^']+)';$/gm, "import $1 = require('$2');");

/**
 * V8 reads the head of an arrow function twice: written as plain functions, our files compile in little more than half the
 * time. Packages stay as they are: esbuild's rewriting breaks constructors that make arrow functions before `super()`.
 */
export const withoutArrows = {
  name: 'without-arrows',
  setup(build) {
    build.onLoad({ filter: /\.[tj]s$/ }, async (args) => {
      if (!args.path.startsWith(source)) return undefined;
      const loader = args.path.endsWith('.ts') ? 'ts' : 'js';
      const text = await readFile(args.path, 'utf8');
      const { code } = await transform(loader === 'ts' ? withPlainBuiltins(text) : text, {
        loader,
        target: 'node20',
        supported: { arrow: false },
        sourcefile: args.path,
      });
      return { contents: code, loader: 'js' };
    });
  },
};

/**
 * A bundle is one function in parentheses: as a script it is the value, which the launcher calls without having copied the
 * text into a shell; as a module it is called.
 */
export const asFunction = {
  banner: {
    js: '(typeof module==="object"?function(f){f(exports,require,module,__filename,__dirname)}:function(f){return f})(function(exports,require,module,__filename,__dirname){',
  },
  footer: { js: '});' },
};

/** The text of a bundle without that, as a plain module. */
export const withoutFunction = (text) => {
  const [head, tail] = [asFunction.banner.js, asFunction.footer.js];
  const from = text.indexOf(head);
  return from === -1 ? text : text.slice(from + head.length, text.lastIndexOf(tail));
};
