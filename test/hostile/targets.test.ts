import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { gitProject } from '../support/git-project';
import { commandOf, programs, spawnCli, spawnCliAsync } from '../support/run-cli';
import { scratchFolder } from '../support/scratch-project';

/** Files that a line names outside `.stint/`: what is no plain file is written into, a link is followed, a mode stays. */
const isRoot = process.getuid?.() === 0;
const exports = [
  ['ledger', 'export'],
  ['task', 'export'],
  ['ledger', 'export', '--format', 'html'],
] as const;

for (const words of exports) {
  const name = words.join(' ');

  test.skipIf(!isRoot)(`${name} -o: a device stays one`, async () => {
    const { dir } = await gitProject();
    const device = join(scratchFolder(), 'null');
    execFileSync('mknod', ['-m', '666', device, 'c', '1', '3']);
    const ran = spawnCli([...words, '-o', device], { cwd: dir });
    const stat = lstatSync(device);
    expect({ exitCode: ran.exitCode, isDevice: stat.isCharacterDevice(), mode: stat.mode & 0o777 }).toEqual({
      exitCode: 0,
      isDevice: true,
      mode: 0o666,
    });
  });

  test(`${name} -o: a FIFO is written into`, async () => {
    const { dir } = await gitProject();
    const pipe = join(scratchFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe], { stdio: ['ignore', 'pipe', 'ignore'] });
    let read = '';
    reader.stdout.setEncoding('utf8').on('data', (text: string) => {
      read += text;
    });
    const closed = new Promise((resolve) => reader.on('close', resolve));
    const limit = setTimeout(() => reader.kill('SIGKILL'), 20_000);
    const ran = await spawnCliAsync([...words, '-o', pipe], { cwd: dir });
    // One that was not written into still has its reader waiting.
    if (ran.exitCode !== 0 || !lstatSync(pipe).isFIFO()) reader.kill('SIGKILL');
    await closed;
    clearTimeout(limit);
    expect({ exitCode: ran.exitCode, isFifo: lstatSync(pipe).isFIFO(), read }).toEqual({
      exitCode: 0,
      isFifo: true,
      read: spawnCli(words, { cwd: dir }).stdout,
    });
  });

  test(`${name} -o: a link is followed, a mode stays`, async () => {
    const { dir } = await gitProject();
    const [target, link] = [join(scratchFolder(), 'real.txt'), join(scratchFolder(), 'link')];
    writeFileSync(target, 'old\n');
    chmodSync(target, 0o640);
    symlinkSync(target, link);
    expect(spawnCli([...words, '-o', link], { cwd: dir }).exitCode).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe(spawnCli(words, { cwd: dir }).stdout);
    expect(lstatSync(target).mode & 0o777).toBe(0o640);
  });
}

for (const [option, file] of [
  ['--claude-md', 'CLAUDE.md'],
  ['--agents-md', 'AGENTS.md'],
] as const) {
  test(`init ${option}: a link that leads out of the repository is not followed`, async () => {
    const { dir } = await gitProject(0);
    const outside = join(scratchFolder(), 'home/.bashrc');
    mkdirSync(dirname(outside));
    writeFileSync(outside, 'alias ll="ls -l"\n');
    symlinkSync(outside, join(dir, file));
    const ran = spawnCli(['init', option], { cwd: dir });
    expect(readFileSync(outside, 'utf8')).toBe('alias ll="ls -l"\n');
    expect(ran.exitCode).not.toBe(0);
    expect(ran.stderr).toContain(file);
  });

  test(`init ${option}: a link to a name that is not there makes nothing outside`, async () => {
    const { dir } = await gitProject(0);
    const outside = join(scratchFolder(), '.bash_login');
    symlinkSync(outside, join(dir, file));
    spawnCli(['init', option], { cwd: dir });
    expect(lstatSync(outside, { throwIfNoEntry: false })).toBeUndefined();
  });

  test(`init ${option}: a FIFO does not make it wait`, async () => {
    const { dir } = await gitProject(0);
    execFileSync('mkfifo', [join(dir, file)]);
    const [command, ...args] = commandOf(programs.stint, ['init', option]);
    const ran = spawnSync(command, args, { cwd: dir, timeout: 20_000, killSignal: 'SIGKILL' });
    expect(ran.signal).toBeNull();
    expect(ran.status).not.toBe(0);
    expect(lstatSync(join(dir, file)).isFIFO()).toBe(true);
  }, 30_000);
}

test('init --claude-md: a link inside the repository is followed', async () => {
  const { dir } = await gitProject(0);
  writeFileSync(join(dir, 'AGENTS.md'), '# Agents\n');
  symlinkSync('AGENTS.md', join(dir, 'CLAUDE.md'));
  expect(spawnCli(['init', '--claude-md'], { cwd: dir }).exitCode).toBe(0);
  expect(lstatSync(join(dir, 'CLAUDE.md')).isSymbolicLink()).toBe(true);
  expect(readFileSync(join(dir, 'AGENTS.md'), 'utf8')).toContain('stint');
});
