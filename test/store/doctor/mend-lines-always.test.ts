import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { session, task } from '../fixtures';
import { sealed } from '../ledger/sample';
import { eventLine, judgeIn, lines } from './sample';

/** What holds of every repair of a file of lines, whatever was done to the file. */

const entries = [sealed('one')];
for (const id of ['two', 'three', 'four']) entries.push(sealed(id, entries.slice(-1)));

const archived = (id: string, archivedAt: string): string => JSON.stringify({ ...task(id), archivedAt });

const kinds: Readonly<Record<string, readonly string[]>> = {
  'events/unbound.jsonl': ['a.1', 'a.2', 'b.1', 'c.1'].map((id) => eventLine(id)),
  'archive/tasks.jsonl': [
    archived('T001', '2026-03-04T05:06:07.000Z'),
    JSON.stringify({ id: 'T001', unarchivedAt: '2026-03-04T05:06:08.000Z' }),
    archived('T002', '2026-03-04T05:06:09.000Z'),
    archived('T001', '2026-03-04T05:06:10.000Z'),
  ],
  'archive/sessions.jsonl': ['aaaaaa', 'bbbbbb', 'cccccc', 'dddddd'].map((hex) =>
    JSON.stringify(session(hex, { status: 'closed' })),
  ),
  'ledger.jsonl': entries.map((entry) => JSON.stringify(entry)),
  'session.log': [1, 2, 3, 4].map((second) => `[2026-03-04 05:06:0${second} UTC] done T00${second % 2}`),
};

/** Something that happens to a file: a cut, a piece of another text in its midst, a line that moves, comes twice or goes. */
const harm = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), length: fc.nat({ max: 200 }) }),
  fc.record({ kind: fc.constant('end' as const), at: fc.nat() }),
  fc.record({
    kind: fc.constant('put' as const),
    at: fc.nat(),
    text: fc.constantFrom(
      '\0\0',
      '\n',
      '\r\n',
      'x',
      '"',
      '<<<<<<< HEAD\n',
      '\n=======\n',
      '{}\n',
      '\ufeff',
      '\u00e9',
      '{"id":"a.1"}\n',
    ),
  }),
  fc.record({ kind: fc.constant('copy' as const), from: fc.nat({ max: 9 }), to: fc.nat({ max: 9 }) }),
  fc.record({ kind: fc.constant('drop' as const), from: fc.nat({ max: 9 }) }),
);

type Harm = typeof harm extends fc.Arbitrary<infer T> ? T : never;

const harmed = (text: string, what: Harm): string => {
  const rows = text.split('\n');
  if (what.kind === 'drop') return rows.toSpliced(what.from % rows.length, 1).join('\n');
  if (what.kind === 'copy') return rows.toSpliced(what.to % rows.length, 0, rows[what.from % rows.length] ?? '').join('\n');
  const at = what.at % (text.length + 1);
  if (what.kind === 'end') return text.slice(0, at);
  if (what.kind === 'cut') return text.slice(0, at) + text.slice(at + what.length);
  return text.slice(0, at) + what.text + text.slice(at);
};

test.each(Object.keys(kinds))('%s', (file) => {
  const good = kinds[file] ?? [];
  const judge = judgeIn(file);
  fc.assert(
    fc.property(fc.array(harm, { minLength: 1, maxLength: 3 }), fc.nat({ max: 4 }), (harms, known) => {
      const appended = good.slice(known);
      const text = harms.reduce(harmed, lines(...good));
      const { mend, findings } = judge(text, appended);
      if (mend === undefined) {
        expect(findings.map(({ fix }) => fix)).not.toContain('stint doctor --repair');
        return;
      }
      const after = mend.bytes.toString();
      const rows = after.split('\n');
      expect(rows.pop()).toBe('');
      // Nothing that is good goes, and what the journal holds is there, in the words of the file if it was edited there.
      const there = new Set(text.replace(/^\ufeff/, '').split(/\r?\n/));
      for (const line of good) if (there.has(line)) expect(rows).toContain(line);
      const again = judge(after, appended);
      expect(again.mend?.what).toBeUndefined();
      expect(again.findings.map(({ code }) => code)).not.toContain('line-doubled');
    }),
    { numRuns: 200 },
  );
});
