import type { DoctorAnswer } from '../../domain/doctor/answer';
import type { Page } from './page';

type Finding = DoctorAnswer['findings'][number];

const places = { git: "the repository's own config (stint.project)", state: 'your state folder (stint/projects)' } as const;

/** What `doctor` found, the gravest first, each with the line that mends it. */
export const renderDoctor = (answer: DoctorAnswer, page: Page): string => {
  const { knownBy, findings, mended, hooks, harnesses, errors, warnings } = answer;
  const infos = findings.length - findings.filter(({ severity }) => severity !== 'info').length;
  return [
    ...(mended ?? []).map(({ what, file, backup }) =>
      [
        page.paint.good('mended'),
        `${file === undefined ? '' : `${page.text(file)}: `}${page.text(what)}`,
        ...(backup === undefined ? [] : [page.paint.dim(`(before: ${page.text(backup)})`)]),
      ].join('  '),
    ),
    ...(mended?.length === 0 ? ['nothing to mend'] : []),
    ...findings.flatMap((finding) => findingLines(finding, page)),
    ...(hooks ?? []).map(
      ({ harness, event, file, recorded }) =>
        `${recorded ? page.paint.good('records') : page.paint.bad('silent')}  ${harness} ${page.text(event)}  ${page.paint.dim(page.text(file))}`,
    ),
    ...(harnesses ?? []).map(({ harness, version }) => `found  ${harness}  ${page.text(version ?? 'of unknown version')}`),
    ...(knownBy === undefined ? [] : [page.paint.dim(`known here by ${places[knownBy]}`)]),
    errors + warnings + infos === 0
      ? page.paint.good('nothing is wrong')
      : page.paint.dim(`${counted(errors, 'error')}, ${counted(warnings, 'warning')}, ${counted(infos, 'notice')}`),
  ].join('\n');
};

const findingLines = ({ code, severity, message, means, file, line, column, fix }: Finding, page: Page): string[] => {
  const paint = { error: page.paint.bad, warning: page.paint.warn, info: page.paint.dim }[severity];
  const where =
    file === undefined
      ? ''
      : `  ${page.text(file)}${line === undefined ? '' : `:${line}`}${column === undefined ? '' : `:${column}`}`;
  return [
    `${paint(severity)}  ${page.paint.bold(code)}${where}`,
    `  ${page.text(message)}`,
    `  ${page.paint.dim(page.text(means))}`,
    ...(fix === undefined ? [] : [`  → ${page.text(fix)}`]),
  ];
};

const counted = (count: number, noun: string): string => `${count} ${count === 1 ? noun : `${noun}s`}`;
