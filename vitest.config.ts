import { defineConfig } from 'vitest/config';

const browser = {
  globalSetup: 'scripts/test/screen.ts',
  // A browser each: two at a time would only slow one another down.
  fileParallelism: false,
  hookTimeout: 90_000,
  testTimeout: 60_000,
  expect: { poll: { timeout: 5000 } },
};
/** Waits for more than a minute: `npm test` runs it beside the unit tests. */
const PRIVACY = 'tests/browser/privacy.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      { test: { ...browser, name: 'browser', include: ['tests/browser/**/*.test.ts'], exclude: [PRIVACY] } },
      { test: { ...browser, name: 'privacy', include: [PRIVACY] } },
    ],
  },
});
