import { describe, expect, it } from 'vitest';
import { sumTranscript } from '../../../src/domain/usage/transcript';
import { foldCodexTranscript } from '../../../src/harness/codex/transcript';
import { reading, readLines, readRows, second, tokenCounts } from '../read-transcript';
import { sampleLines } from '../sample';

const codex = sampleLines('codex/sessions/2026/11/20/rollout-2026-11-20T10-00-00-019ab3c4-5d6e-7f80-9a1b-2c3d4e5f6071.jsonl');
const legacy = sampleLines('codex/sessions/legacy/rollout-legacy-token_count-only.jsonl');

const timed = (at: number | undefined) => (at === undefined ? {} : { timestamp: second(at) });
const counts = (input: number, output: number, more: object = {}) => ({ input_tokens: input, output_tokens: output, ...more });
const record = (id: string, usage: unknown, more: object = {}, at?: number) => ({
  ...timed(at),
  type: 'token_usage_record',
  payload: { response_id: id, usage, ...more },
});
const turn = (id: string | undefined, model: string | undefined) => ({ type: 'turn_context', payload: { turn_id: id, model } });
const sum = (total: unknown, last: unknown, at?: number) => ({
  ...timed(at),
  type: 'event_msg',
  payload: { type: 'token_count', info: { total_token_usage: total, last_token_usage: last } },
});
const response = (id: string, model: string | null, input: number, output: number, more: object = {}) => ({
  id,
  model,
  tokens: tokenCounts({ input, output }),
  webSearches: 0,
  ...more,
});
const read = (...rows: readonly unknown[]) => readRows(foldCodexTranscript(), rows);

describe('a record of an answer', () => {
  it.each([
    [
      'tells all tokens, with what came from the cache and what was reasoning',
      record('a', counts(100, 20, { cached_input_tokens: 60, reasoning_output_tokens: 5 }), {}, 3),
      { at: second(3), tokens: tokenCounts({ input: 40, output: 20, cacheRead: 60, reasoning: 5 }) },
    ],
    [
      'under the other name of the cache',
      record('a', counts(100, 20, { cache_read_input_tokens: 60 })),
      { tokens: tokenCounts({ input: 40, output: 20, cacheRead: 60 }) },
    ],
    [
      'never takes more from the cache than there was',
      record('a', counts(10, 2, { cached_input_tokens: 60 })),
      { tokens: tokenCounts({ output: 2, cacheRead: 10 }) },
    ],
    ['with counts of other types', record('a', { input_tokens: '3', output_tokens: -1 }), { tokens: tokenCounts({}) }],
  ])('%s', (_, row, expected) => {
    expect(read(row)).toStrictEqual(reading({ responses: [response('a', null, 0, 0, expected)] }));
  });

  it.each([
    ['without usage', record('a', undefined)],
    ['without an id', record(undefined as never, counts(1, 1))],
    ['with an id that is none', record(7 as never, counts(1, 1))],
    ['in another row', { ...record('a', counts(1, 1)), type: 'compacted' }],
  ])('%s tells nothing', (_, row) => {
    expect(read(row)).toStrictEqual(reading({}));
  });

  it('counts once, as it was first told', () => {
    expect(read(record('a', counts(1, 2)), record('a', counts(3, 4)))).toStrictEqual(
      reading({ responses: [response('a', null, 1, 2)] }),
    );
  });

  it.each([
    [
      'that of its turn, also where the turn is told later',
      [turn('t2', 'two'), record('a', counts(1, 1), { turn_id: 't1' }), turn('t1', 'one')],
      'one',
    ],
    [
      'that of the turn, not the latest',
      [turn('t1', 'one'), turn('t2', 'two'), record('a', counts(1, 1), { turn_id: 't1' })],
      'one',
    ],
    [
      'the latest before it, for an unknown turn',
      [turn('t1', 'one'), record('a', counts(1, 1), { turn_id: 'x' }), turn('t2', 'two')],
      'one',
    ],
    ['the latest before it, for no turn', [turn(undefined, 'one'), record('a', counts(1, 1)), turn('t2', 'two')], 'one'],
    ['that of a later turn, where none came before', [record('a', counts(1, 1)), turn('t1', 'one'), turn('t2', 'two')], 'two'],
    [
      'kept over a turn that names none',
      [turn('t1', 'one'), turn('t2', undefined), record('a', counts(1, 1), { turn_id: 't2' })],
      'one',
    ],
    ['none, where no turn names one', [turn('t1', undefined), record('a', counts(1, 1), { turn_id: 't1' })], null],
  ])('has a model: %s', (_, rows, model) => {
    expect(read(...rows)).toStrictEqual(reading({ responses: [response('a', model, 1, 1)] }));
  });
});

describe('sums of an older version', () => {
  it('are taken apart by the last answer that each tells', () => {
    const cached = { cached_input_tokens: 4, reasoning_output_tokens: 1 };
    const rows = [turn('t', 'm'), sum(counts(10, 2, cached), counts(10, 2, cached), 1), sum(counts(30, 5), counts(20, 3), 2)];
    expect(read(...rows)).toStrictEqual(
      reading({
        responses: [
          {
            ...response(`${second(1)}:m:10/4/2/1`, 'm', 6, 2, { at: second(1) }),
            tokens: tokenCounts({ input: 6, output: 2, cacheRead: 4, reasoning: 1 }),
          },
          response(`${second(2)}:m:20/0/3/0`, 'm', 20, 3, { at: second(2) }),
        ],
      }),
    );
  });

  it('or by their growth, whatever their order', () => {
    const cached = (cache: number, reasoning: number) => ({ cached_input_tokens: cache, reasoning_output_tokens: reasoning });
    const rows = [
      sum(counts(60, 9, cached(30, 5)), undefined),
      sum(counts(10, 2, cached(4, 1)), undefined),
      sum(counts(30, 5, cached(10, 2)), undefined),
    ];
    const tokens = (input: number, output: number, cacheRead: number, reasoning: number) => ({
      tokens: tokenCounts({ input, output, cacheRead, reasoning }),
    });
    expect(read(...rows).responses).toStrictEqual([
      response('::10/4/2/1', null, 0, 0, tokens(6, 2, 4, 1)),
      response('::20/6/3/1', null, 0, 0, tokens(14, 3, 6, 1)),
      response('::30/20/4/3', null, 0, 0, tokens(10, 4, 20, 3)),
    ]);
  });

  it('that shrink in one kind take nothing away', () => {
    const before = counts(10, 9, { cached_input_tokens: 8, reasoning_output_tokens: 7 });
    const [, fewer] = read(sum(before, undefined), sum(counts(30, 5), undefined)).responses;
    expect(fewer).toStrictEqual(response('::20/0/0/0', null, 20, 0));
    const [, less] = read(sum(before, undefined), sum(counts(5, 30), undefined)).responses;
    expect(less).toStrictEqual(response('::0/0/21/0', null, 0, 21));
  });

  it('told again are no new answer, the first time counts', () => {
    const again = [1, 2, 3].map((at) => sum(counts(10, 2), counts(10, 2), at));
    expect(read(...again).responses).toStrictEqual([response(`${second(1)}::10/0/2/0`, null, 10, 2, { at: second(1) })]);
  });

  it.each([
    ['without a sum', sum(undefined, counts(1, 1))],
    ['without information', { type: 'event_msg', payload: { type: 'token_count', info: null } }],
    ['of nothing', sum(counts(0, 0), counts(0, 0))],
    ['whose last answer is nothing', sum(counts(5, 5), counts(0, 0))],
    [
      'in an event of another kind',
      { type: 'event_msg', payload: { ...sum(counts(1, 1), counts(1, 1)).payload, type: 'other' } },
    ],
  ])('%s tell nothing', (_, row) => {
    expect(read(row)).toStrictEqual(reading({}));
  });

  it('have the model of the latest turn before them, or else of the last', () => {
    const rows = [sum(counts(1, 1), counts(1, 1)), turn('t1', 'one'), sum(counts(2, 2), counts(1, 1)), turn('t2', 'two')];
    expect(read(...rows).responses.map(({ model, id }) => [model, id])).toEqual([
      ['two', ':two:1/0/1/0'],
      ['one', ':one:1/0/1/0'],
    ]);
  });
});

describe('sums beside records', () => {
  const thread = (input: number, output: number) => ({ thread_token_usage: counts(input, output) });

  it.each([
    [
      'of what came before the first record count',
      [sum(counts(10, 2), undefined), record('b', counts(5, 1), thread(15, 3))],
      ['::10/0/2/0', 'b'],
    ],
    ['of the same answers do not', [sum(counts(10, 2), undefined), record('b', counts(10, 2), thread(10, 2))], ['b']],
    [
      'count up to the first record, whichever is told first',
      [
        record('c', counts(5, 1), thread(20, 4)),
        sum(counts(15, 3), undefined),
        record('b', counts(5, 1), thread(15, 3)),
        sum(counts(10, 2), undefined),
      ],
      ['::10/0/2/0', 'c', 'b'],
    ],
    [
      'do not count where a record does not tell what came before it',
      [sum(counts(10, 2), undefined), record('b', counts(5, 1), thread(15, 3)), record('c', counts(5, 1))],
      ['b', 'c'],
    ],
  ])('%s', (_, rows, ids) => {
    expect(read(...rows).responses.map(({ id }) => id)).toEqual(ids);
  });

  it('of a conversation that went on under a newer version make each answer count once', () => {
    const [first, ...later] = codex.filter((line) => line.includes('"token_usage_record"'));
    const resumed = codex.filter((line) => line !== first);
    expect(later).toHaveLength(2);
    const transcript = readLines(foldCodexTranscript(), resumed);
    expect(transcript.responses).toHaveLength(3);
    expect(sumTranscript(transcript)).toEqual(sumTranscript(readLines(foldCodexTranscript(), codex)));
  });

  it('give the same by their growth as by the part of the last answer', () => {
    const sums = legacy.map((line) => line.replace('"last_token_usage"', '"of_old"'));
    const sumOf = (lines: readonly string[]) => sumTranscript(readLines(foldCodexTranscript(), lines));
    expect(sumOf(sums)).toEqual(sumOf(legacy));
  });
});

it('tells answers by time', () => {
  const rows = [record('b', counts(1, 1), {}, 2), record('a', counts(1, 1), {}, 1), record('c', counts(1, 1))];
  expect(read(...rows).responses.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
});
