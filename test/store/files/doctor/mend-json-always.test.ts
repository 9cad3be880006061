import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { judgeJson } from '../../../../src/store/files/doctor/judge-json';
import { parseConfig } from '../../../../src/store/files/image/config-image';
import { parseSessions } from '../../../../src/store/files/image/sessions-image';
import { parseTodo } from '../../../../src/store/files/image/todo-image';
import { session, task } from '../fixtures';
import { harm, harmed } from './harm';
import { lastWritten, sha256 } from './sample';

/** What holds of every repair of a JSON file, whatever was done to the file. */

const written = (head: string, key: string, records: readonly object[]): string =>
  `${head},"${key}":[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]}\n`;

const kinds = {
  'todo.json': {
    good: written(
      '{"version":1,"_meta":{"lastTaskNumber":4}',
      'tasks',
      ['T001', 'T002', 'T003', 'T004'].map((id) => task(id)),
    ),
    parse: (bytes: Buffer) => parseTodo(bytes).records,
  },
  'sessions.json': {
    good: written(
      '{"version":1,"_meta":{}',
      'sessions',
      ['aaaaaa', 'bbbbbb', 'cccccc'].map((hex) => session(hex)),
    ),
    parse: (bytes: Buffer) => parseSessions(bytes).records,
  },
  'config.json': {
    good: `${JSON.stringify({ version: 1, project: { name: 'One', phases: ['a', 'b'] }, task: { prefix: 'X' } }, null, 2)}\n`,
    parse: (bytes: Buffer) => parseConfig(bytes).file,
  },
} as const;

test.each(Object.keys(kinds) as (keyof typeof kinds)[])('%s', async (file) => {
  const { good, parse } = kinds[file];
  const judge = (text: string) => judgeJson(file, Buffer.from(text), lastWritten(good), () => undefined);
  await fc.assert(
    fc.asyncProperty(fc.array(harm, { minLength: 1, maxLength: 2 }), async (harms) => {
      const text = harms.reduce(harmed, good);
      const { mend, findings } = await judge(text);
      expect(findings.some(({ fix }) => fix === 'stint doctor --repair')).toBe(mend !== undefined);
      if (mend === undefined) return;
      // It can be read, and is the file of the last commit, or says what the damaged one says.
      const after = parse(mend.bytes);
      if (mend.what.endsWith('it is the file of the last commit')) expect(sha256(mend.bytes)).toBe(sha256(good));
      else if (findings.some(({ code }) => code === 'not-plain')) expect(after).toEqual(parse(Buffer.from(text)));
      expect((await judge(mend.bytes.toString())).mend).toBeUndefined();
    }),
    { numRuns: 100 },
  );
});
