import { type Completion, finishedAt } from '../../domain/ledger/fold';
import { visibleLine } from '../../domain/text/visible';
import type { ExportFormat, ExportSetup } from './format';

/** A report: a section for each epic, a line for each completion. What it keeps until the end are these lines. */
export const markdownFormat = ({ now, request }: ExportSetup): ExportFormat => {
  const sections = new Map<string, string[]>();
  let count = 0;
  let voided = 0;
  return {
    begin: () => `# Finished work\n\nAs of ${now.slice(0, 16).replace('T', ' ')} UTC${filterWords(request)}.\n`,
    row: (completion) => {
      if (completion.state === 'voided') {
        voided += 1;
        return '';
      }
      count += 1;
      const { task } = completion.entry;
      const key = task.epicId ?? (task.type === 'epic' ? task.id : '');
      const lines = sections.get(key);
      if (lines === undefined) sections.set(key, [lineOf(completion)]);
      else lines.push(lineOf(completion));
      return '';
    },
    *end() {
      yield `\n${count} ${count === 1 ? 'completion' : 'completions'}${voided === 0 ? '' : `, and ${voided} voided`}.\n`;
      for (const [epic, lines] of [...sections].sort(([a], [b]) => (a === '' ? 1 : b === '' ? -1 : a < b ? -1 : 1))) {
        yield `\n## ${epic === '' ? 'Without an epic' : plain(epic)} (${lines.length})\n\n`;
        for (const line of lines) yield line;
      }
    },
  };
};

const lineOf = ({ entry, state, reason, files, commits, notes }: Completion): string => {
  const facts = [
    finishedAt(entry).slice(0, 10),
    ...(entry.agent === undefined ? [] : [plain(entry.agent)]),
    ...(files.length === 0 ? [] : [`${files.length} ${files.length === 1 ? 'file' : 'files'}`]),
    ...commits.map(({ sha }) => `\`${plain(sha.slice(0, 10))}\``),
    ...(state === 'reopened' ? ['reopened later'] : []),
  ];
  const head = `- **${plain(entry.task.id)}** ${plain(entry.task.title)} (${facts.join(', ')})\n`;
  const words = [reason, ...notes.map(({ text }) => text)].filter((text) => text !== undefined && text !== '');
  return head + words.map((text) => `  ${plain(text ?? '')}\n`).join('');
};

const filterWords = (request: ExportSetup['request']): string => {
  const words = Object.entries(request).map(([name, value]) => `${name} ${[value].flat().join(' ')}`);
  return words.length === 0 ? '' : `, of ${plain(words.join(', '))}`;
};

/** Stored text as text: on one line, nothing in it is markup. */
const plain = (text: string): string => visibleLine(text).replace(/[\\`*_{}[\]<>()#+\-.!|~&]/g, '\\$&');
