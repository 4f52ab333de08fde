/** What is checked without running the product: types, lint, that it builds, and the rules of Mozilla's store. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { build } from '../build.ts';

const root = path.join(import.meta.dirname, '../..');

interface Outcome {
  ok: boolean;
  /** Shown where it is not ok. */
  output: string;
}

interface Check {
  name: string;
  run(): Promise<Outcome>;
}

/** Runs a package's program, `bin` being its file below node_modules. */
function runTool(bin: string, ...args: string[]): Promise<Outcome> {
  const child = spawn(process.execPath, [path.join(root, 'node_modules', bin), ...args], { cwd: root });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  return new Promise((resolve) => {
    child.on('error', (error) => resolve({ ok: false, output: error.message }));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

async function buildBoth(): Promise<Outcome> {
  try {
    await build({});
    return { ok: true, output: '' };
  } catch (error) {
    return { ok: false, output: String(error) };
  }
}

const checks: Check[] = [
  { name: 'types (tsc)', run: () => runTool('typescript/bin/tsc', '-b') },
  { name: 'lint and format (Biome)', run: () => runTool('@biomejs/biome/bin/biome', 'ci', '--colors=off', '.') },
  { name: 'build', run: buildBoth },
  { name: 'extension rules (web-ext)', run: lintExtension },
];

interface LintMessage {
  code: string;
  message: string;
  file?: string;
  line?: number;
}

/** Warnings about libraries, once each: another of the same kind would be ours. */
const accepted = [
  // Preact can set innerHTML; nothing here asks it to.
  ...['popup', 'panel', 'options', 'welcome', 'local'].map((page) => `UNSAFE_VAR_ASSIGNMENT ${page}.js`),
  // MediaPipe imports its loader by an address; it is not reached, as the loader is there already.
  'UNSAFE_VAR_ASSIGNMENT engine-worker.js',
];

async function lintExtension(): Promise<Outcome> {
  const { output } = await runTool('web-ext/bin/web-ext.js', 'lint', '--source-dir=dist/firefox', '--output=json');
  const { errors, warnings } = JSON.parse(output) as Record<'errors' | 'warnings', LintMessage[]>;
  const left = [...accepted];
  const open = [...errors, ...warnings].filter(({ code, file }) => {
    const index = left.indexOf(`${code} ${file}`);
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
  return {
    ok: open.length === 0,
    output: open.map(({ code, file, line, message }) => `${code} ${file}:${line} ${message}`).join('\n'),
  };
}

/** Runs all, one line each. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  let failed = 0;
  for (const { name, run } of checks) {
    const started = Date.now();
    const { ok, output } = await run().catch((error) => ({ ok: false, output: String(error) }));
    console.log(`${ok ? 'ok    ' : 'FAILED'}  ${name}, ${((Date.now() - started) / 1000).toFixed(1)} s`);
    if (ok) continue;
    failed++;
    console.log(output.trimEnd());
  }
  return { passed: checks.length - failed, failed };
}
