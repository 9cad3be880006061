import { parseDocument } from 'yaml';
import { jsonDepthLimit, nestingOf } from '../../domain/text/json-nesting';
import { recordOf, type Told } from './told';

export type Page = { readonly fields: Told; readonly body: string };

const opening = /^\uFEFF?---[ \t]*\r?\n/;
const closing = /^---[ \t]*$/m;
const lengthLimit = 256 * 1024;

/**
 * The fields above a Markdown page and the text below; undefined where it has none. Values that YAML forbids and people
 * write (`assignee: @ann`) are taken as the text they are. Throws a TypeError for what is no list of fields.
 */
export const readFrontMatter = (text: string): Page | undefined => {
  const start = opening.exec(text);
  if (start === null) return undefined;
  const rest = text.slice(start[0].length);
  const end = closing.exec(rest);
  if (end === null) throw new TypeError('the fields at its top have no end (---)');
  const source = rest.slice(0, end.index);
  if (source.length > lengthLimit) throw new TypeError(`the fields at its top are longer than ${lengthLimit} characters`);
  const fields = fieldsIn(source);
  return { fields, body: rest.slice(end.index + end[0].length).replace(/^\r?\n/, '') };
};

/** The fields of a YAML text. Throws a TypeError for what has none. */
export const fieldsIn = (source: string): Told => {
  let told: unknown;
  try {
    const document = parseDocument(source, { schema: 'core', uniqueKeys: false, logLevel: 'silent' });
    const fault = document.errors.find(({ code }) => code !== 'BAD_SCALAR_START');
    if (fault !== undefined) throw new TypeError(`line ${(fault.linePos?.[0].line ?? 0) + 1}: ${fault.message.split('\n')[0]}`);
    told = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    // Aliases without end and nesting without end are faults of the page, not of the program.
    throw error instanceof Error ? new TypeError(error.message) : error;
  }
  const fields = recordOf(told);
  if (fields === undefined) throw new TypeError('there are no fields at its top');
  if (nestingOf(JSON.stringify(told)) > jsonDepthLimit)
    throw new TypeError(`the fields at its top are nested deeper than ${jsonDepthLimit} levels`);
  return fields;
};
