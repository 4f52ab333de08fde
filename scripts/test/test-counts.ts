/** Adds up what was tested. */

export interface Counts {
  passed: number;
  failed: number;
}

/** The part used of what Vitest's JSON reporter writes. */
export interface VitestReport {
  numPassedTests: number;
  numFailedTests: number;
  testResults: { status: string; assertionResults: { status: string }[] }[];
}

/** Counts a report; a file that failed outside of its tests counts as one failure. */
export function countReport({ numPassedTests, numFailedTests, testResults }: VitestReport): Counts {
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  );
  return { passed: numPassedTests, failed: numFailedTests + broken.length };
}

/** What unittest says at its end: `Ran 15 tests in 9.1s`, then `OK` or `FAILED (failures=1, errors=2)`. */
export function countUnittest(output: string, ok: boolean): Counts {
  const ran = Number(output.match(/^Ran (\d+) tests? in/m)?.[1] ?? 0);
  const failed = [...output.matchAll(/(?:failures|errors)=(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
  if (!ok && failed === 0) return { passed: ran, failed: 1 };
  return { passed: ran - failed, failed };
}

export function addCounts(all: Counts[]): Counts {
  const sum = (key: keyof Counts) => all.reduce((total, counts) => total + counts[key], 0);
  return { passed: sum('passed'), failed: sum('failed') };
}
