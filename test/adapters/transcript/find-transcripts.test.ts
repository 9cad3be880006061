import { mkdirSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  claudeFolders,
  claudeTranscriptsOf,
  findClaudeTranscript,
  readClaudeTranscript,
} from '../../../src/adapters/transcript/claude';
import { codexFolder, codexTranscripts, findCodexTranscript } from '../../../src/adapters/transcript/codex';
import { copilotTranscripts, findCopilotTranscript } from '../../../src/adapters/transcript/copilot';
import { filesIn, isPlainId, modifiedMs, namesIn } from '../../../src/adapters/transcript/find-files';
import { findTranscript, type TranscriptRequest } from '../../../src/adapters/transcript/find-transcript';
import { findGeminiTranscript, geminiTranscripts } from '../../../src/adapters/transcript/gemini';
import { scratch, write } from '../scratch';

let home = '';
beforeEach(() => {
  home = scratch();
});
const at = (seconds: number): number => seconds * 1000;
/** A file of the home folder that was last changed so many seconds after the beginning of time. */
const put = (name: string, text = '', seconds = 100): string => {
  write(home, name, text);
  utimesSync(join(home, name), seconds, seconds);
  return join(home, name);
};
const uuid = (digit: string): string =>
  `${digit.repeat(8)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(4)}-${digit.repeat(12)}`;

describe('files', () => {
  it('are those whose name fits, changed since', () => {
    const [a, b] = [put('a1.jsonl', '', 50), put('a2.jsonl', '', 51)];
    put('b3.jsonl');
    mkdirSync(join(home, 'a4.jsonl'));
    expect(filesIn(home, /^(a\d)\.jsonl$/)).toEqual([
      { path: a, modifiedMs: at(50), conversation: 'a1' },
      { path: b, modifiedMs: at(51), conversation: 'a2' },
    ]);
    expect(filesIn(home, /^a\d/, at(51))).toStrictEqual([{ path: b, modifiedMs: at(51) }]);
    expect([namesIn(home), namesIn(join(home, 'none')), modifiedMs(join(home, 'none')), modifiedMs(home)]).toEqual([
      ['a1.jsonl', 'a2.jsonl', 'a4.jsonl', 'b3.jsonl'],
      [],
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['a', true],
    ['A-b_9', true],
    ['x'.repeat(128), true],
    ['x'.repeat(129), false],
    ['', false],
    ['-a', false],
    ['_a', false],
    ['a/b', false],
    ['a.b', false],
    ['..', false],
    ['a\n', false],
  ])('of the id %j lie in their folder: %s', (id, expected) => {
    expect(isPlainId(id)).toBe(expected);
  });
});

describe('Claude Code', () => {
  it.each([
    [{}, ['/h/.claude', '/h/.config/claude']],
    [{ CLAUDE_CONFIG_DIR: '' }, ['/h/.claude', '/h/.config/claude']],
    [{ CLAUDE_CONFIG_DIR: ' /a , ,/b' }, ['/a', '/b']],
  ])('keeps them, with %j, in %j', (env, expected) => {
    expect(claudeFolders(env, '/h')).toEqual(expected);
  });

  it('has those of a working folder', () => {
    const path = put('.config/claude/projects/-w-x/c-1.jsonl', '', 60);
    put('.config/claude/projects/-w-x/c 2.jsonl');
    put('.config/claude/projects/-w/c-3.jsonl');
    const folders = claudeFolders({}, home);
    expect(claudeTranscriptsOf('/w/x', folders)).toEqual([{ path, conversation: 'c-1', modifiedMs: at(60) }]);
    expect(claudeTranscriptsOf('/w/x', folders, at(61))).toEqual([]);
  });

  it('finds one where it was told, else in any working folder', () => {
    const folders = claudeFolders({}, home);
    const [told, path] = [put('told.jsonl'), put('.config/claude/projects/-w/c-1.jsonl')];
    const find = (conversation: string, transcriptPath?: string) =>
      findClaudeTranscript({ conversation, ...(transcriptPath === undefined ? {} : { transcriptPath }) }, folders);
    expect([find('c-1', told), find('c-1', join(home, 'none')), find('c-1'), find('c-2'), find('../-w/c-1')]).toEqual([
      told,
      path,
      path,
      undefined,
      undefined,
    ]);
    expect(find('../x', told)).toBe(told);
    const earlier = put('.claude/projects/-z/c-1.jsonl');
    expect(find('c-1')).toBe(earlier);
  });

  it('reads it with those of its subagents', () => {
    const line = (id: string): string =>
      `${JSON.stringify({ type: 'assistant', sessionId: 'c-1', requestId: id, timestamp: '2026-01-01T00:00:00Z', message: { id, model: 'm', usage: { input_tokens: 1, output_tokens: 1 } } })}\n`;
    const path = put('c-1.jsonl', line('one'));
    put('c-1/subagents/agent-x.jsonl', line('two'));
    put('c-1/subagents/agent-.jsonl', line('three'));
    put('c-1/subagents/other-x.jsonl', line('four'));
    expect(readClaudeTranscript(path)?.responses).toHaveLength(2);
    expect(readClaudeTranscript(join(home, 'none.jsonl'))).toBeUndefined();
  });
});

describe('Codex', () => {
  const rollout = (digit: string): string => `rollout-2026-01-02T03-04-05-${uuid(digit)}.jsonl`;
  it('has rollouts by day, the newest first, and archived ones', () => {
    expect([codexFolder({}, '/h'), codexFolder({ CODEX_HOME: '/c' }, '/h')]).toEqual(['/h/.codex', '/c']);
    const days = ['2025/12/31', '2026/01/01', '2026/01/02', '2026/02/01'];
    const paths = days.map((day, number) => put(`sessions/${day}/${rollout(String(number))}`, '', 10 + number));
    for (const odd of [
      'sessions/2026/1/01',
      'sessions/202/01/01',
      'sessions/2026/01/1',
      'sessions/20266/01/01',
      'sessions/2026/001/01',
      'sessions/2026/01/001',
    ])
      put(`${odd}/${rollout('e')}`);
    put(`sessions/2026/01/01/x${rollout('e')}`);
    put(`sessions/2026/01/01/${rollout('e')}.bak`);
    const archived = put(`archived_sessions/${rollout('a')}`, '', 99);
    const told = codexTranscripts(home);
    expect(told.map(({ path }) => path)).toEqual([...paths.toReversed(), archived]);
    expect(told[0]).toEqual({ path: paths[3], conversation: uuid('3'), modifiedMs: at(13) });
    expect(codexTranscripts(home, at(13)).map(({ conversation }) => conversation)).toEqual([uuid('3'), uuid('a')]);
    const find = (conversation: string, transcriptPath?: string) =>
      findCodexTranscript({ conversation, ...(transcriptPath === undefined ? {} : { transcriptPath }) }, home);
    expect([
      find(uuid('1')),
      find(uuid('a')),
      find(uuid('b')),
      find(uuid('1'), archived),
      find(uuid('1'), join(home, 'none')),
    ]).toEqual([paths[1], archived, undefined, archived, paths[1]]);
  });
});

describe('Gemini CLI', () => {
  it('has chats of all projects, known by what is in them', () => {
    const chat = (id: string): string =>
      `${JSON.stringify({ sessionId: id, startTime: '2026-01-01T00:00:00Z', messages: [] })}\n`;
    const [one, other] = [`${uuid('1').slice(0, 8)}-a`, `${uuid('1').slice(0, 8)}-b`];
    const paths = [
      put(`.gemini/tmp/p/chats/session-1-${one.slice(0, 8)}.jsonl`, chat(one), 20),
      put(`.gemini/tmp/q/chats/session-2-${other.slice(0, 8)}.jsonl`, chat(other), 21),
    ];
    put('.gemini/tmp/q/chats/xsession-1.jsonl');
    put('.gemini/tmp/q/chats/session-1.jsonlx');
    put('.gemini/tmp/q/chats/session-.jsonl');
    expect(geminiTranscripts(home)).toStrictEqual(paths.map((path, number) => ({ path, modifiedMs: at(20 + number) })));
    expect(geminiTranscripts(home, at(21))).toHaveLength(1);
    const find = (conversation: string, transcriptPath?: string) =>
      findGeminiTranscript({ conversation, ...(transcriptPath === undefined ? {} : { transcriptPath }) }, home);
    expect([
      find(one),
      find(other),
      find(`${other}x`),
      find('none'),
      find('none', paths[0]),
      find(other, join(home, 'none')),
    ]).toEqual([...paths, undefined, undefined, paths[0], paths[1]]);
  });
});

describe('Copilot', () => {
  it('has a folder for each conversation', () => {
    const paths = ['c-1', 'c-2'].map((id, number) => put(`.copilot/session-state/${id}/events.jsonl`, '', 30 + number));
    put('.copilot/session-state/c-3/other.jsonl');
    const told = put('told.jsonl');
    expect(copilotTranscripts(home)).toEqual(
      paths.map((path, number) => ({ path, conversation: `c-${number + 1}`, modifiedMs: at(30 + number) })),
    );
    expect(copilotTranscripts(home, at(31)).map(({ conversation }) => conversation)).toEqual(['c-2']);
    const find = (conversation: string, transcriptPath?: string) =>
      findCopilotTranscript({ conversation, ...(transcriptPath === undefined ? {} : { transcriptPath }) }, home);
    expect([
      find('c-1'),
      find('c-3'),
      find('../session-state/c-1'),
      find('c-1', told),
      find('c-1', join(home, 'none')),
      find('../x', told),
    ]).toEqual([paths[0], undefined, undefined, told, paths[0], told]);
  });
});

describe('a transcript', () => {
  const conversation = uuid('1');
  const find = async (request: Partial<TranscriptRequest>) =>
    (await findTranscript({ conversation, harness: undefined, cwd: home, ...request }, { env: { PATH: '/nowhere' }, home }))
      ?.path;

  it('is looked for where its harness keeps it', async () => {
    const copilot = put(`.copilot/session-state/${conversation}/events.jsonl`);
    expect([await find({}), await find({ harness: 'copilot' }), await find({ harness: 'codex' })]).toEqual([
      copilot,
      copilot,
      undefined,
    ]);
    const codex = put(`.codex/sessions/2026/01/01/rollout-${conversation}.jsonl`);
    expect([await find({}), await find({ harness: 'codex' }), await find({ harness: 'claude' })]).toEqual([
      codex,
      codex,
      undefined,
    ]);
    const claude = put(`.claude/projects/-w/${conversation}.jsonl`);
    const gemini = put(
      `.gemini/tmp/p/chats/session-${conversation.slice(0, 8)}.jsonl`,
      `${JSON.stringify({ sessionId: conversation })}\n`,
    );
    expect([await find({}), await find({ harness: 'claude' }), await find({ harness: 'gemini' })]).toEqual([
      claude,
      claude,
      gemini,
    ]);
    expect([await find({ harness: 'opencode' }), await find({ harness: 'odd' })]).toEqual([undefined, undefined]);
  });

  it('is read where a hook said, if that is one', async () => {
    const [told, secret] = [put('told.jsonl'), put('secret.txt')];
    expect(await find({ harness: 'claude', transcriptPath: told })).toBe(told);
    expect(await find({ harness: 'claude', transcriptPath: secret })).toBeUndefined();
    expect(await find({ transcriptPath: told })).toBeUndefined();
    for (const harness of ['codex', 'gemini', 'copilot']) expect(await find({ harness, transcriptPath: told })).toBe(told);
  });

  it('comes with what it says', async () => {
    put(
      `.codex/sessions/2026/01/01/rollout-${conversation}.jsonl`,
      `${JSON.stringify({ type: 'session_meta', timestamp: '2026-01-01T00:00:00Z', payload: { id: conversation, cwd: '/w' } })}\n`,
    );
    const found = await findTranscript({ conversation, harness: 'codex', cwd: home }, { env: {}, home });
    expect(found?.transcript).toMatchObject({ conversation, cwd: '/w' });
  });
});
