import type { Damage, DamageKind, LedgerAudit } from '../../../domain/ledger/audit';
import type { Progress, RecordedTip } from '../../../domain/ledger/reader';
import { jsonDepthLimit } from '../../../domain/text/json-nesting';
import { validateLedgerEntry } from '../../../generated/validators';
import { isTooDeep } from '../image/json-depth';
import { parseFields } from '../json-fields';
import type { ByteSource } from './byte-source';
import { createLineHash } from './line-hash';
import { createDigestWords, createPackedTable } from './packed-table';
import { walkBlocks } from './walk-blocks';

/** So many damages are described; all are counted. */
const mostDescribed = 50;
const newline = 10;

/** Holds every line against its hash, and the lines against each other. Keeps digests only, 60 bytes a line. */
export const auditLines = (source: ByteSource, recorded: RecordedTip | undefined, progress: Progress): LedgerAudit => {
  const lineHash = createLineHash();
  const hashes = createPackedTable(8);
  const ids = createPackedTable(2);
  const own = createDigestWords();
  const other = createDigestWords();
  let named = new Uint8Array(1 << 12);
  const awaited: { readonly hash: string; readonly line: number; readonly id: string }[] = [];
  const damages: Damage[] = [];
  let damageCount = 0;
  const counts = { lines: 0, entries: 0, completed: 0, amended: 0, reopened: 0, voided: 0, redacted: 0, repeatedIds: 0 };

  const report = (kind: DamageKind, message: string, line?: number, id?: string): void => {
    damageCount++;
    if (damages.length >= mostDescribed) return;
    damages.push({ kind, ...(line === undefined ? {} : { line }), ...(id === undefined ? {} : { id }), message });
  };
  const register = (hash: string): number => {
    if (!own.set(hash)) return -1;
    const row = hashes.add(own.words);
    if (row >= named.length) {
      const larger = new Uint8Array(named.length * 2);
      larger.set(named);
      named = larger;
    }
    return row;
  };
  const nameRow = (hash: string): boolean => {
    const row = other.set(hash) ? hashes.find(other.words) : -1;
    if (row >= 0) named[row] = 1;
    return row >= 0;
  };

  const lookAt = (line: Buffer, number: number, isWhole: boolean): void => {
    const text = line.toString('utf8');
    const entry = parseFields(text);
    if (entry === undefined) {
      // Its hash can often still be read; then the lines behind it are not reported as well.
      register(/"hash":"([0-9a-f]{64})"/.exec(text)?.[1] ?? '');
      if (isTooDeep(text)) report('not-json', `the line is nested more than ${jsonDepthLimit} levels deep`, number);
      else if (isWhole) report('not-json', 'the line is no JSON object', number);
      else report('torn', 'the last line breaks off: it was not written to its end', number);
      return;
    }
    const id = typeof entry.id === 'string' ? entry.id : undefined;
    const stated = typeof entry.hash === 'string' ? entry.hash : '';
    const isSame = lineHash.hashOf(entry) === stated && !(text.includes('\ufffd') && !Buffer.from(text).equals(line));
    const row = register(stated);
    if (!isSame) {
      if (entry.v !== 1)
        report(
          'version',
          `written in version ${JSON.stringify(entry.v)} of the format, which this program cannot check`,
          number,
          id,
        );
      else if (stated === '') report('not-an-entry', 'the line has no hash: it is no entry', number, id);
      else report('edited', 'the line was changed after it was written: it does not fit its hash', number, id);
      return;
    }
    if (!isWhole) report('torn', 'the last line has no line end', number, id);
    if (row === -1) {
      report('duplicate', 'the same line stands in the ledger before', number, id);
      return;
    }
    if (!validateLedgerEntry(entry)) {
      report(entry.v === 1 ? 'not-an-entry' : 'version', 'the line fits its hash but is no entry of this version', number, id);
      return;
    }
    counts.entries++;
    counts[entry.type]++;
    if (entry.redacted !== undefined) counts.redacted++;
    other.set(lineHash.idDigest);
    if (ids.add(other.words.subarray(0, 2)) === -1) counts.repeatedIds++;
    for (const hash of entry.prev) if (!nameRow(hash)) awaited.push({ hash, line: number, id: entry.id });
  };

  const onEachBlock = (block: { readonly bytes: Buffer; readonly offset: number }): void => {
    const { bytes } = block;
    for (let start = 0; start < bytes.length; ) {
      const found = bytes.indexOf(newline, start);
      const end = found === -1 ? bytes.length : found;
      counts.lines++;
      if (end > start) lookAt(bytes.subarray(start, end), counts.lines, found !== -1);
      start = end + 1;
    }
    progress(block.offset + bytes.length, source.size);
  };
  walkBlocks(source, 0, onEachBlock);

  // Order is in `prev`, not in the file: a predecessor may stand behind.
  for (const { hash, line, id } of awaited)
    if (!nameRow(hash))
      report(
        'missing-line',
        `names a predecessor that is not in the ledger (${hash.slice(0, 12)}…): a line was removed or rewritten`,
        line,
        id,
      );
  const absent = (list: readonly string[] = []): string[] =>
    list.filter((hash) => !other.set(hash) || hashes.find(other.words) === -1);
  const away = absent(recorded?.awaited);
  const lost = absent(recorded?.expected);
  if (lost.length > 0)
    report(
      'cut-tip',
      `the newest ${lost.length === 1 ? 'entry' : 'entries'} that sessions.json remembers (${lost.map((hash) => `${hash.slice(0, 12)}…`).join(', ')}) ` +
        `${lost.length === 1 ? 'is' : 'are'} not in the ledger: it was cut or replaced (${recorded?.count ?? 0} entries were recorded)`,
    );
  damages.sort((a, b) => (a.line ?? Number.POSITIVE_INFINITY) - (b.line ?? Number.POSITIVE_INFINITY));
  const heads: string[] = [];
  for (let row = 0; row < hashes.size && heads.length < mostDescribed; row++) {
    if (named[row] === 1) continue;
    hashes.read(row, other.words);
    heads.push(other.hex());
  }
  const notices = away.length === 0 ? {} : { notices: [awayWords(away)] };
  return { ...counts, bytes: source.size, heads, tipKnown: recorded !== undefined, ...notices, damages, damageCount };
};

const awayWords = (away: readonly string[]): string =>
  `${away.length === 1 ? 'an entry that was' : `${away.length} entries that were`} once the newest of this ledger ${away.length === 1 ? 'is' : 'are'} ` +
  `not in it now (${away.map((hash) => `${hash.slice(0, 12)}…`).join(', ')}): taken away by git (reset, stash, checkout of the file) or by hand`;
