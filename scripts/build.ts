/** `npm run build`, `npm run dev`: dist/chrome and dist/firefox from the sources; `-- --model open` with another model. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, build as bundle, context, type Plugin, transform } from 'esbuild';
import { minify } from 'terser';
import { bundleOptions, copyEngineFiles } from './build/engine-files.ts';
import { renderIcons } from './build/icons.ts';
import { deriveManifest, type Manifest } from './build/manifest.ts';
import { renderModelCard } from './build/model-card.ts';
import { runCommand } from './common/command.ts';
import { modelFolder } from './common/model-folder.ts';

const root = path.join(import.meta.dirname, '..');
const ICON_SIZES_PX = [16, 32, 48, 128];
const BROWSERS = ['chrome', 'firefox'] as const;

/** Each in a folder of its name, as script and style sheet; the document is the same for all but for the name. */
const PAGES = ['popup', 'panel', 'options', 'welcome', 'local'];

/** Pages and workers are modules; content scripts cannot be. */
const modules = {
  background: 'background/main.ts',
  'engine-host': 'background/engine-host.ts',
  'engine-worker': 'background/engine-worker.ts',
  ...Object.fromEntries(PAGES.map((name) => [name, `src/pages/${name}/${name}.tsx`])),
};
const scripts = {
  content: 'content/main.ts',
  popover: 'content/popover/main.ts',
  crowd: 'content/crowd/main.ts',
  draw: 'content/draw/main.ts',
  capture: 'content/capture/main.ts',
  list: 'content/list/main.ts',
  'page-opened': 'content/page-opened.ts',
};
const files = [
  'background/engine-host.html',
  'src/pages/look.css',
  'src/pages/example.css',
  'src/pages/model-card.css',
  ...PAGES.map((name) => `src/pages/${name}/${name}.css`),
];

export interface BuildSettings {
  /** Holds `chrome` and `firefox`. */
  outDir?: string;
  /** Granted at once in this build, for automation where nobody can click a prompt. */
  hostPermissions?: string[];
  /** A variant of the model, `open` for models/c3ae-open. */
  model?: string | undefined;
}

/** Style sheets that scripts import come as text, without comments and white space. */
const styles: Plugin = {
  name: 'styles',
  setup(run) {
    run.onLoad({ filter: /\.css$/ }, async ({ path: file }) => {
      const { code } = await transform(await readFile(file, 'utf8'), {
        loader: 'css',
        minify: true,
        target: bundleOptions.target,
      });
      return { contents: code, loader: 'text', watchFiles: [file] };
    });
  },
};

function bundles(dir: string, plugins: Plugin[] = []): BuildOptions[] {
  const inRoot = (entries: Record<string, string>) =>
    Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, path.join(root, file)]));
  const options: BuildOptions = {
    ...bundleOptions,
    outdir: dir,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [...bundleOptions.plugins, styles, ...plugins],
  };
  return [
    { ...options, entryPoints: inRoot(modules) },
    { ...options, entryPoints: inRoot(scripts), format: 'iife' },
  ];
}

/** Everything but the bundles. */
async function copyFiles(
  dir: string,
  browser: (typeof BROWSERS)[number],
  modelDir: string,
  hostPermissions: string[],
): Promise<void> {
  await mkdir(dir, { recursive: true });
  const manifest: Manifest = JSON.parse(await readFile(path.join(root, 'manifest.json'), 'utf8'));
  const derived = deriveManifest(manifest, browser);
  if (hostPermissions.length > 0) derived.host_permissions = hostPermissions;
  await writeFile(path.join(dir, 'manifest.json'), `${JSON.stringify(derived, undefined, 2)}\n`);
  for (const file of files) await cp(path.join(root, file), path.join(dir, path.basename(file)));
  const page = await readFile(path.join(root, 'src/pages/page.html'), 'utf8');
  for (const name of PAGES) await writeFile(path.join(dir, `${name}.html`), page.replaceAll('PAGE', name));
  await cp(path.join(root, 'src/locales'), path.join(dir, '_locales'), { recursive: true });
  await renderIcons(path.join(root, 'icons/icon.svg'), path.join(dir, 'icons'), ICON_SIZES_PX);
  await copyEngineFiles(dir, modelDir);
  await renderModelCard(modelDir, dir);
}

/** What goes into pages is to be small: a twentieth less than esbuild leaves of it. */
async function shrinkScripts(dir: string): Promise<void> {
  for (const name of Object.keys(scripts)) {
    const file = path.join(dir, `${name}.js`);
    const { code = '' } = await minify(await readFile(file, 'utf8'), { ecma: 2020, compress: { passes: 3 } });
    await writeFile(file, code);
  }
}

/** Builds both browsers' folders anew. Rejects where a source does not compile, and with a UserError for an unknown model. */
export async function build({
  outDir = path.join(root, 'dist'),
  hostPermissions = [],
  model,
}: BuildSettings = {}): Promise<void> {
  const modelDir = modelFolder(model);
  for (const browser of BROWSERS) {
    const dir = path.join(outDir, browser);
    await rm(dir, { recursive: true, force: true });
    await copyFiles(dir, browser, modelDir, hostPermissions);
    await Promise.all(bundles(dir).map((options) => bundle(options)));
    await shrinkScripts(dir);
  }
}

/** Builds, and bundles again whenever a source changes. Other files are copied at the start and with each bundling. */
async function watch(model?: string): Promise<void> {
  const modelDir = modelFolder(model);
  for (const browser of BROWSERS) {
    const dir = path.join(root, 'dist', browser);
    const copy: Plugin = { name: 'copy-files', setup: (run) => run.onEnd(() => copyFiles(dir, browser, modelDir, [])) };
    for (const options of bundles(dir, [copy])) await (await context(options)).watch();
  }
}

if (process.argv[1] === import.meta.filename) {
  await runCommand(async () => {
    const { values } = parseArgs({ options: { watch: { type: 'boolean' }, model: { type: 'string' } } });
    if (values.watch) {
      await watch(values.model);
      console.log('watching; Ctrl-C ends it');
      return new Promise<number>(() => {});
    }
    await build({ model: values.model });
    console.log('dist/chrome, dist/firefox');
    return 0;
  });
}
