import { expect, it } from 'vitest';
import { addCounts, countReport, countUnittest } from '../../../scripts/test/test-counts.ts';

it('counts tests', () => {
  const testResults = [{ status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] }];
  expect(countReport({ numPassedTests: 1, numFailedTests: 1, testResults })).toEqual({ passed: 1, failed: 1 });
});

it('counts a file that broke outside of its tests', () => {
  const testResults = [
    { status: 'failed', assertionResults: [] },
    { status: 'passed', assertionResults: [{ status: 'passed' }] },
  ];
  expect(countReport({ numPassedTests: 1, numFailedTests: 0, testResults })).toEqual({ passed: 1, failed: 1 });
});

it('counts what unittest says', () => {
  expect(countUnittest('....\nRan 15 tests in 9.1s\n\nOK\n', true)).toEqual({ passed: 15, failed: 0 });
  expect(countUnittest('Ran 15 tests in 9.1s\n\nFAILED (failures=1, errors=2)\n', false)).toEqual({ passed: 12, failed: 3 });
  expect(countUnittest('Segmentation fault', false)).toEqual({ passed: 0, failed: 1 });
});

it('adds up', () => {
  expect(
    addCounts([
      { passed: 1, failed: 0 },
      { passed: 2, failed: 3 },
    ]),
  ).toEqual({ passed: 3, failed: 3 });
});
