/** What npm's registry knows to be wrong with the locked dependencies. */
import { spawn } from 'node:child_process';
import path from 'node:path';

const root = path.join(import.meta.dirname, '../..');

/** As `npm audit --json` prints it; without `vulnerabilities` where the registry did not answer. */
export interface Audit {
  message?: string;
  vulnerabilities?: Record<string, { severity: string }>;
}

export async function audit(): Promise<Audit> {
  const child = spawn('npm', ['audit', '--json'], { cwd: root, shell: process.platform === 'win32' });
  let output = '';
  child.stdout.on('data', (text) => (output += text));
  await new Promise((resolve, reject) => child.on('close', resolve).on('error', reject));
  return JSON.parse(output);
}

/** One line, and whether a package may be made. A registry that does not answer does not forbid it: a package can be made again offline. */
export function judge({ message, vulnerabilities }: Audit): { ok: boolean; line: string } {
  if (!vulnerabilities) return { ok: true, line: `npm audit: NOT CHECKED, the registry gives no answer (${message})` };
  const grave = Object.entries(vulnerabilities).filter(([, { severity }]) => ['high', 'critical'].includes(severity));
  if (grave.length === 0) return { ok: true, line: 'npm audit: no high or critical findings' };
  return { ok: false, line: `npm audit: ${grave.map(([name, { severity }]) => `${name} (${severity})`).join(', ')}` };
}
