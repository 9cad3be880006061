import { defineConfig } from 'vitest/config';

/** A test says what is right, not how fast: the limit ends what hangs, also on a machine that has much else to do. */
const shared = { testTimeout: 300_000, hookTimeout: 300_000, globalSetup: ['test/support/isolate-person.ts'] };

export default defineConfig({
  test: {
    pool: 'threads',
    projects: [
      {
        // Modules keep no state of their own, so that one load of them serves all files of a thread.
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/{e2e,torture,hostile}/**', 'node_modules/**'],
          isolate: false,
        },
      },
      { test: { ...shared, name: 'e2e', include: ['test/e2e/**/*.test.ts'] } },
    ],
  },
});
