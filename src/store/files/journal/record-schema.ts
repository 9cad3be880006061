import { eventsFile, isSessionId, storeFiles } from '../layout';
import { mostBytesOf } from '../size-limits';
import type { AppendStep, CommitRecord, PutStep } from './record';

/** No file of a project is as large. */
const mostBytes = 2 ** 44;

const appended: ReadonlySet<string> = new Set([
  storeFiles.ledger,
  storeFiles.log,
  storeFiles.archivedTasks,
  storeFiles.archivedSessions,
  eventsFile(undefined),
]);
const replaced: ReadonlySet<string> = new Set([...Object.values(storeFiles), eventsFile(undefined)]);

const rotatedLog = /^session\.log\.[1-9]\d{0,8}$/;

const isEventsFile = (file: string): boolean =>
  file.startsWith('events/') && file.endsWith('.jsonl') && isSessionId(file.slice('events/'.length, -'.jsonl'.length));

/** Whether a commit may add lines to a file of this name. */
export const isAppended = (file: string): boolean => appended.has(file) || isEventsFile(file);

/** Whether a commit may replace a file of this name: those of the project, and what a rotation or a repair makes of them. */
export const isReplaced = (file: string): boolean => replaced.has(file) || isEventsFile(file) || rotatedLog.test(file);

/** How an image of a file is called as long as it lies in the journal. */
export const stagedName = (generation: number, txid: string, file: string): string =>
  `${generation}.${txid}.${file.replaceAll('/', '-')}`;

/** The name of a machine as a record keeps it. */
export const hostInRecord = (host: string): string => {
  // Nearly every name; the classes of Unicode take milliseconds to compile.
  const isPlain = /^[\x20-\x7e]*$/.test(host);
  return (isPlain ? host : host.replaceAll(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, '?')).slice(0, 255);
};

type Fields = Readonly<Record<string, unknown>>;

const hasKeys = (value: unknown, ...keys: readonly string[]): value is Fields =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === keys.length &&
  keys.every((key) => Object.hasOwn(value, key));

const isCount = (value: unknown, most: number): boolean =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= most;

const isHash = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const isTxid = (value: unknown): value is string => typeof value === 'string' && /^[0-9A-Za-z]{12}$/.test(value);

const isInstant = (value: unknown): boolean =>
  typeof value === 'string' && /^[+-]?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/.test(value);

const isBy = (by: unknown): boolean =>
  hasKeys(by, 'pid', 'host', 'at') &&
  isCount(by.pid, 2 ** 32) &&
  typeof by.host === 'string' &&
  by.host === hostInRecord(by.host) &&
  isInstant(by.at);

const isPut = (step: unknown, generation: number, txid: string): step is PutStep =>
  hasKeys(step, 'file', 'staged', 'size', 'sha256', 'base') &&
  typeof step.file === 'string' &&
  isReplaced(step.file) &&
  step.staged === stagedName(generation, txid, step.file) &&
  isCount(step.size, Math.min(mostBytes, isWhole(step.file) ? mostBytesOf(step.file) : mostBytes)) &&
  isHash(step.sha256) &&
  (step.base === null || isHash(step.base));

/** Whether a file is always read whole, so that a larger one would never be read again. */
const isWhole = (file: string): boolean => file.endsWith('.json');

const isAppend = (step: unknown): step is AppendStep =>
  hasKeys(step, 'file', 'offset', 'bytes') &&
  typeof step.file === 'string' &&
  isAppended(step.file) &&
  isCount(step.offset, mostBytes) &&
  typeof step.bytes === 'string' &&
  step.bytes.endsWith('\n');

const areDifferent = (steps: readonly { readonly file: string }[]): boolean =>
  new Set(steps.map(({ file }) => file)).size === steps.length;

/**
 * Whether `record` is what a commit of this version writes as its record of `generation`. Nothing of a record is done before
 * it fits: it names no other files than those of a project, and its images lie beside it.
 */
export const fitsSchema = (record: unknown, generation: number): record is CommitRecord => {
  if (!hasKeys(record, 'v', 'generation', 'txid', 'by', 'put', 'append')) return false;
  const { v, txid, by, put, append } = record;
  return (
    v === 1 &&
    record.generation === generation &&
    isTxid(txid) &&
    isBy(by) &&
    Array.isArray(put) &&
    Array.isArray(append) &&
    put.every((step) => isPut(step, generation, txid)) &&
    append.every(isAppend) &&
    areDifferent([...put, ...append])
  );
};
