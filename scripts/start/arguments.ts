/** What `npm start` is asked for. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { BrowserName } from '../browser/launch.ts';
import { UserError } from '../common/command.ts';

export const usage = `npm start -- [PATH or URL …] [options]

  PATH               a picture, a folder of pictures (searched all the way down) or an HTML page
  URL                a page or a picture
  --browser NAME     chromium (default) or firefox
  --headed           show the window, which stays open for use (default where there is a display)
  --headless         no window
  --out FILE         write the results as JSON
  --screenshot FILE  where the picture of the annotated page goes (a .png; default in out/)

Without a PATH or URL: six sample photographs.`;

export interface StartOptions {
  help: boolean;
  /** Absolute paths, or http(s) URLs. */
  targets: string[];
  browser: BrowserName;
  headed: boolean;
  out?: string;
  screenshot?: string;
}

export interface Surroundings {
  /** Where the user stands; npm itself changes to the folder of package.json. */
  folder: string;
  hasDisplay: boolean;
}

/** Whether a window can be opened here. */
export function hasDisplay(platform: string, env: NodeJS.ProcessEnv): boolean {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY);
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        browser: { type: 'string', default: 'chromium' },
        headed: { type: 'boolean' },
        headless: { type: 'boolean' },
        out: { type: 'string' },
        screenshot: { type: 'string' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    const [sentence] = String((error as Error).message).split('. ');
    throw new UserError(`${sentence}; npm start -- --help lists the options`);
  }
}

function toTarget(text: string, folder: string): string {
  if (/^https?:/i.test(text)) {
    if (!URL.canParse(text)) throw new UserError(`${text}: not a URL`);
    return new URL(text).href;
  }
  if (text.startsWith('file:')) return fileURLToPath(text);
  if (/^[a-z]{2,}:\/\//i.test(text)) throw new UserError(`${text}: only http: and https: pages can be opened`);
  return path.resolve(folder, text);
}

/** Throws a UserError for what makes no sense. */
export function parseStartArguments(args: string[], { folder, hasDisplay }: Surroundings): StartOptions {
  const { values, positionals } = parse(args);
  const { browser, headed, headless, out, screenshot, help } = values;
  if (browser !== 'chromium' && browser !== 'firefox') throw new UserError(`--browser ${browser}: it is chromium or firefox`);
  if (screenshot !== undefined && !screenshot.endsWith('.png'))
    throw new UserError(`--screenshot ${screenshot}: it is a .png file`);
  if (headed && headless) throw new UserError('--headed and --headless exclude each other');
  if (headed && !hasDisplay) throw new UserError('--headed: there is no display here (DISPLAY is not set)');
  return {
    help,
    targets: positionals.map((text) => toTarget(text, folder)),
    browser,
    headed: hasDisplay && !headless,
    ...(out !== undefined && { out: path.resolve(folder, out) }),
    ...(screenshot !== undefined && { screenshot: path.resolve(folder, screenshot) }),
  };
}
