import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  claudeFolders,
  claudeTranscriptsOf,
  findClaudeTranscript,
  readClaudeTranscript,
} from '../../../src/adapters/transcript/claude';
import { codexFolder, codexTranscripts, findCodexTranscript, readCodexTranscript } from '../../../src/adapters/transcript/codex';
import { copilotTranscripts, findCopilotTranscript, readCopilotTranscript } from '../../../src/adapters/transcript/copilot';
import { findGeminiTranscript, geminiTranscripts, readGeminiTranscript } from '../../../src/adapters/transcript/gemini';
import { readLines, UnreadableTranscript } from '../../../src/adapters/transcript/read-lines';
import { sumTranscript } from '../../../src/domain/usage/transcript';

const samples = join(import.meta.dirname, '../../fixtures/harness');
const ids = {
  claude: '3f0c1f52-7d0b-4a53-9a3e-5c2f6c1b8e10',
  codex: '019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071',
  gemini: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  copilot: '94c0ffee-74ce-4fd1-86fc-4703efffdcc9',
};
let home = '';

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'stint-transcripts-'));
  cpSync(join(samples, 'claude-code/projects'), join(home, '.claude/projects'), { recursive: true });
  cpSync(join(samples, 'codex/sessions'), join(home, '.codex/sessions'), { recursive: true });
  cpSync(join(samples, 'gemini/tmp'), join(home, '.gemini/tmp'), { recursive: true });
  cpSync(join(samples, 'copilot/session-state'), join(home, '.copilot/session-state', ids.copilot), { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

describe('transcripts are found and read', () => {
  it('of Claude Code, with the subagents', () => {
    const [found] = claudeTranscriptsOf('/home/dev/acme-api', claudeFolders({}, home));
    expect(found?.conversation).toBe(ids.claude);
    expect(findClaudeTranscript({ conversation: ids.claude }, claudeFolders({}, home))).toBe(found?.path);
    const transcript = readClaudeTranscript(found?.path ?? '');
    expect(transcript).toMatchObject({ conversation: ids.claude, cwd: '/home/dev/acme-api' });
    expect(transcript?.responses).toHaveLength(7);
  });

  it('of Codex', () => {
    const folder = codexFolder({}, home);
    const [found, ...others] = codexTranscripts(folder);
    expect([found?.conversation, others]).toEqual([ids.codex, []]);
    expect(findCodexTranscript({ conversation: ids.codex }, folder)).toBe(found?.path);
    expect(readCodexTranscript(found?.path ?? '')).toMatchObject({ conversation: ids.codex, cwd: '/home/dev/acme-api' });
  });

  it('of Gemini', () => {
    const path = findGeminiTranscript({ conversation: ids.gemini }, home);
    expect(geminiTranscripts(home).map((each) => each.path)).toEqual([path]);
    expect(readGeminiTranscript(path ?? '')?.responses).toHaveLength(2);
    expect(findGeminiTranscript({ conversation: `${ids.gemini.slice(0, 8)}-another` }, home)).toBeUndefined();
  });

  it('of Copilot', () => {
    const path = findCopilotTranscript({ conversation: ids.copilot }, home);
    expect(copilotTranscripts(home)).toMatchObject([{ path, conversation: ids.copilot }]);
    expect(readCopilotTranscript(path ?? '')?.responses).toHaveLength(2);
  });

  it('where the hook said, before any search', () => {
    const elsewhere = join(home, 'elsewhere.jsonl');
    writeFileSync(elsewhere, '');
    const asked = { conversation: ids.claude, transcriptPath: elsewhere };
    expect(findClaudeTranscript(asked, [])).toBe(elsewhere);
    expect(findCodexTranscript({ ...asked, conversation: ids.codex }, codexFolder({}, home))).toBe(elsewhere);
    const gone = findClaudeTranscript({ ...asked, transcriptPath: join(home, 'gone.jsonl') }, claudeFolders({}, home));
    expect(gone).toContain(`${ids.claude}.jsonl`);
  });

  it('changed since a time only', () => {
    const [found] = claudeTranscriptsOf('/home/dev/acme-api', claudeFolders({}, home));
    utimesSync(found?.path ?? '', 1000, 1000);
    expect(claudeTranscriptsOf('/home/dev/acme-api', claudeFolders({}, home), 1_000_000)).toHaveLength(1);
    expect(claudeTranscriptsOf('/home/dev/acme-api', claudeFolders({}, home), 1_000_001)).toEqual([]);
  });

  it('in the folders that the environment names', () => {
    expect(claudeFolders({ CLAUDE_CONFIG_DIR: '/a, /b' }, home)).toEqual(['/a', '/b']);
    expect(codexFolder({ CODEX_HOME: '/c' }, home)).toBe('/c');
  });

  it('nowhere: no error', () => {
    const nowhere = join(home, 'nowhere');
    expect(claudeTranscriptsOf('/p', [nowhere])).toEqual([]);
    expect(codexTranscripts(nowhere)).toEqual([]);
    expect(findCodexTranscript({ conversation: ids.codex }, nowhere)).toBeUndefined();
    expect(geminiTranscripts(nowhere)).toEqual([]);
    expect(findCopilotTranscript({ conversation: '../..' }, nowhere)).toBeUndefined();
    expect(findClaudeTranscript({ conversation: '../../x' }, claudeFolders({}, home))).toBeUndefined();
    expect(readClaudeTranscript(nowhere)).toBeUndefined();
  });
});

it('a lost file of a subagent is not the loss of the conversation', () => {
  const path = join(home, 'conversation.jsonl');
  cpSync(join(samples, `claude-code/projects/-home-dev-acme-api/${ids.claude}.jsonl`), path);
  mkdirSync(join(home, 'conversation/subagents'), { recursive: true });
  symlinkSync(join(home, 'gone'), join(home, 'conversation/subagents/agent-gone.jsonl'));
  const transcript = readClaudeTranscript(path);
  expect(transcript?.responses).toHaveLength(5);
  expect(transcript === undefined ? undefined : sumTranscript(transcript).costSource).toBe('harness');
});

describe('lines', () => {
  const file = () => join(home, 'lines.txt');

  it.each([
    ['', []],
    ['\n', ['']],
    ['a\n\nb', ['a', '', 'b']],
    ['a\r\nb\n', ['a\r', 'b']],
    ['é€😀\n😀', ['é€😀', '😀']],
  ])('of %j', (text, lines) => {
    writeFileSync(file(), text);
    expect([...readLines(file())]).toEqual(lines);
  });

  it('are whole across the pieces that are read at once', () => {
    const lines = [1, 262_143, 262_144, 262_145, 600_000, 0, 3].map((length, place) => 'é'.repeat(length) + place);
    writeFileSync(file(), lines.join('\n'));
    expect([...readLines(file())]).toEqual(lines);
  });

  it('that are too long are left out, the rest is not', () => {
    writeFileSync(file(), 'first\n');
    for (let piece = 0; piece < 33; piece += 1) appendFileSync(file(), 'x'.repeat(1024 * 1024));
    appendFileSync(file(), '\nlast');
    expect([...readLines(file())]).toEqual(['first', undefined, 'last']);
    const transcript = readCodexTranscript(file());
    expect(transcript?.skipped).toEqual({ truncated: 0, notJson: 2, unknownType: 0, tooLong: 1 });
  });

  it('of no file are refused, without waiting', () => {
    expect(() => [...readLines(home)]).toThrow(UnreadableTranscript);
    const pipe = join(home, 'pipe');
    if (spawnSync('mkfifo', [pipe]).status === 0) expect(() => [...readLines(pipe)]).toThrow(UnreadableTranscript);
    expect(() => [...readLines(join(home, 'gone'))]).toThrow(/gone cannot be read$/);
  });

  it('leave no file open where the reader stops early', () => {
    writeFileSync(file(), 'a\nb\n');
    for (let time = 0; time < 2000; time += 1) {
      for (const line of readLines(file())) {
        expect(line).toBe('a');
        break;
      }
    }
    expect(readFileSync(file(), 'utf8')).toBe('a\nb\n');
  });
});
