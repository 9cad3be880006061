import { expect } from 'vitest';
import { thrown } from '../../store/files/scratch-files';

/** A day of January 2026. */
export const day = (number: number): string => `2026-01-0${number}T00:00:00.000Z`;

/** What a reader says of a backlog that it refuses. */
export const refusal = (read: () => unknown): string => {
  const error = thrown(read);
  expect(error).toBeInstanceOf(TypeError);
  return (error as Error).message;
};
