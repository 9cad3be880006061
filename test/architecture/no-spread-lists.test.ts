import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** A list of some hundred thousand overflows the stack where it becomes the arguments of a call. */
const spread = /\.(?:push|unshift)\(\.\.\.|Math\.(?:min|max)\(\.\.\.|\.apply\(/;

test('no list becomes the arguments of a call', () => {
  const found = (readdirSync('src', { recursive: true }) as string[]).filter(
    (file) => file.endsWith('.ts') && spread.test(readFileSync(`src/${file}`, 'utf8')),
  );
  expect(found).toEqual([]);
});
