import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HookReading } from '../../src/domain/event/hook-reading';
import { formatSpoolLine } from '../../src/domain/event/spool-line';
import { claudeSlug } from '../../src/harness/claude/slug';

const sample = join(import.meta.dirname, '../fixtures/harness/claude-code/projects/-home-dev-acme-api');
const sampleId = '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10';
/** When the first line of the sample was written. */
export const sampleStart = Date.parse('2026-11-20T09:00:07.259Z');

export const sampleTotals = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/harness/claude-code/expected.json'), 'utf8'),
) as {
  readonly distinct_api_responses: number;
  readonly tokens: Readonly<Record<'input' | 'output' | 'cache_creation' | 'cache_creation_1h' | 'cache_read', number>>;
  readonly cost_usd: number;
};

/** Everything that the sample counts. */
export const sampleTokens =
  sampleTotals.tokens.input + sampleTotals.tokens.output + sampleTotals.tokens.cache_creation + sampleTotals.tokens.cache_read;

export type Talk = {
  readonly home: string;
  /** The folder that the conversation was held in. */
  readonly cwd: string;
  readonly conversation: string;
  /** When it begins, in ms. */
  readonly startMs: number;
  /** Told apart from other copies of the sample: another word gives other answers of the model. */
  readonly mark: string;
  /** In the place of every model, and nothing told of the cost. */
  readonly model?: string;
};

/**
 * Writes the sample conversation of Claude Code, with its subagent, under another id, folder and time, so that it is
 * another conversation that used as much. Gives where it lies.
 */
export const writeTalk = ({ home, cwd, conversation, startMs, mark, model }: Talk): string => {
  const folder = join(home, '.claude/projects', claudeSlug(cwd));
  const moved = (text: string): string =>
    text
      .replaceAll(sampleId, conversation)
      .replaceAll('/home/dev/acme-api', cwd)
      .replaceAll(/\b(msg_01|req_|toolu_)/g, `$1${mark}`)
      .replaceAll(
        /"timestamp":"([^"]+)"/g,
        (_, at: string) => `"timestamp":"${new Date(Date.parse(at) - sampleStart + startMs).toISOString()}"`,
      );
  const told = (text: string): string =>
    model === undefined
      ? text
      : text
          .split('\n')
          .filter((line) => !line.includes('"cost-state"'))
          .join('\n')
          .replaceAll(/claude-(?:opus|haiku)-5-5/g, model);
  const copy = (from: string, to: string): void => {
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, told(moved(readFileSync(from, 'utf8'))));
  };
  const file = join(folder, `${conversation}.jsonl`);
  copy(join(sample, `${sampleId}.jsonl`), file);
  const subagents = join(sample, sampleId, 'subagents');
  for (const name of existsSync(subagents) ? readdirSync(subagents) : [])
    copy(join(subagents, name), join(folder, conversation, 'subagents', name));
  return file;
};

/** What a hook would have left in the spool at that time. */
export const writeReport = (project: string, receivedAt: string, reading: HookReading): void => {
  const spool = join(project, '.stint/spool');
  mkdirSync(spool, { recursive: true });
  appendFileSync(join(spool, `${reading.conversation}.jsonl`), formatSpoolLine(reading, receivedAt));
};
