import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Operation } from './traced-operations';

/**
 * What power cuts may leave of a folder, by less than what journaling file systems promise: fsync of a file keeps what
 * was written to it, fsync of a folder keeps the names in it, names in one folder are lost from the newest on, and of
 * everything else any part may be lost, in any order; a write may be there by half, or as a file with its new length and
 * zeros in it. A rename inside a folder is one step; of one from folder to folder the old name may stay, until that
 * folder is synced too.
 */
type Inode = number;
type Names = Map<Inode, Map<string, Inode>>;

type Step = {
  durable: boolean;
  /** Lost where that one is lost. */
  readonly needs?: Step;
} & (
  | {
      readonly kind: 'names';
      readonly sets: readonly { readonly dir: Inode; readonly name: string; readonly inode: Inode | null }[];
    }
  | { readonly kind: 'write'; readonly inode: Inode; readonly at: number; readonly bytes: Buffer }
  | { readonly kind: 'truncate'; readonly inode: Inode; readonly size: number }
);
type NewStep = Step extends infer S ? (S extends Step ? Omit<S, 'durable'> : never) : never;
type Kept = 'whole' | 'half' | 'zeros';

export type CrashState = {
  /** By path below the folder; null for a folder. */
  readonly files: ReadonlyMap<string, Buffer | null>;
  /** All that was printed before the cut. */
  readonly said: string;
  readonly point: string;
};

const root: Inode = 0;

const loadFolder = (folder: string) => {
  const names: Names = new Map([[root, new Map()]]);
  const contents = new Map<Inode, Buffer>();
  let inodes = 0;
  const load = (path: string, dir: Inode): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inode = ++inodes;
      names.get(dir)?.set(entry.name, inode);
      if (entry.isDirectory()) {
        names.set(inode, new Map());
        load(join(path, entry.name), inode);
      } else contents.set(inode, readFileSync(join(path, entry.name)));
    }
  };
  load(folder, root);
  return { names, contents, inodes };
};

/** Repeats with the same seed. */
const randomOf = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
};

/**
 * Every different state that a cut between two of `operations` may leave of `folder`, which holds `before` (a copy of it
 * from then) at first: nothing of what is pending kept, all, all but one, one alone, and `mixtures` at random.
 */
export const crashStates = (
  folder: string,
  before: string,
  operations: readonly Operation[],
  { mixtures = 12, seed = 1 }: { readonly mixtures?: number; readonly seed?: number } = {},
): CrashState[] => {
  const { names: first, contents, inodes } = loadFolder(before);
  const now: Names = new Map([...first].map(([dir, entries]) => [dir, new Map(entries)]));
  const steps: Step[] = [];
  const opened = new Map<number, { readonly inode: Inode; at: number }>();
  const random = randomOf(seed);
  let last = inodes;

  const placeOf = (path: string): { dir: Inode; name: string } | undefined => {
    if (!path.startsWith(`${folder}/`)) return undefined;
    const parts = path.slice(folder.length + 1).split('/');
    const name = parts.pop() ?? '';
    let dir: Inode | undefined = root;
    for (const part of parts) dir = dir === undefined ? undefined : now.get(dir)?.get(part);
    return dir === undefined ? undefined : { dir, name };
  };
  const inodeAt = (path: string): Inode | undefined => {
    if (path === folder) return root;
    const place = placeOf(path);
    return place && now.get(place.dir)?.get(place.name);
  };
  const add = (step: NewStep): Step => {
    const added: Step = { durable: false, ...step };
    steps.push(added);
    if (added.kind === 'names') setNames(now, added.sets);
    return added;
  };

  const apply = (operation: Operation): void => {
    switch (operation.call) {
      case 'open': {
        const place = placeOf(operation.path);
        let inode = inodeAt(operation.path);
        if (place !== undefined && inode === undefined && operation.creates) {
          inode = ++last;
          add({ kind: 'names', sets: [{ ...place, inode }] });
        } else if (inode !== undefined && operation.truncates) add({ kind: 'truncate', inode, size: 0 });
        opened.delete(operation.fd);
        if (inode !== undefined) opened.set(operation.fd, { inode, at: 0 });
        return;
      }
      case 'close':
        opened.delete(operation.fd);
        return;
      case 'write': {
        const file = opened.get(operation.fd);
        if (file === undefined) return;
        const at = operation.at ?? file.at;
        add({ kind: 'write', inode: file.inode, at, bytes: operation.bytes });
        if (operation.at === null) file.at = at + operation.bytes.length;
        return;
      }
      case 'truncate': {
        const file = opened.get(operation.fd);
        if (file !== undefined) add({ kind: 'truncate', inode: file.inode, size: operation.size });
        return;
      }
      case 'sync': {
        const synced = opened.get(operation.fd)?.inode;
        for (const step of steps) {
          const covered = step.kind === 'names' ? step.sets.some(({ dir }) => dir === synced) : step.inode === synced;
          if (covered) for (let each: Step | undefined = step; each !== undefined; each = each.needs) each.durable = true;
        }
        return;
      }
      case 'mkdir': {
        const place = placeOf(operation.path);
        if (place === undefined) return;
        const inode = ++last;
        now.set(inode, new Map());
        add({ kind: 'names', sets: [{ ...place, inode }] });
        return;
      }
      case 'unlink':
      case 'rmdir': {
        const place = placeOf(operation.path);
        if (place !== undefined) add({ kind: 'names', sets: [{ ...place, inode: null }] });
        return;
      }
      case 'link':
      case 'rename': {
        const inode = inodeAt(operation.from);
        const from = placeOf(operation.from);
        const to = placeOf(operation.to);
        if (inode === undefined || from === undefined || to === undefined) return;
        const set = { ...to, inode };
        const unset = { ...from, inode: null };
        if (operation.call === 'link') add({ kind: 'names', sets: [set] });
        else if (from.dir === to.dir || now.has(inode)) add({ kind: 'names', sets: [unset, set] });
        else add({ kind: 'names', sets: [unset], needs: add({ kind: 'names', sets: [set] }) });
        return;
      }
      case 'say':
        return;
    }
  };

  const stateWith = (kept: ReadonlyMap<Step, Kept>): Map<string, Buffer | null> => {
    const names: Names = new Map([...first].map(([dir, entries]) => [dir, new Map(entries)]));
    const bytes = new Map(contents);
    const lost = new Set<Step>();
    const cutFolders = new Set<Inode>();
    for (const step of steps) {
      const how = step.durable ? 'whole' : kept.get(step);
      if (step.kind !== 'names') {
        if (how !== undefined) bytes.set(step.inode, changed(bytes.get(step.inode) ?? Buffer.alloc(0), step, how));
        continue;
      }
      const follows = step.sets.some(({ dir }) => cutFolders.has(dir)) || (step.needs !== undefined && lost.has(step.needs));
      if (step.durable || (how !== undefined && !follows)) setNames(names, step.sets);
      else {
        lost.add(step);
        for (const { dir } of step.sets) cutFolders.add(dir);
      }
    }
    return filesIn(names, bytes, (inode) => now.has(inode));
  };

  const found = new Map<string, CrashState>();
  let said = '';
  for (const [index, operation] of operations.entries()) {
    const isAbroad = 'path' in operation && operation.path !== folder && placeOf(operation.path) === undefined;
    apply(operation);
    if (operation.call === 'say') said += operation.text;
    if (isAbroad || operation.call === 'close') continue;
    const pending = steps.filter((step) => !step.durable);
    for (const kept of choicesOf(pending, mixtures, random)) {
      const files = stateWith(kept);
      const key = keyOf(files, said);
      if (!found.has(key))
        found.set(key, { files, said, point: `${index} ${operation.call}, ${kept.size} of ${pending.length} kept` });
    }
  }
  return [...found.values()];
};

const setNames = (names: Names, sets: (Step & { kind: 'names' })['sets']): void => {
  for (const { dir, name, inode } of sets) {
    const entries = names.get(dir) ?? new Map<string, Inode>();
    names.set(dir, entries);
    if (inode === null) entries.delete(name);
    else entries.set(name, inode);
  }
};

const changed = (old: Buffer, step: Exclude<Step, { kind: 'names' }>, how: Kept): Buffer => {
  if (step.kind === 'truncate')
    return Buffer.concat([old.subarray(0, step.size), Buffer.alloc(Math.max(0, step.size - old.length))]);
  const { at, bytes } = step;
  const length = how === 'half' ? bytes.length >> 1 : bytes.length;
  const next = Buffer.alloc(Math.max(old.length, at + length));
  old.copy(next);
  // What was allocated and never written reads as zeros; what was there before does not become zeros.
  if (how !== 'zeros' || at < old.length) bytes.copy(next, at, 0, length);
  return next;
};

const filesIn = (
  names: Names,
  bytes: ReadonlyMap<Inode, Buffer>,
  isFolder: (inode: Inode) => boolean,
): Map<string, Buffer | null> => {
  const files = new Map<string, Buffer | null>();
  const walk = (dir: Inode, path: string): void => {
    for (const [name, inode] of names.get(dir) ?? []) {
      const inside = path === '' ? name : `${path}/${name}`;
      files.set(inside, isFolder(inode) ? null : (bytes.get(inode) ?? Buffer.alloc(0)));
      if (isFolder(inode)) walk(inode, inside);
    }
  };
  walk(root, '');
  return files;
};

const choicesOf = (pending: readonly Step[], mixtures: number, random: () => number): Map<Step, Kept>[] => {
  const all = (how: Kept = 'whole'): Map<Step, Kept> => new Map(pending.map((step) => [step, how]));
  const choices = [new Map<Step, Kept>(), all()];
  for (const step of pending) {
    choices.push(new Map([[step, 'whole']]));
    const without = all();
    without.delete(step);
    choices.push(without);
    if (step.kind === 'write') choices.push(all().set(step, 'half'), all().set(step, 'zeros'));
  }
  for (let turn = 0; turn < mixtures && pending.length > 2; turn++) {
    const kinds: Kept[] = ['whole', 'whole', 'half', 'zeros'];
    const folders = new Map<Inode, number>();
    const reach = (dir: Inode): number => folders.get(dir) ?? (folders.set(dir, random()).get(dir) as number);
    const mixed = pending.filter((step, index) =>
      step.kind === 'names' ? step.sets.every(({ dir }) => index < reach(dir) * (pending.length + 1)) : random() < 0.5,
    );
    choices.push(new Map(mixed.map((step) => [step, kinds[Math.floor(random() * kinds.length)] ?? 'whole'])));
  }
  return choices;
};

const keyOf = (files: ReadonlyMap<string, Buffer | null>, said: string): string => {
  const hash = createHash('sha256').update(said);
  for (const path of [...files.keys()].sort()) {
    const bytes = files.get(path) ?? null;
    hash.update(`\0${path}\0${bytes === null ? 'folder' : bytes.length}\0`).update(bytes ?? '');
  }
  return hash.digest('hex');
};

/** Writes a state into `folder`, which must not be there. */
export const writeState = (state: CrashState, folder: string): void => {
  mkdirSync(folder, { recursive: true });
  for (const [path, bytes] of state.files) {
    if (bytes === null) mkdirSync(join(folder, path), { recursive: true });
    else {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), bytes, { mode: 0o600 });
    }
  }
};
