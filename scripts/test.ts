/** `npm test [-- FILTER…]`: the checks, then units, then both browsers. The last line is `N passed, N failed`. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { runCommand } from './common/command.ts';
import { runChecks } from './test/checks.ts';
import { addCounts, type Counts, countReport } from './test/test-counts.ts';
import { runTrainerTests } from './test/trainer.ts';

const root = path.join(import.meta.dirname, '..');

async function runVitest(project: 'unit' | 'browser' | 'waiting', filters: string[]): Promise<Counts> {
  const reportFile = path.join(root, `build/tests-${project}.json`);
  await rm(reportFile, { force: true });
  // Browser tests are slow enough for a line each.
  const reporters = [
    `--reporter=${project === 'unit' ? 'default' : 'verbose'}`,
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ];
  const empty = filters.length > 0 ? ['--passWithNoTests'] : [];
  const args = ['run', '--project', project, ...reporters, ...empty, ...filters];
  const child = spawn(process.execPath, [path.join(root, 'node_modules/vitest/vitest.mjs'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  const report = await readFile(reportFile, 'utf8').then(JSON.parse, () => undefined);
  const counts = report ? countReport(report) : { passed: 0, failed: 0 };
  // Vitest fails for what no test owns too: a crash, or an error that nobody caught.
  return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
}

async function main(): Promise<number> {
  const filters = process.argv.slice(2);
  if (!existsSync(path.join(root, '../shared')))
    console.log('../shared is not here: the tests that need its pictures are skipped.');
  const checks = await runChecks();
  const waiting = runVitest('waiting', filters);
  const { passed, failed } = addCounts([
    checks,
    ...(filters.length > 0 ? [] : [runTrainerTests()]),
    await runVitest('unit', filters),
    await waiting,
    await runVitest('browser', filters),
  ]);
  console.log(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
}

await runCommand(main);
