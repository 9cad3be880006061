import { expect, it } from 'vitest';
import { countLines } from '../../../src/domain/text/line-counter';
import { noSkips } from '../../harness/read-transcript';

it.each([
  ['{"a":1}', { a: 1 }, {}],
  [' \t{"a":1} \r', { a: 1 }, {}],
  ['\ufeff{"a":1}', { a: 1 }, {}],
  ['{}', {}, {}],
  ['', undefined, {}],
  [' \r', undefined, {}],
  ['{"a":', undefined, { truncated: 1 }],
  [' {"a":', undefined, { truncated: 1 }],
  ['{"a":1}{"a":2}', undefined, { truncated: 1 }],
  ['["a"]', undefined, { notJson: 1 }],
  ['null', undefined, { notJson: 1 }],
  ['a {"a":1}', undefined, { notJson: 1 }],
])('the line %j holds %j', (line, fields, skipped) => {
  const counter = countLines();
  expect(counter.parse(line)).toStrictEqual(fields);
  expect(counter.skipped()).toStrictEqual({ ...noSkips, ...skipped });
});

it('adds up what was skipped; what it gave out does not change', () => {
  const counter = countLines();
  const before = counter.skipped();
  for (const line of ['{', '{', 'x', 'x', 'x']) counter.parse(line);
  for (let n = 0; n < 4; n += 1) counter.unknownType();
  for (let n = 0; n < 5; n += 1) counter.tooLong();
  expect(counter.skipped()).toStrictEqual({ truncated: 2, notJson: 3, unknownType: 4, tooLong: 5 });
  expect(before).toStrictEqual(noSkips);
});
