import { type Finding, finding, repairLine } from '../../../domain/doctor/finding';
import type { FindingCode } from '../../../domain/doctor/finding-table';
import { type Line, linesOf } from './file-lines';
import type { FileMemory } from './journal-memory';
import type { Judgement } from './judgement';
import { isArchive, type LineKind, lineCheck, lineKindOf } from './line-kind';
import { lookAt, withTornRecord } from './look-at-lines';
import { missingFrom, type Rebuilt, rebuild } from './rebuild-lines';

export const damageCodes: Readonly<Record<LineKind, FindingCode>> = {
  ledger: 'ledger-damaged',
  archivedTask: 'archive-damaged',
  archivedSession: 'archive-damaged',
  event: 'events-damaged',
  log: 'log-damaged',
  spool: 'spool-damaged',
};

/**
 * What is wrong with a file of lines, and what it is to be where that can be proven: lines that fit stay, those that the
 * journal still holds come back, a torn or foreign last line goes. `mayRestore`: nothing but stint takes lines out.
 */
export const judgeLines = (file: string, bytes: Buffer | null, memory: FileMemory, mayRestore: boolean): Judgement => {
  // A project in which nothing was recorded yet has no log.
  if (bytes === null && memory.appended.length === 0) return { findings: [] };
  const kind = lineKindOf(file);
  const lines = linesOf(bytes ?? Buffer.alloc(0));
  const seen = lookAt(lines, kind, lineCheck(kind));
  const missing = missingFrom(lines, seen, memory.appended, kind);
  const look = kind === 'log' ? withTornRecord(seen, lines, missing.lines) : seen;
  const hadMark = lines.some((line) => line.hadMark);
  const isDressed = hadMark || lines.some((line) => line.hadReturn);
  const mayAdd = mayRestore && missing.lines.length > 0 && (kind !== 'log' || bytes === null || look.bad.length > 0);
  const rebuilt = rebuild(lines, look, kind, { appended: memory.appended, restorable: mayAdd ? missing.lines : [] });
  const after = Buffer.concat(rebuilt.kept.flatMap((line) => [line.bytes, lineEnd]));
  // Blank lines alone are no reason to write the file anew.
  const isWorthwhile = mayAdd || look.bad.length > 0 || look.doubled.length > 0 || look.unended || isDressed;
  const isChanged = kind !== 'spool' && isWorthwhile && bytes?.equals(after) !== true;

  const findings: Finding[] = [];
  const say = (code: FindingCode, message: string, line?: number, fix?: string): void => {
    const isOffered = fix !== undefined && (fix !== repairLine || isChanged);
    const where = { file: `.stint/${file}`, ...(line === undefined ? {} : { line }), ...(isOffered ? { fix } : {}) };
    findings.push(finding(code, message, where));
  };
  for (const { line, what } of look.bad)
    say(
      damageCodes[kind],
      what,
      line.number,
      rebuilt.unsolved.has(line) && kind !== 'spool' ? `vi +${line.number} .stint/${file}` : repairLine,
    );
  for (const line of look.doubled) say('line-doubled', 'the same line stands in the file before', line.number, repairLine);
  if (bytes === null && kind === 'log') say('log-missing', `${file} is not there`, undefined, repairLine);
  else if (missing.lines.length > 0)
    say(
      'lines-missing',
      `${counted(missing.lines.length)} that the journal still holds ${missing.lines.length === 1 ? 'is' : 'are'} not in ${file}`,
      undefined,
      mayAdd ? repairLine : kind === 'log' ? `mv .stint/${file} .stint/${file}.old && ${repairLine}` : 'stint ledger verify',
    );
  if (missing.edited > 0)
    say(
      'edited-by-hand',
      missing.edited === 1
        ? '1 line was changed since it was written'
        : `${missing.edited} lines were changed since they were written`,
    );
  if (look.unended && look.bad.at(-1)?.line !== lines.at(-1))
    say(kind === 'ledger' ? 'ledger-damaged' : 'not-plain', 'the last line has no line end', lines.at(-1)?.number, repairLine);
  if (isDressed)
    say(
      hadMark && (isArchive(kind) || kind === 'event') ? damageCodes[kind] : 'not-plain',
      'a byte order mark, or Windows line ends',
      undefined,
      repairLine,
    );
  if (!isChanged) return { findings };
  const what = wordsFor(lines, rebuilt, bytes === null, isDressed);
  const aside =
    rebuilt.aside.length === 0 ? {} : { aside: Buffer.concat(rebuilt.aside.flatMap((line) => [line.bytes, lineEnd])) };
  return { findings, mend: { code: findings[0]?.code ?? damageCodes[kind], bytes: after, what, ...aside } };
};

const lineEnd = Buffer.from('\n');

const wordsFor = (lines: readonly Line[], { kept }: Rebuilt, wasMissing: boolean, isDressed: boolean): string => {
  const before = new Set<unknown>(lines);
  const after = new Set<unknown>(kept);
  const back = kept.filter((line) => !before.has(line)).length;
  const gone = lines.filter((line) => line.text !== '' && !after.has(line)).length;
  const parts = [
    ...(wasMissing ? ['made it again'] : []),
    ...(back === 0 ? [] : [`put ${counted(back)} back from the journal`]),
    ...(gone === 0 ? [] : [`took ${counted(gone)} out`]),
    ...(isDressed ? ['took out the mark and the line ends'] : []),
  ];
  return parts.length === 0 ? 'ended the last line' : parts.join(', ');
};

const counted = (count: number): string => `${count} ${count === 1 ? 'line' : 'lines'}`;
