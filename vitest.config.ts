import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      {
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          globalSetup: 'scripts/test/screen.ts',
          // A browser each: two at a time would only slow one another down.
          fileParallelism: false,
          hookTimeout: 90_000,
          testTimeout: 60_000,
          expect: { poll: { timeout: 5000 } },
        },
      },
    ],
  },
});
