import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../package.json';
import { scratchFolder } from '../support/scratch-project';

const repository = join(import.meta.dirname, '../..');
/** Some of what packages ask for is not taken along. */
const { withoutUnusedBuiltins } = (await import(pathToFileURL(join(repository, 'scripts/bundle-plugins.mjs')).href)) as {
  readonly withoutUnusedBuiltins: Plugin;
};

/** The packed program, unpacked where no package of this repository can be reached. */
describe('the package', () => {
  let bin: string;
  let unpacked: string;
  let archivePath: string;
  let packedBytes: number;
  beforeAll(() => {
    const folder = scratchFolder();
    execFileSync('npm', ['pack', '--silent', '--ignore-scripts', '--offline', '--pack-destination', folder], {
      cwd: repository,
      stdio: 'ignore',
    });
    const [archive = ''] = readdirSync(folder);
    archivePath = join(folder, archive);
    packedBytes = statSync(archivePath).size;
    execFileSync('tar', ['xzf', archive], { cwd: folder });
    unpacked = join(folder, 'package');
    bin = join(folder, 'bin');
    mkdirSync(bin);
    for (const name of ['stint', 'session']) symlinkSync(join(unpacked, `bin/${name}.js`), join(bin, name));
  });

  const run = (name: string, args: readonly string[], cwd: string) =>
    spawnSync(join(bin, name), args, {
      cwd,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_GLOBAL: '/dev/null' },
    });

  test('runs alone, under both names, from a folder with spaces', () => {
    const cwd = join(scratchFolder(), 'a folder');
    mkdirSync(cwd);
    expect(run('stint', ['--version'], cwd)).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(run('stint', ['init', '-q'], cwd).status).toBe(0);
    expect(run('stint', ['task', 'add', 'First', '--json'], cwd).status).toBe(0);
    const started = run('session', ['start', 'T001', '-q'], cwd);
    expect(started).toMatchObject({ status: 0, stderr: '' });
    expect(run('stint', ['status', '-q'], cwd).stdout).toBe(started.stdout);
    expect(run('stint', ['done', 'T001'], cwd).status).toBe(0);
    expect(run('stint', ['focus', 'show', '--json'], cwd).status).toBe(0);
    expect(run('session', ['close'], cwd).status).toBe(0);
    expect(run('stint', ['config', 'list'], cwd).status).toBe(0);
    expect(run('stint', ['dash'], cwd)).toMatchObject({ status: 0, stderr: '' });
    expect(run('stint', ['nonsense'], cwd)).toMatchObject({ status: 2, stdout: '' });
  });

  test('is 2 MB at most, packed', () => {
    expect(packedBytes).toBeGreaterThan(100_000);
    expect(packedBytes).toBeLessThanOrEqual(2_000_000);
  });

  test('can be installed where there is no network and nothing in the cache of npm', () => {
    const prefix = join(scratchFolder(), 'prefix');
    const cwd = scratchFolder();
    const env = { PATH: process.env.PATH, HOME: cwd, npm_config_cache: join(cwd, 'cache') };
    const args = ['install', '--global', '--offline', '--no-audit', '--no-fund', '--prefix', prefix, archivePath];
    execFileSync('npm', args, { cwd, env, stdio: 'pipe' });
    const installed = spawnSync(join(prefix, 'bin/stint'), ['--version'], { cwd, env, encoding: 'utf8' });
    expect(installed).toMatchObject({ status: 0, stdout: `${version}\n`, stderr: '' });
    expect(readdirSync(join(prefix, 'lib/node_modules'))).toEqual(['stint']);
    expect(readdirSync(join(prefix, 'lib/node_modules/stint')).includes('node_modules')).toBe(false);
  });

  test('names each package whose code it carries, with its version, its licence and the text of that', async () => {
    const commands = join(repository, 'src/cli/commands');
    const files = readdirSync(commands, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const { metafile } = await build({
      entryPoints: [
        ...files.map((name) => join(commands, name)),
        ...['main', 'launcher', 'hook/main'].map((name) => join(repository, `src/cli/${name}.ts`)),
      ],
      absWorkingDir: repository,
      outdir: join(scratchFolder(), 'bundles'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      metafile: true,
      write: false,
      plugins: [withoutUnusedBuiltins],
      logLevel: 'silent',
    });
    const taken = Object.values(metafile.outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    );
    const folders = new Set(taken.flatMap((path) => /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []));
    expect(folders.size).toBeGreaterThan(5);
    const notices = readFileSync(join(unpacked, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    const parts = notices.split(/^-{80}$/m).map((part) => part.trim());
    for (const folder of folders) {
      const manifest = JSON.parse(readFileSync(join(repository, folder, 'package.json'), 'utf8'));
      const head = `${manifest.name} ${manifest.version} (${manifest.license})`;
      const part = parts.find((each) => each.startsWith(`${head}\n`)) ?? '';
      const licence = readdirSync(join(repository, folder)).find((name) => /^licen[cs]e/i.test(name)) ?? '';
      expect(part, head).toBe(
        `${head}\n\n${readFileSync(join(repository, folder, licence), 'utf8')
          .trim()
          .replaceAll('\r\n', '\n')}`,
      );
    }
    expect(parts).toHaveLength(folders.size + 1);
  });

  test('needs no other package, and carries no sources, tests or maps', () => {
    const manifest = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'));
    expect([
      manifest.dependencies,
      manifest.optionalDependencies,
      manifest.scripts.install,
      manifest.scripts.postinstall,
    ]).toEqual([undefined, undefined, undefined, undefined]);
    expect(readdirSync(unpacked).filter((name) => ['src', 'test', 'node_modules', 'bench'].includes(name))).toEqual([]);
    expect(readdirSync(join(unpacked, 'dist')).filter((name) => name.endsWith('.map'))).toEqual([]);
  });
});
