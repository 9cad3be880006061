import { expect, test } from 'vitest';
import { parseChecklist } from '../../../src/domain/task/parse-checklist';

/** More than the arguments of one call may be. */
const many = 333_000;

test.each(['!', '@', '^'])('a line with %s as often as one likes is told of each', (sign) => {
  const marks = Array.from({ length: many }, (_, at) => `${sign}a${at}`);
  const { faults } = parseChecklist(`- [ ] a task ${marks.join(' ')}\n`, 'a.md');
  expect(faults.length).toBeGreaterThan(many / 2);
});

test('dependencies and phases as many as one likes are read', () => {
  const marks = Array.from({ length: many }, (_, at) => `>T${at}`);
  expect(parseChecklist(`- [ ] a task ${marks.join(' ')}\n`, 'a.md').tasks[0]?.depends).toHaveLength(many);
});
