import { expect, it } from 'vitest';
import { recordedCommand } from '../../../src/harness/tool/command-text';

it.each([
  ['', ''],
  ['npm test', 'npm test'],
  ['a << 3', 'a << 3'],
  ['a\nb\n', 'a\nb\n'],
  ["cat > a.ts <<'EOF'\nconst a = 1;\nEOF\nnpm test", "cat > a.ts <<'EOF'\n…\nEOF\nnpm test"],
  ['cat > a.ts << "EOF"\nconst a = 1;\nEOF\nnpm test', 'cat > a.ts << "EOF"\n…\nEOF\nnpm test'],
  ['cat <<EOF\nEOF\nnpm test', 'cat <<EOF\n…\nEOF\nnpm test'],
  ['cat <<END\nnever closed', 'cat <<END\n…'],
  ['cat <<_E1\na\n_E\n_E1\nb', 'cat <<_E1\n…\n_E1\nb'],
  // Only <<- lets the closing word be indented, by tabs alone.
  ['cat <<-END\n\tsecret\n\tEND\ndone', 'cat <<-END\n…\n\tEND\ndone'],
  ['cat <<-END\n\t\t\tEND\ndone', 'cat <<-END\n…\n\t\t\tEND\ndone'],
  ['cat <<-END\nE\tND\n END\nx\tEND\nEND\ndone', 'cat <<-END\n…\nEND\ndone'],
  ['cat <<END\n\tEND\nEND\ndone', 'cat <<END\n…\nEND\ndone'],
  // Two of one line follow one another.
  ['a <<X <<-Y\none\nX\ntwo\n\tY\nb', 'a <<X <<-Y\n…\nX\n\tY\nb'],
  // No here-documents.
  ['grep x <<< "word"', 'grep x <<< "word"'],
  ['grep x <<< word\nword', 'grep x <<< word\nword'],
  ["cat <<'EOF\nEOF", "cat <<'EOF\nEOF"],
  ['$((1<<2))\nb', '$((1<<2))\nb'],
  ['curl -H AKIAABCDEFGHIJKLMNOP', 'curl -H [masked aws-access-key]'],
  ['x'.repeat(2000), 'x'.repeat(2000)],
  ['x'.repeat(2001), `${'x'.repeat(1999)}…`],
  [`cat <<EOF\n${'x'.repeat(3000)}\nEOF\nb`, 'cat <<EOF\n…\nEOF\nb'],
])('the record has of %j', (command, expected) => {
  expect(recordedCommand(command)).toBe(expected);
});

it('looks at the first 64 Ki of a command only', () => {
  const upTo = (length: number): string => `cat <<EOF\n${'x'.repeat(length - 14)}\nEOF`;
  expect(recordedCommand(upTo(64 * 1024))).toBe('cat <<EOF\n…\nEOF');
  expect(recordedCommand(upTo(64 * 1024 + 1))).toBe('cat <<EOF\n…');
});
