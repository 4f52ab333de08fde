/** A folder for a test, removed when the test is over. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'age-badges-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
