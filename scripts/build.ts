/** `npm run build`, `npm run dev`: dist/chrome and dist/firefox from the sources; `-- --model open` with another model. */
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { type BuildOptions, build as bundle, context, type Plugin, transform } from 'esbuild';
import { minify } from 'terser';
import { bundleOptions, copyEngineFiles } from './build/engine-files.ts';
import { renderIcons } from './build/icons.ts';
import { packagesIn, renderLicences } from './build/licences.ts';
import { allowStyles, deriveManifest, type Manifest } from './build/manifest.ts';
import { renderModelCard } from './build/model-card.ts';
import { runCommand } from './common/command.ts';
import { modelFolder } from './common/model-folder.ts';

const root = path.join(import.meta.dirname, '..');
const ICON_SIZES_PX = [16, 32, 48, 128];
export const BROWSERS = ['chrome', 'firefox'] as const;

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
  refusals: 'content/refusals/main.ts',
  'page-opened': 'content/page-opened.ts',
};
const files = [
  'background/engine-host.html',
  'src/pages/look.css',
  'src/pages/example.css',
  'src/pages/text-page.css',
  ...PAGES.map((name) => `src/pages/${name}/${name}.css`),
];
/** Of badges and popovers, which one of the pages has, too. */
const importedStyles = ['content/overlay.css', 'content/popover/popover.css'];

export interface BuildSettings {
  /** Holds `chrome` and `firefox`. */
  outDir?: string;
  /** Granted at once in this build, for automation where nobody can click a prompt. */
  hostPermissions?: string[];
  /** A variant of the model, `open` for models/c3ae-open. */
  model?: string | undefined;
}

/** Without comments and white space. */
async function readStyles(file: string): Promise<string> {
  const { code } = await transform(await readFile(file, 'utf8'), {
    loader: 'css',
    minify: true,
    target: bundleOptions.target,
  });
  return code;
}

/** Style sheets that scripts import come as text. */
const styles: Plugin = {
  name: 'styles',
  setup(run) {
    run.onLoad({ filter: /\.css$/ }, async ({ path: file }) => ({
      contents: await readStyles(file),
      loader: 'text',
      watchFiles: [file],
    }));
  },
};

function bundles(dir: string, plugins: Plugin[] = []) {
  const inRoot = (entries: Record<string, string>) =>
    Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, path.join(root, file)]));
  const options = {
    ...bundleOptions,
    absWorkingDir: root,
    metafile: true,
    outdir: dir,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    plugins: [...bundleOptions.plugins, styles, ...plugins],
  } satisfies BuildOptions;
  return [
    { ...options, entryPoints: inRoot(modules) },
    { ...options, entryPoints: inRoot(scripts), format: 'iife' as const },
  ];
}

/** Everything but the bundles and what is known only from them. Returns the folders of the packages that gave files. */
async function copyFiles(
  dir: string,
  browser: (typeof BROWSERS)[number],
  modelDir: string,
  hostPermissions: string[],
): Promise<string[]> {
  await mkdir(dir, { recursive: true });
  const manifest: Manifest = JSON.parse(await readFile(path.join(root, 'manifest.json'), 'utf8'));
  const derived = deriveManifest(manifest, browser);
  allowStyles(derived, await Promise.all(importedStyles.map((file) => readStyles(path.join(root, file)))));
  if (hostPermissions.length > 0) derived.host_permissions = hostPermissions;
  await writeFile(path.join(dir, 'manifest.json'), `${JSON.stringify(derived, undefined, 2)}\n`);
  for (const file of files) await cp(path.join(root, file), path.join(dir, path.basename(file)));
  const page = await readFile(path.join(root, 'src/pages/page.html'), 'utf8');
  for (const name of PAGES) await writeFile(path.join(dir, `${name}.html`), page.replaceAll('PAGE', name));
  await cp(path.join(root, 'src/locales'), path.join(dir, '_locales'), { recursive: true });
  await renderIcons(path.join(root, 'icons/icon.svg'), path.join(dir, 'icons'), ICON_SIZES_PX);
  await renderModelCard(modelDir, dir);
  return copyEngineFiles(dir, modelDir);
}

/** What goes into pages is to be small: a twentieth less than esbuild leaves of it. */
async function shrinkScripts(dir: string): Promise<void> {
  for (const name of Object.keys(scripts)) {
    const file = path.join(dir, `${name}.js`);
    const compress = { passes: 3, hoist_funs: true };
    const { code = '' } = await minify(await readFile(file, 'utf8'), { ecma: 2020, module: true, compress });
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
    const packages = await copyFiles(dir, browser, modelDir, hostPermissions);
    const results = await Promise.all(bundles(dir).map((options) => bundle(options)));
    await shrinkScripts(dir);
    await renderLicences([...packages, ...results.flatMap(({ metafile }) => packagesIn(metafile))], modelDir, dir);
  }
}

/** Builds, and bundles again whenever a source changes. Other files are copied at the start and with each bundling. */
async function watch(model?: string): Promise<void> {
  const modelDir = modelFolder(model);
  for (const browser of BROWSERS) {
    const dir = path.join(root, 'dist', browser);
    const packages = new Set<string>();
    const copy: Plugin = {
      name: 'copy-files',
      setup: (run) =>
        run.onEnd(async ({ metafile }) => {
          const copied = await copyFiles(dir, browser, modelDir, []);
          for (const folder of [...copied, ...packagesIn(metafile)]) packages.add(folder);
          await renderLicences(packages, modelDir, dir);
        }),
    };
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
