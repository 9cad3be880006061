import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { session, task } from '../fixtures';
import { sealed } from '../ledger/sample';
import { harm, harmed } from './harm';
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
