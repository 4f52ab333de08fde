import { defineConfig } from 'vitest/config';

const browser = {
  globalSetup: 'scripts/test/screen.ts',
  // A browser each: two at a time would only slow one another down.
  fileParallelism: false,
  hookTimeout: 90_000,
  testTimeout: 60_000,
  expect: { poll: { timeout: 5000 } },
};
/** These take a minute and more, in which most do little: `npm test` runs them beside the unit tests. */
const WAITING = ['privacy', 'engine-life', 'tensors'].map((name) => `tests/browser/${name}.test.ts`);

export default defineConfig({
  test: {
    pool: 'forks',
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'] } },
      { test: { ...browser, name: 'browser', include: ['tests/browser/**/*.test.ts'], exclude: WAITING } },
      { test: { ...browser, name: 'waiting', include: WAITING, fileParallelism: true } },
    ],
  },
});
