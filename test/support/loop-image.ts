import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';

/** File systems in image files, mounted through loop devices; only root can have them. */

export type FileSystem = 'ext4' | 'xfs' | 'btrfs' | 'tmpfs';

/** xfs and btrfs make nothing smaller; holes in the image cost nothing. */
const imageSize: Record<FileSystem, string> = { ext4: '16M', xfs: '304M', btrfs: '128M', tmpfs: '2M' };

/** Nothing may be written back by the passing of time alone. */
const mountOptions: Record<FileSystem, string> = { ext4: 'commit=300', xfs: 'nouuid', btrfs: 'commit=300', tmpfs: 'size=2M' };

const run = (command: string, ...args: string[]): void => {
  const { status, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? stderr}`);
};

export const makeImage = (image: string, type: FileSystem): void => {
  rmSync(image, { force: true });
  if (type === 'tmpfs') return;
  run('truncate', '-s', imageSize[type], image);
  run(`mkfs.${type}`, '-q', image);
};

export const mountImage = (image: string, type: FileSystem, at: string): void => {
  mkdirSync(at, { recursive: true });
  const device = type === 'tmpfs' ? ['none'] : [image];
  const options = type === 'tmpfs' ? mountOptions[type] : `loop,${mountOptions[type]}`;
  run('mount', '-t', type, '-o', options, ...device, at);
};

export const unmountImage = (at: string): void => run('umount', at);

/** After a test that failed half-way. */
export const unmountIfThere = (at: string): void => void spawnSync('umount', [at], { stdio: 'ignore' });

/** The image as a power cut would leave it now: what the file system has not written to it is missing. */
export const copyImage = (from: string, to: string): void => run('cp', '--sparse=always', '--reflink=auto', from, to);

/** Why such images cannot be had here; undefined where they can. */
export const whyNoImage = (type: FileSystem, folder: string): string | undefined => {
  if (process.getuid?.() !== 0) return `${type}: only root may mount`;
  const image = `${folder}/probe.${type}`;
  try {
    makeImage(image, type);
    mountImage(image, type, `${folder}/probe`);
    unmountImage(`${folder}/probe`);
    return undefined;
  } catch (error) {
    return `${type}: ${error instanceof Error ? error.message.trim() : String(error)}`;
  } finally {
    rmSync(image, { force: true });
  }
};
