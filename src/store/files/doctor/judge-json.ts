import { type Finding, finding, repairLine } from '../../../domain/doctor/finding';
import { StoreError } from '../../store-error';
import { ContentFault } from '../content-fault';
import { sha256 } from '../digest';
import { parseConfig } from '../image/config-image';
import { parseSessions } from '../image/sessions-image';
import { parseTodo } from '../image/todo-image';
import { storeFiles } from '../layout';
import { type FileMemory, isLastImage } from './journal-memory';
import { jsonVariants, plainText } from './json-variants';
import type { Judgement } from './judgement';
import { withoutUnreadable } from './readable-records';

type JsonFile = typeof storeFiles.config | typeof storeFiles.todo | typeof storeFiles.sessions;

const parsers: Readonly<Record<JsonFile, (bytes: Buffer) => unknown>> = {
  [storeFiles.config]: parseConfig,
  [storeFiles.todo]: parseTodo,
  [storeFiles.sessions]: parseSessions,
};

/** A whole copy of the file that lies somewhere: put aside by an earlier repair, or by a command that found an edit. */
export type Copies = (sha: string) => { readonly bytes: Buffer; readonly path: string } | undefined;

/** The copy that a commit left of a file which is gone, or which git has replaced since. */
export type LeftCopy = {
  readonly how: 'missing' | 'replaced';
  readonly bytes: Buffer;
  /** When that commit was made, as far as known. */
  readonly at?: string;
};

/** What is wrong with one of the JSON files, and what it is to be where that can be proven. */
export const judgeJson = async (
  file: JsonFile,
  bytes: Buffer | null,
  memory: FileMemory,
  copies: Copies,
  left?: LeftCopy,
): Promise<Judgement> => {
  if (left !== undefined && (await faultOf(file, left.bytes)) === undefined) return judgeDisplaced(file, memory, copies, left);
  if (bytes === null) return judgeMissing(file, memory, copies);
  const error = await faultOf(file, bytes);
  if (error === undefined) return judgeReadable(file, bytes, memory);
  if (error.code === 'E_STORE_VERSION')
    return { findings: [finding('file-newer', wordsOf(error), { file: `.stint/${file}`, line: 1, fix: 'stint --version' })] };
  const mended = (await variantOf(file, bytes, memory)) ?? copyOf(memory, copies) ?? recordsOf(file, bytes);
  const { line, column } = error.details;
  const where = {
    file: `.stint/${file}`,
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
  };
  const fix = mended === undefined ? `vi ${line === undefined ? '' : `+${line} `}.stint/${file}` : repairLine;
  return {
    findings: [finding('file-damaged', wordsOf(error), { ...where, fix })],
    ...(mended === undefined ? {} : { mend: { code: 'file-damaged', ...mended } }),
  };
};

/** A replaced file, and a project that is gone, are told once for all files. */
const judgeDisplaced = (file: JsonFile, memory: FileMemory, copies: Copies, left: LeftCopy): Judgement => {
  const isLast = memory.put === undefined || isLastImage(memory, left.bytes);
  // Others may have committed without leaving copies.
  const proven = isLast ? undefined : copyOf(memory, copies);
  const code = left.how === 'replaced' ? 'replaced-by-git' : 'file-missing';
  const of = left.at === undefined ? '' : `, as the command of ${left.at} left it`;
  const what = isLast
    ? `brought it back from the copies${of}`
    : `brought back the last one that there is a copy of${of}: what came after it is lost`;
  return {
    findings: code === 'file-missing' ? [finding(code, `${file} is not there`, { file: `.stint/${file}`, fix: repairLine })] : [],
    mend: { code, ...(proven ?? { bytes: left.bytes, what }) },
  };
};

const judgeMissing = (file: JsonFile, memory: FileMemory, copies: Copies): Judgement => {
  const where = { file: `.stint/${file}` };
  const copy = copyOf(memory, copies);
  const code = file === storeFiles.config ? 'config-missing' : 'file-missing';
  if (copy !== undefined)
    return { findings: [finding(code, `${file} is not there`, { ...where, fix: repairLine })], mend: { code, ...copy } };
  const fix = file === storeFiles.config ? 'stint init' : `cp BACKUP/.stint/${file} .stint/${file}`;
  return { findings: [finding(code, `${file} is not there`, { ...where, fix })] };
};

const judgeReadable = (file: JsonFile, bytes: Buffer, memory: FileMemory): Judgement => {
  const where = { file: `.stint/${file}` };
  const findings: Finding[] = [];
  const isLast = memory.put === undefined || isLastImage(memory, bytes);
  const text = bytes.toString('utf8');
  const plain = plainText(text);
  const isPlain = plain === text;
  if (!isPlain) findings.push(finding('not-plain', 'a byte order mark, or Windows line ends', { ...where, fix: repairLine }));
  if (!isLast && memory.put?.sha256 !== sha256(plain))
    findings.push(
      finding('edited-by-hand', `${file} was changed since the last command wrote it (${memory.put?.at})`, {
        ...where,
        fix: `diff BACKUP/.stint/${file} .stint/${file}`,
      }),
    );
  else if (memory.editedAt !== undefined)
    findings.push(
      finding('edited-by-hand', `${file} had been changed when the command of ${memory.editedAt} wrote it`, {
        ...where,
        fix: `diff BACKUP/.stint/${file} .stint/${file}`,
      }),
    );
  if (isPlain) return { findings };
  return { findings, mend: { code: 'not-plain', bytes: Buffer.from(plain), what: 'took out the mark and the line ends' } };
};

const faultOf = async (file: JsonFile, bytes: Buffer): Promise<StoreError | undefined> => {
  try {
    parsers[file](bytes);
    return undefined;
  } catch (error) {
    if (error instanceof ContentFault) return explain(error);
    if (error instanceof StoreError) return error;
    throw error;
  }
};

const explain = async (fault: ContentFault): Promise<StoreError> => {
  try {
    return (await import('../explain-invalid')).explainInvalid(fault);
  } catch (error) {
    // A newer program wrote it: that is the explanation.
    if (error instanceof StoreError) return error;
    throw error;
  }
};

const wordsOf = ({ message }: StoreError): string =>
  message.replace(/^\.stint\/\S+?(?::\d+)*:? /, '').replace(/\. (?:Update stint\. )?Nothing was changed.*$/s, '');

const recordsOf = (file: JsonFile, bytes: Buffer) => (file === storeFiles.config ? undefined : withoutUnreadable(file, bytes));

const variantOf = async (file: JsonFile, bytes: Buffer, memory: FileMemory) => {
  for (const variant of jsonVariants(bytes.toString('utf8'))) {
    const candidate = Buffer.from(variant.text, 'utf8');
    const isProven = isLastImage(memory, candidate);
    if (!isProven && !variant.isSure) continue;
    if ((await faultOf(file, candidate)) === undefined)
      return { bytes: candidate, what: isProven ? `${variant.what}: it is the file of the last commit` : variant.what };
  }
  return undefined;
};

const copyOf = (memory: FileMemory, copies: Copies) => {
  const copy = memory.put === undefined ? undefined : copies(memory.put.sha256);
  return copy === undefined ? undefined : { bytes: copy.bytes, what: `put back ${copy.path}, the file of the last commit` };
};
