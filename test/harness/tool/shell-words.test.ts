import { expect, it } from 'vitest';
import { shellParts } from '../../../src/harness/tool/shell-words';

const wordsOf = (script: string): readonly (readonly string[])[] => shellParts(script).map(({ words }) => words);

it.each<[script: string, parts: readonly (readonly string[])[]]>([
  ['', []],
  [' \t\n;; && | () ', []],
  ['git status', [['git', 'status']]],
  ['\tgit \t status  ', [['git', 'status']]],
  ['a;b', [['a'], ['b']]],
  ['a\nb c', [['a'], ['b', 'c']]],
  ['a && b || c & d | e', [['a'], ['b'], ['c'], ['d'], ['e']]],
  ['(cd api; make)', [['cd', 'api'], ['make']]],
  ['{ a; b; }', [['a'], ['b']]],
  ['a x{1,2}y {', [['a', 'x{1,2}y']]],
  ['git stash@{0}', [['git', 'stash@{0}']]],
  ['echo $(date)', [['echo', '$'], ['date']]],
  // Quotes: none of these parts is a word of its own.
  ["echo 'a b'", [['echo', 'a b']]],
  ["echo 'a\\'b", [['echo', 'a\\b']]],
  ["echo 'a;b|c' d", [['echo', 'a;b|c', 'd']]],
  ["echo x'y'z", [['echo', 'xyz']]],
  ["echo '' b", [['echo', '', 'b']]],
  ["echo 'never closed", [['echo', 'never closed']]],
  ["'one", [['one']]],
  ['echo "a b" c', [['echo', 'a b', 'c']]],
  ['echo x"y"z', [['echo', 'xyz']]],
  ['echo "" b', [['echo', '', 'b']]],
  ['echo "it\'s" c', [['echo', "it's", 'c']]],
  ['echo "never closed', [['echo', 'never closed']]],
  ['echo "a;b" && c', [['echo', 'a;b'], ['c']]],
  // A backslash between double quotes is one unless it stands before a character that means something there.
  ['echo "a \\"b\\" c" d', [['echo', 'a "b" c', 'd']]],
  ['echo "\\$HOME \\`x\\` \\\\ \\n"', [['echo', '$HOME `x` \\ \\n']]],
  ['echo "a\\\nb" c', [['echo', 'ab', 'c']]],
  ['echo "a\\', [['echo', 'a']]],
  ['echo a\\ b', [['echo', 'a b']]],
  ['echo \\"a b\\"', [['echo', '"a', 'b"']]],
  ['echo \\; b', [['echo', ';', 'b']]],
  ['echo a \\\n  b', [['echo', 'a', 'b']]],
  ['echo a\\\nb', [['echo', 'ab']]],
  ['echo a\\', [['echo', 'a']]],
  // A command substitution between quotes has quotes and parentheses of its own.
  ['echo "$(printf "%s" "a b")" c', [['echo', '$(printf "%s" "a b")', 'c']]],
  ['echo "$(a "$(b "c")")" d', [['echo', '$(a "$(b "c")")', 'd']]],
  ['echo "$(a (b) "c")" d', [['echo', '$(a (b) "c")', 'd']]],
  ['echo "$(a \\"b)" c', [['echo', '$(a \\"b)', 'c']]],
  ['echo "a (b) $c" d', [['echo', 'a (b) $c', 'd']]],
  ['echo "a) b" c', [['echo', 'a) b', 'c']]],
  [
    'echo "$" (b "c"',
    [
      ['echo', '$'],
      ['b', 'c'],
    ],
  ],
  ['echo "a$b(c" d', [['echo', 'a$b(c', 'd']]],
  ['echo "(a" b', [['echo', '(a', 'b']]],
  ['echo "$(a', [['echo', '$(a']]],
  // A comment ends with its line; a # inside a word begins none.
  ['# git commit\ngit push', [['git', 'push']]],
  ['a # b; c\nd', [['a'], ['d']]],
  ['a # b', [['a']]],
  ['a;# b\nc', [['a'], ['c']]],
  ['echo a#b', [['echo', 'a#b']]],
])('%j', (script, parts) => {
  expect(wordsOf(script)).toStrictEqual(parts);
});

it('takes no program apart', () => {
  const command = (length: number): string => `echo ${'x'.repeat(length - 5)}`;
  expect(wordsOf(command(64 * 1024))).toStrictEqual([['echo', 'x'.repeat(64 * 1024 - 5)]]);
  expect(wordsOf(command(64 * 1024 + 1))).toStrictEqual([]);
});
