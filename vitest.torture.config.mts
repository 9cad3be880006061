import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{torture,hostile}/**/*.test.ts'],
    globalSetup: ['test/support/isolate-person.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 60_000,
    fileParallelism: false,
    pool: 'threads',
  },
});
