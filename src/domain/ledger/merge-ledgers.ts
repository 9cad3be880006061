import { hashEntry } from './seal-entries';

/** One line of a ledger file. Two lines are the same line when their `raw` is. */
export type MergeLine = {
  /** The bytes of the line, a character each. */
  readonly raw: string;
  /** The line as text; undefined where its bytes are no UTF-8. */
  readonly text: string | undefined;
};

export type MergedLedger = {
  /** Every line of both sides: entries in causal order, behind them what is no entry. */
  readonly lines: readonly MergeLine[];
  readonly entries: number;
  /** Lines that are no entries: torn, edited into something else, conflict markers. Kept as they are. */
  readonly foreign: readonly MergeLine[];
  /** Ids that stand on more than one entry: the same completion was recorded on both sides. */
  readonly doubles: readonly string[];
};

type Sha256 = (text: string) => string;
type Fields = Readonly<Record<string, unknown>>;
type Node = {
  readonly hash: string;
  readonly at: string;
  readonly id: string;
  prev: ReadonlySet<string>;
  readonly lines: MergeLine[];
};
type Sealed = { readonly line: MergeLine; readonly fields: Fields };

/**
 * The union of ledgers by hash: an entry stands behind all that it names in `prev`, otherwise the earlier `at` comes first,
 * then the lower hash, so that the result is the same whichever side is whose. A line is never lost: an entry that was
 * edited under its hash is kept beside the right one. A field redacted on one side is redacted in the result.
 */
export const mergeLedgers = (sides: readonly (readonly MergeLine[])[], sha256: Sha256): MergedLedger => {
  const nodes = new Map<string, Node>();
  const seen = new Set<string>();
  const foreign = new Map<string, { readonly line: MergeLine; times: number }>();
  for (const side of sides) {
    const times = new Map<string, number>();
    for (const line of side) {
      // The sides are alike but for their ends: what stands on both is parsed once.
      if (seen.has(line.raw)) continue;
      const sealed = asEntry(line);
      if (sealed !== undefined) {
        seen.add(line.raw);
        addEntry(nodes, sealed);
      } else if (line.raw !== '') {
        const count = (times.get(line.raw) ?? 0) + 1;
        times.set(line.raw, count);
        const known = foreign.get(line.raw);
        if (known === undefined) foreign.set(line.raw, { line, times: 1 });
        else known.times = Math.max(known.times, count);
      }
    }
  }
  const ordered = inCausalOrder(nodes);
  const entries = ordered.flatMap((node) => variants(node, sha256));
  const others = [...foreign.values()]
    .sort((a, b) => compare(a.line.raw, b.line.raw))
    .flatMap(({ line, times }) => Array.from({ length: times }, () => line));
  return { lines: [...entries, ...others], entries: entries.length, foreign: others, doubles: doublesOf(ordered) };
};

/** Whether a line has its place in the chain; whether it is true, `ledger verify` says. */
export const isEntryLine = (line: MergeLine): boolean => asEntry(line) !== undefined;

const asEntry = (line: MergeLine): (Sealed & { readonly hash: string; readonly prev: readonly string[] }) | undefined => {
  if (line.text === undefined) return undefined;
  try {
    const fields: unknown = JSON.parse(line.text);
    if (typeof fields !== 'object' || fields === null || !('hash' in fields) || !('prev' in fields)) return undefined;
    const { hash, prev } = fields;
    if (typeof hash !== 'string' || !Array.isArray(prev)) return undefined;
    return { line, fields: fields as Fields, hash, prev: prev.filter((each) => typeof each === 'string') };
  } catch {
    // A torn line is kept among the foreign ones.
    return undefined;
  }
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const addEntry = (nodes: Map<string, Node>, { line, fields, hash, prev }: NonNullable<ReturnType<typeof asEntry>>): void => {
  const known = nodes.get(hash);
  if (known === undefined) {
    nodes.set(hash, { hash, at: textOf(fields.at), id: textOf(fields.id), prev: new Set(prev), lines: [line] });
    return;
  }
  known.lines.push(line);
  // An entry edited under its hash may speak of another time: which of them comes first must not decide.
  const at = [known.at, textOf(fields.at)].sort(compare)[0] ?? '';
  const id = [known.id, textOf(fields.id)].sort(compare)[0] ?? '';
  nodes.set(hash, { ...known, at, id, prev: new Set([...known.prev, ...prev]) });
};

/** The lines of one hash: those that fit it become one, what does not fit stays as it is. */
const variants = (node: Node, sha256: Sha256): readonly MergeLine[] => {
  if (node.lines.length === 1) return node.lines;
  const sorted = node.lines.flatMap((line) => asEntry(line) ?? []).sort((a, b) => compare(a.line.raw, b.line.raw));
  const fitting = sorted.filter(({ fields }) => hashEntry(fields, sha256) === node.hash);
  const broken = sorted.filter((each) => !fitting.includes(each));
  const joined = joinRedactions(fitting);
  return [...(joined === undefined ? [] : [joined]), ...broken.map(({ line }) => line)];
};

const joinRedactions = (fitting: readonly Sealed[]): MergeLine | undefined => {
  const redacted = new Map<string, unknown>();
  for (const { fields } of fitting) for (const [name, digest] of redactedOf(fields)) redacted.set(name, digest);
  const task = joinTasks(fitting);
  const complete = fitting.find(
    ({ fields }) => redactedOf(fields).length === redacted.size && partsOf(fields).length === partsOf({ task }).length,
  );
  if (complete !== undefined || fitting[0] === undefined) return complete?.line;
  const kept = Object.entries(fitting[0].fields).filter(
    ([name]) => (!redacted.has(name) || (name === 'task' && task !== undefined)) && name !== 'redacted' && name !== 'hash',
  );
  const names = [...redacted].sort(([a], [b]) => compare(a, b));
  const { hash } = fitting[0].fields;
  const text = asAscii(
    JSON.stringify(
      Object.fromEntries([
        ...kept,
        ...(task === undefined ? [] : [['task', task]]),
        ['redacted', Object.fromEntries(names)],
        ['hash', hash],
      ]),
    ),
  );
  return { raw: text, text };
};

/** What is left of a task on every side; undefined where no side has taken anything out of it. */
const joinTasks = (fitting: readonly Sealed[]): Fields | undefined => {
  const parts = [...new Set(fitting.flatMap(({ fields }) => partsOf(fields)))].sort(compare);
  const sides = fitting.map(({ fields }) => fields.task as Fields);
  const [first] = sides;
  if (parts.length === 0 || first === undefined) return undefined;
  const left = Object.entries(first).flatMap(([name, value]) => {
    if (name === 'redacted' || !parts.includes(name)) return name === 'redacted' ? [] : [[name, value]];
    const taken = sides.find((side) => partsOf({ task: side }).includes(name)) ?? {};
    return Object.hasOwn(taken, name) ? [[name, taken[name]]] : [];
  });
  return { ...Object.fromEntries(left), redacted: parts };
};

const partsOf = ({ task }: Fields): readonly string[] =>
  typeof task === 'object' && task !== null && 'redacted' in task && Array.isArray(task.redacted)
    ? task.redacted.filter((name) => typeof name === 'string')
    : [];

const redactedOf = ({ redacted }: Fields): readonly [string, unknown][] =>
  typeof redacted === 'object' && redacted !== null ? Object.entries(redacted) : [];

/** A line made anew is the same as bytes and as text. */
const asAscii = (json: string): string =>
  json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const inCausalOrder = (nodes: ReadonlyMap<string, Node>): Node[] => {
  const waitsFor = new Map<string, number>();
  const followers = new Map<string, Node[]>();
  const ready: Node[] = [];
  for (const node of nodes.values()) {
    let open = 0;
    for (const hash of node.prev) {
      if (!nodes.has(hash) || hash === node.hash) continue;
      open += 1;
      const known = followers.get(hash);
      if (known === undefined) followers.set(hash, [node]);
      else known.push(node);
    }
    if (open === 0) pushHeap(ready, node);
    else waitsFor.set(node.hash, open);
  }
  const ordered: Node[] = [];
  for (let node = popHeap(ready); node !== undefined; node = popHeap(ready)) {
    ordered.push(node);
    for (const follower of followers.get(node.hash) ?? []) {
      const open = (waitsFor.get(follower.hash) ?? 0) - 1;
      waitsFor.set(follower.hash, open);
      if (open > 0) continue;
      waitsFor.delete(follower.hash);
      pushHeap(ready, follower);
    }
  }
  // Only forged lines can name each other in a circle; they are kept too.
  const circular = [...nodes.values()].filter((node) => waitsFor.has(node.hash)).sort(byTime);
  return [...ordered, ...circular];
};

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const byTime = (a: Node, b: Node): number => compare(a.at, b.at) || compare(a.hash, b.hash);

const pushHeap = (heap: Node[], node: Node): void => {
  let at = heap.push(node) - 1;
  for (;;) {
    const up = (at - 1) >> 1;
    const parent = heap[up];
    if (at === 0 || parent === undefined || byTime(parent, node) <= 0) break;
    heap[at] = parent;
    at = up;
  }
  heap[at] = node;
};

const popHeap = (heap: Node[]): Node | undefined => {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    const left = heap[2 * at + 1];
    const right = heap[2 * at + 2];
    const child = right !== undefined && left !== undefined && byTime(right, left) < 0 ? right : left;
    if (child === undefined || byTime(last, child) <= 0) break;
    heap[at] = child;
    at = child === left ? 2 * at + 1 : 2 * at + 2;
  }
  heap[at] = last;
  return first;
};

const doublesOf = (nodes: readonly Node[]): string[] => {
  const seen = new Set<string>();
  const doubles = new Set<string>();
  for (const { id } of nodes) {
    if (id !== '' && seen.has(id)) doubles.add(id);
    seen.add(id);
  }
  return [...doubles];
};
