import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HookReading } from '../../../src/domain/event/hook-reading';
import { formatSpoolLine, spoolLineFrom, spoolLineLimitBytes } from '../../../src/domain/event/spool-line';
import { noTokens } from '../../../src/domain/usage/usage';

const receivedAt = '2026-11-21T12:00:00.123Z';
const wrote = (path: string) => ({ type: 'file_write', path }) as const;
const tokens = { input: 1, output: 2, cacheWrite5m: 3, cacheWrite1h: 4, cacheRead: 5, reasoning: 0 };
const reading = (over: Partial<HookReading> = {}): HookReading => ({
  harness: 'claude',
  shape: 'own',
  event: 'PostToolUse',
  kind: 'tool-end',
  conversation: 'conv-1',
  cwd: '/repo',
  tool: { name: 'Bash', id: 'toolu_1', writes: [] },
  facts: [{ type: 'command', command: 'npm test', exitCode: 2, failed: true }],
  key: 'claude:conv-1::tool-end:toolu_1',
  repeatable: false,
  ...over,
});

describe('a line of the spool', () => {
  it('gives back what was written, without the paths that a tool is about to write', () => {
    const full = reading({
      source: 'startup',
      reason: 'clear',
      at: '2026-11-21T11:59:59.000Z',
      transcriptPath: '/t.jsonl',
      model: 'm',
      agentId: 'a1',
      twin: 'tw',
      usage: { responseId: 'r', model: null, tokens, toldCostUsd: 0.5 },
      facts: [
        { type: 'file_write', path: 'a "b"\n' },
        { type: 'git_commit', sha: 'abc', subject: 's' },
        { type: 'git_commit' },
        { type: 'command', command: 'x', failed: false },
      ],
    });
    const line = formatSpoolLine(full, receivedAt);
    expect(line.startsWith(`{"v":1,"receivedAt":"${receivedAt}"`)).toBe(true);
    expect(line.indexOf('\n')).toBe(line.length - 1);
    expect(spoolLineFrom(line)).toStrictEqual({ ...full, v: 1, receivedAt, tool: { name: 'Bash', id: 'toolu_1' } });
  });

  it('has no member that the reading has not', () => {
    const bare: HookReading = { harness: 'codex', shape: 'own', kind: 'turn-end', facts: [], key: 'k', repeatable: true };
    expect(JSON.parse(formatSpoolLine(bare, receivedAt))).toStrictEqual({ v: 1, receivedAt, ...bare });
    const tool = { name: 'Read', writes: [] };
    expect(JSON.parse(formatSpoolLine({ ...bare, tool }, receivedAt))).toStrictEqual({
      v: 1,
      receivedAt,
      ...bare,
      tool: { name: 'Read' },
    });
  });

  it('holds no secret, and every id as it came', () => {
    const token = ['ghp', `_${'a1'.repeat(18)}`].join('');
    const full = reading({
      conversation: token,
      key: token,
      cwd: `/home/${token}`,
      reason: `key ${token}`,
      facts: [
        { type: 'command', command: 'mysql -u root -pAbc12345 app', exitCode: 0 },
        { type: 'file_write', path: `src/${token}.ts` },
        { type: 'git_commit', sha: token, subject: `Use ${token}` },
      ],
    });
    const line = JSON.parse(formatSpoolLine(full, receivedAt));
    expect(line).toMatchObject({ conversation: token, key: token, cwd: `/home/${token}`, reason: 'key [masked github-token]' });
    expect(line.facts).toEqual([
      { type: 'command', command: 'mysql -u root -p[masked password] app', exitCode: 0 },
      { type: 'file_write', path: 'src/[masked github-token].ts' },
      { type: 'git_commit', sha: token, subject: 'Use [masked github-token]' },
    ]);
  });

  it('is never longer than 64 KiB: the longest facts go first and are counted', () => {
    const facts = Array.from({ length: 900 }, (_, n) => wrote(`/repo/${n}/${'é'.repeat(n)}`));
    const line = formatSpoolLine(reading({ facts }), receivedAt);
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(spoolLineLimitBytes);
    const back = spoolLineFrom(line);
    const kept = back?.facts.length ?? 0;
    expect(kept).toBeGreaterThan(150);
    expect(back?.facts).toEqual(facts.slice(0, kept));
    expect(back?.factsCut).toBe(900 - kept);
  });

  it('is whole up to 64 KiB', () => {
    const paths = Array.from({ length: 31 }, (_, n) => `/${n}/${'x'.repeat(n === 7 ? 1000 : 2000)}`);
    const lineOf = (last: number): string =>
      formatSpoolLine(reading({ facts: [...paths, 'y'.repeat(last)].map(wrote) }), receivedAt);
    const room = spoolLineLimitBytes - Buffer.byteLength(lineOf(0));
    expect(room).toBeGreaterThan(2100);
    expect(Buffer.byteLength(lineOf(room))).toBe(spoolLineLimitBytes);
    expect(spoolLineFrom(lineOf(room))?.facts).toHaveLength(32);
    expect(lineOf(room)).not.toContain('factsCut');
    // One byte more, and the longest of the 32 goes.
    expect(spoolLineFrom(lineOf(room + 1))).toMatchObject({ facts: paths.map(wrote), factsCut: 1 });
  });

  it('keeps what has room to the byte: of equal facts the first, in the order in which they were told', () => {
    const [longest, ...equal] = [4000, ...Array.from({ length: 7 }, () => 3000)].map((length, n) =>
      wrote(`/${n}/${'語'.repeat(length)}`),
    );
    const cutTo = (length: number) => {
      const facts = [longest, ...equal, wrote('y'.repeat(length))] as HookReading['facts'];
      const line = formatSpoolLine(reading({ facts }), receivedAt);
      return { bytes: Buffer.byteLength(line), line: spoolLineFrom(line) };
    };
    const most = 100 + spoolLineLimitBytes - cutTo(100).bytes;
    expect(cutTo(most)).toMatchObject({
      bytes: spoolLineLimitBytes,
      line: { facts: [...equal, wrote('y'.repeat(most))], factsCut: 1 },
    });
    expect(cutTo(most + 1).line).toMatchObject({
      facts: [...equal.slice(0, -1), wrote('y'.repeat(most + 1))],
      factsCut: 2,
    });
  });

  it('holds a reading whose every text is absurdly long', () => {
    const huge = 'h'.repeat(300_000);
    const line = formatSpoolLine(
      reading({
        conversation: huge,
        cwd: huge,
        key: huge,
        event: huge,
        model: huge,
        facts: [{ type: 'file_write', path: huge }],
      }),
      receivedAt,
    );
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(spoolLineLimitBytes);
    expect(spoolLineFrom(line)?.cwd?.length).toBe(4096);
  });

  it('shortens a text of more than 4,096 characters to its beginning and its end', () => {
    const text = `${'a'.repeat(2048)}${'b'.repeat(2048)}`;
    const cwdOf = (cwd: string) => spoolLineFrom(formatSpoolLine(reading({ cwd }), receivedAt))?.cwd;
    expect(cwdOf(text)).toBe(text);
    expect(cwdOf(`${text}c`)).toBe(`${'a'.repeat(2048)}…${'b'.repeat(2046)}c`);
  });

  it('is found behind a torn line that it shares a line with', () => {
    const line = formatSpoolLine(reading(), receivedAt);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: line.length - 2 }), (length) => {
        const torn = line.slice(0, length);
        expect(spoolLineFrom(torn)).toBeUndefined();
        expect(spoolLineFrom(torn + line)?.key).toBe('claude:conv-1::tool-end:toolu_1');
      }),
    );
  });

  it.each([
    '',
    'null',
    '[]',
    '{}',
    '{"v":2,"receivedAt":"2026-11-21T12:00:00.123Z","key":"k"}',
    '{"v":1,"receivedAt":"yesterday","key":"k"}',
    '{"v":1,"receivedAt":"2026-13-41T12:00:00Z","key":"k"}',
    '{"v":1,"receivedAt":"2026-11-21T12:00:00.123Z"}',
    '{"v":1,"receivedAt":"2026-11-21T12:00:00.123Z","key":""}',
    '{"v":"1","receivedAt":"2026-11-21T12:00:00.123Z","key":"k"}',
    '{"v":1,"receivedAt":5,"key":"k"}',
    '{"v":1,"key":"k"}',
  ])('%s is none', (line) => expect(spoolLineFrom(line)).toBeUndefined());

  const least = { v: 1, receivedAt, key: 'k' };
  const found = { ...least, harness: 'unknown', shape: 'own', kind: 'unknown', repeatable: false, facts: [] };

  it.each<[members: object, says: object]>([
    [{}, {}],
    [{ harness: 'x', shape: 'x', kind: 'constructor', repeatable: 1, facts: {} }, {}],
    [{ harness: 7, shape: 'own', kind: 'unknown', repeatable: false, facts: null }, {}],
    [
      { shape: 'claude', repeatable: true },
      { shape: 'claude', repeatable: true },
    ],
    ...['claude', 'codex', 'opencode', 'gemini', 'copilot', 'cursor'].map(
      (harness) => [{ harness }, { harness }] as [object, object],
    ),
    ...[
      'session-start',
      'session-end',
      'prompt',
      'tool-start',
      'tool-end',
      'tool-failure',
      'turn-end',
      'subagent-start',
      'subagent-end',
      'compact',
      'usage',
      'notification',
    ].map((kind) => [{ kind }, { kind }] as [object, object]),
    ...['event', 'conversation', 'source', 'reason', 'cwd', 'transcriptPath', 'model', 'agentId', 'twin'].flatMap(
      (name) =>
        [
          [{ [name]: 'text' }, { [name]: 'text' }],
          [{ [name]: '' }, {}],
          [{ [name]: { a: 1 } }, {}],
        ] as [object, object][],
    ),
    [{ at: '2026-11-21T11:59:59Z' }, { at: '2026-11-21T11:59:59Z' }],
    [{ at: 'soon' }, {}],
    [{ at: '2026-13-41T12:00:00Z' }, {}],
    [{ at: '2026-11-21' }, {}],
    [{ at: 5 }, {}],
    [{ factsCut: 3 }, { factsCut: 3 }],
    [{ factsCut: 0 }, {}],
    [{ factsCut: 'x' }, {}],
    [{ tool: { name: 'Bash' } }, { tool: { name: 'Bash' } }],
    [{ tool: { name: 'Bash', id: 't1', writes: ['a'] } }, { tool: { name: 'Bash', id: 't1' } }],
    [{ tool: { name: 'Bash', id: 5 } }, { tool: { name: 'Bash' } }],
    [{ tool: { id: 't1' } }, {}],
    [{ tool: 'Bash' }, {}],
  ])('says of %j %j', (members, says) => {
    expect(spoolLineFrom(JSON.stringify({ ...least, ...members }))).toStrictEqual({ ...found, ...says });
  });

  it.each<[fact: unknown, says: readonly object[]]>([
    [wrote('a'), [wrote('a')]],
    [{ type: 'file_write', path: 5, command: 'ls' }, []],
    [{ type: 'command', command: 'ls', path: 'a' }, [{ type: 'command', command: 'ls' }]],
    [
      { type: 'command', command: 'ls', exitCode: 0, failed: false },
      [{ type: 'command', command: 'ls', exitCode: 0, failed: false }],
    ],
    [{ type: 'command', command: 'ls', exitCode: '0', failed: 'no' }, [{ type: 'command', command: 'ls' }]],
    [{ type: 'command', path: 'a' }, []],
    [{ type: 'git_commit', sha: 'abc', subject: 's', path: 'a' }, [{ type: 'git_commit', sha: 'abc', subject: 's' }]],
    [{ type: 'git_commit', sha: 5, subject: '' }, [{ type: 'git_commit' }]],
    [{ type: '__proto__', path: 'p', command: 'c' }, []],
    [{ path: 'p' }, []],
    [1, []],
    [null, []],
    [['file_write'], []],
  ])('has of the fact %j %j', (fact, says) => {
    expect(spoolLineFrom(JSON.stringify({ ...least, facts: [fact, wrote('last')] }))?.facts).toStrictEqual([
      ...says,
      wrote('last'),
    ]);
  });

  it.each<[usage: unknown, says: object | undefined]>([
    [
      { responseId: 'r', model: 'm', tokens, toldCostUsd: 0 },
      { responseId: 'r', model: 'm', tokens, toldCostUsd: 0 },
    ],
    [
      { responseId: 'r', tokens: { ...tokens, input: -1, output: 'x', reasoning: 6 }, toldCostUsd: '0' },
      { responseId: 'r', model: null, tokens: { ...tokens, input: 0, output: 0, reasoning: 6 } },
    ],
    [
      { responseId: 'r', model: 5, tokens: {} },
      { responseId: 'r', model: null, tokens: noTokens },
    ],
    [{ responseId: '', tokens }, undefined],
    [{ tokens }, undefined],
    [{ responseId: 'r' }, undefined],
    [{ responseId: 'r', tokens: 5 }, undefined],
    ['r', undefined],
    [undefined, undefined],
  ])('has of the usage %j %j', (usage, says) => {
    expect(spoolLineFrom(JSON.stringify({ ...least, usage }))).toStrictEqual({
      ...found,
      ...(says === undefined ? {} : { usage: says }),
    });
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), fc.json(), (text, json) => void [spoolLineFrom(text), spoolLineFrom(json)]));
  });
});
