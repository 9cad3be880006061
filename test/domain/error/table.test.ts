import { expect, test } from 'vitest';
import { type ErrorCode, errorRow } from '../../../src/domain/error/table';

test.each<[ErrorCode, number, boolean]>([
  ['E_TASK_NOT_FOUND', 1, false],
  ['E_USAGE', 2, false],
  ['E_SCOPE_CONFLICT', 32, false],
  ['E_STORE_BUSY', 51, true],
  ['E_INTERNAL', 70, false],
])('%s ends with %i, retryable: %s', (code, exitCode, retryable) => {
  expect(errorRow(code)).toMatchObject({ code, exitCode, retryable });
});

test('a code that is not in the table is a fault of the program, and is named', () => {
  expect(() => errorRow('E_NEVER' as ErrorCode)).toThrow('error code E_NEVER is not in the table');
});
