import { AppError } from '../../../core/app-error';
import { type ErrorRow, errorTable } from '../../../domain/error/table';
import { nearest } from '../../../domain/text/nearest';
import { defineCommand } from '../../command';
import type { Page } from '../../render/page';

type SchemaAnswer =
  | { readonly files: readonly string[]; readonly answers: readonly string[] }
  | { readonly name: string; readonly schema: unknown }
  | { readonly errors: readonly ErrorRow[] };

export const command = defineCommand<SchemaAnswer>({
  effect: 'none',
  details: 'Without a name it lists the names. `stint schema errors` prints the table of error codes and exit codes.',
  arguments: [{ name: '[name...]', help: 'a file (todo, sessions, config, ledger, event), a command, or `errors`' }],
  examples: [
    { line: 'stint schema', does: 'lists what has a schema' },
    { line: 'stint schema session start', does: 'prints the JSON Schema of what `session start --json` answers' },
    { line: 'stint schema errors', does: 'prints every error code with its exit code' },
  ],
  run: async (input) => {
    const words = input.args.name;
    const name = typeof words === 'string' ? words : (words ?? []).join(' ');
    if (name === 'errors') return { data: { errors: errorTable } };
    const { jsonSchema, schemaNames } = await import('../../about/schema-catalogue');
    if (name === '') return { data: schemaNames };
    const schema = jsonSchema(name);
    if (schema === undefined) throw unknownSchema(name, [...schemaNames.files, ...schemaNames.answers, 'errors']);
    return { data: { name, schema } };
  },
  render: (result, page) => {
    if ('schema' in result) return JSON.stringify(result.schema, null, 2);
    if ('errors' in result) return renderErrors(result.errors, page);
    return ['Files', ...result.files.map(indented), 'Answers of commands', ...result.answers.map(indented)].join('\n');
  },
});

const indented = (name: string): string => `  ${name}`;

const renderErrors = (rows: readonly ErrorRow[], page: Page): string =>
  page.table(
    rows.map((row) => [String(row.exitCode), row.code, row.retryable ? 'yes' : '', row.when]),
    [{ title: 'EXIT', align: 'right' }, { title: 'CODE' }, { title: 'RETRY' }, { title: 'WHEN', grow: true }],
  );

const unknownSchema = (name: string, names: readonly string[]): AppError => {
  const near = nearest(name, names);
  return new AppError({
    code: 'E_NOT_FOUND',
    message: `there is no schema named "${name}"${near === undefined ? '' : `; the nearest is "${near}"`}`,
    details: { given: name, ...(near === undefined ? {} : { nearest: near }) },
    fix: [near === undefined ? 'stint schema' : `stint schema ${near}`],
  });
};
