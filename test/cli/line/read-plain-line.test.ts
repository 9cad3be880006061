import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CommandModule } from '../../../src/cli/command';
import { declaredOptions } from '../../../src/cli/line/flag-names';
import { readLine } from '../../../src/cli/line/read-line';
import { type LineValues, readPlainLine } from '../../../src/cli/line/read-plain-line';
import { loadCommands } from '../../../src/cli/load-commands';

const commands = await loadCommands();

const command: CommandModule = {
  effect: 'none',
  arguments: [
    { name: '<task>', help: '' },
    { name: '[more...]', help: '' },
  ],
  options: [
    { flags: '-r, --reason <text>', help: '' },
    { flags: '-f, --file <path>', help: '', repeatable: true },
    { flags: '--auto-focus', help: '' },
    { flags: '--since [time]', help: '' },
  ],
  examples: [],
  run: () => Promise.reject(new Error('not run')),
  render: () => '',
};

const plain = (read: LineValues | undefined) => read && { options: Object.fromEntries(read.options), args: read.args };

describe('a plain line', () => {
  test.each([
    ['T1', { options: {}, args: ['T1', []] }],
    ['T1 a b', { options: {}, args: ['T1', ['a', 'b']] }],
    ['--auto-focus T1 -r why', { options: { autoFocus: true, reason: ['why'] }, args: ['T1', []] }],
    ['T1 -f a --file b --no-session', { options: { file: ['a', 'b'], noSession: true }, args: ['T1', []] }],
  ])('is read at once: %s', (line, values) => {
    expect(plain(readPlainLine(command, line.split(' ')))).toEqual(values);
  });

  test.each([
    '',
    '-r why',
    'T1 --reason',
    'T1 --reason=why',
    'T1 -rwhy',
    'T1 -r --auto-focus',
    'T1 --since',
    'T1 --unknown',
    'T1 -- a',
    'T1 -',
  ])('is no other line: %s', (line) => {
    expect(readPlainLine(command, line === '' ? [] : line.split(' '))).toBeUndefined();
  });
});

describe('every command of the registry', () => {
  test.each(commands.map(({ line, command: each }) => [line.name, each] as const))(
    '%s: a plain line is read as commander reads it',
    (name, each) => {
      const flags = declaredOptions(each).flatMap(({ flags: declared }) => declared.match(/(?<=^|[ ,])--?[\w-]+/g) ?? []);
      const word = fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('T001', 'a text', '', 'a=b', '@', 'ä') },
        { weight: 3, arbitrary: fc.constantFrom(...flags) },
        { weight: 1, arbitrary: fc.constantFrom('-', '--', '-5', '--x', '-qy', '--session=a') },
      );
      fc.assert(
        fc.property(fc.array(word, { maxLength: 6 }), (rest) => {
          const read = readPlainLine(each, rest);
          if (read !== undefined) expect(plain(read)).toEqual(plain(readLine(name, each, rest)));
        }),
        { numRuns: 300 },
      );
    },
  );
});
