import { closeSync, cpSync, fsyncSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { initProject } from '../../src/store/files/init-project';
import { openFilesStore } from '../../src/store/files/open-store';
import { type FileSystem, makeImage, mountImage, unmountIfThere, whyNoImage } from '../support/loop-image';
import { violationsIn } from '../support/processes';
import { projectAt, scratchFolder, scratchProject } from '../support/scratch-project';
import { commitDeed } from '../support/store-deed';
import { findViolations } from '../support/store-processes';

/** Disks that are full but for so and so many times 4 KiB: what was acknowledged is there, and what was refused is not. */
const full = process.env.STINT_TORTURE === 'full';
const blockBytes = 4096;
const types: readonly FileSystem[] = ['tmpfs', 'ext4'];

const folder = mkdtempSync(join(tmpdir(), 'stint-full-'));
const missing = new Map(types.map((type) => [type, whyNoImage(type, folder)]));
for (const reason of missing.values()) if (reason !== undefined) process.stdout.write(`skipped: ${reason}\n`);

const storeAt = (dir: string) =>
  openFilesStore({ dir, clock: () => new Date().toISOString(), lockTimeoutMs: 2_000, useLock: false, epochSize: 4 });

/** Fills the disk at `at` until it says no, and gives `blocks` back. */
const fill = (at: string, blocks: number): void => {
  const fd = openSync(join(at, 'filler'), 'w');
  let bytes = 0;
  try {
    for (let chunk = Buffer.alloc(64 * blockBytes, 1); ; ) {
      try {
        bytes += writeSync(fd, chunk);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        if (chunk.length === blockBytes) break;
        chunk = chunk.subarray(0, blockBytes);
      }
    }
    fsyncSync(fd);
    ftruncateSync(fd, Math.max(0, bytes - blocks * blockBytes));
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
};

describe.each(types)('a full disk: %s', (type) => {
  const at = join(folder, type);
  const image = join(folder, `${type}.img`);
  beforeAll(() => {
    if (missing.get(type) !== undefined) return;
    makeImage(image, type);
    mountImage(image, type, at);
  });
  afterAll(() => {
    unmountIfThere(at);
    rmSync(image, { force: true });
  });
  const steps = Array.from({ length: full ? 64 : 12 }, (_, index) => (full ? index : index * 2));

  test.skipIf(missing.get(type) !== undefined)('six commits of the store', async () => {
    const base = join(scratchFolder(), 'base');
    initProject(base);
    // Files and records of several blocks: a write that comes out short is the trap.
    const long = 'x'.repeat(1_000);
    const earlier = Array.from({ length: 40 }, (_, index) => `p${index}`);
    for (const key of earlier) await commitDeed(storeAt(base), key);
    const counts = { acknowledged: 0, refused: 0, warned: 0 };
    const wrong: string[] = [];
    for (const free of steps) {
      const dir = join(at, 'project');
      cpSync(base, dir, { recursive: true });
      fill(at, free);
      const acked = [...earlier];
      const refused: string[] = [];
      for (let index = 0; index < 6; index++) {
        try {
          const { warnings } = await commitDeed(storeAt(dir), `x${index}${long}`);
          acked.push(`x${index}${long}`);
          if (warnings.length > 0) counts.warned++;
        } catch (error) {
          refused.push(`x${index}${long}`);
          const { code, message } = error as { code?: string; message: string };
          if (code !== 'E_STORE_IO' || !message.includes('ENOSPC')) wrong.push(`${free} free: ${code} ${message}`);
        }
      }
      counts.acknowledged += acked.length - earlier.length;
      counts.refused += refused.length;
      const keys = await storeAt(dir).read((state) => state.tasks.map(({ uid }) => uid));
      if (keys.join() !== acked.join()) wrong.push(`${free} free: ${keys.length} can be read, ${acked.length} were acknowledged`);
      rmSync(join(at, 'filler'));
      await commitDeed(storeAt(dir), 'next');
      wrong.push(...findViolations(dir, [...acked, 'next']).map((text) => `${free} free: ${text}`));
      for (const key of [...refused, 'n0', 'n1', 'n2', 'n3']) await commitDeed(storeAt(dir), key);
      wrong.push(...findViolations(dir, [...acked, ...refused, 'n3']).map((text) => `${free} free, then more: ${text}`));
      rmSync(dir, { recursive: true });
    }
    process.stdout.write(`${type}: ${steps.length} steps, ${JSON.stringify(counts)}\n`);
    expect(wrong).toEqual([]);
    expect(counts.acknowledged).toBeGreaterThan(0);
    expect(counts.refused).toBeGreaterThan(0);
  });

  test.skipIf(missing.get(type) !== undefined)('commands', async () => {
    const base = await scratchProject();
    const env = { STINT_CONVERSATION: 'agent-1' };
    const lines = ['stint start epic:T001 --focus T005', 'stint log "half way"', 'stint done T005 -r "as planned"', 'stint end'];
    const codes: Record<number, number> = {};
    const wrong: string[] = [];
    for (const free of steps) {
      const dir = join(at, 'commands');
      cpSync(base.dir, dir, { recursive: true });
      const project = projectAt(dir);
      fill(at, free);
      const done: string[] = [];
      for (const line of lines) {
        const { exitCode, stderr } = await project.run(line, { env });
        codes[exitCode] = (codes[exitCode] ?? 0) + 1;
        if (exitCode === 0) done.push(line);
        if (exitCode === 53 && !stderr.includes('the disk is full')) wrong.push(`${free} free: ${stderr}`);
      }
      rmSync(join(at, 'filler'));
      await project.ok('stint add "Room again"');
      const verified = await project.run('stint ledger verify');
      if (verified.exitCode !== 0) wrong.push(`${free} free: ledger verify ${verified.exitCode}`);
      const entries = project.read('.stint/todo.json').includes('"status":"done"');
      if (entries !== done.includes(lines[2] ?? '')) wrong.push(`${free} free: done is ${entries}, ${done}`);
      const logged = readLog(dir).includes('half way');
      if (logged !== done.includes(lines[1] ?? '')) wrong.push(`${free} free: logged is ${logged}, ${done}`);
      wrong.push(...violationsIn(dir).map((text) => `${free} free: ${text}`));
      rmSync(dir, { recursive: true });
    }
    process.stdout.write(`${type}: ${steps.length} steps, exit codes ${JSON.stringify(codes)}\n`);
    expect(wrong).toEqual([]);
    expect(codes[0]).toBeGreaterThan(0);
    expect(codes[53]).toBeGreaterThan(0);
  });
});

const readLog = (dir: string): string => {
  try {
    return readFileSync(join(dir, '.stint/session.log'), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
};
