/**
 * Everything that crosses between contexts. Rare calls are request and response by runtime messages; pictures go over a Port
 * named `engine` from the content script to the engine host, where each `look` gets exactly one `faces` or `failed`.
 * Receivers parse what they get: content scripts run beside hostile pages.
 */
import type { Box } from './geometry.ts';
import { isReason, type Reason } from './reasons.ts';
import type { AgedFace, Doubt, Picture } from './report.ts';

declare global {
  /** True in the world of a content script that listens. */
  var ageBadgesListens: true | undefined;
}

export const ENGINE_PORT = 'engine';

/** `bytes` is the encoded picture as a data: URL (a Port carries JSON in Chrome); `url` is fetched by the engine. */
export type Source = { kind: 'bytes'; dataUrl: string } | { kind: 'url'; url: string };

export type ToEngine = { kind: 'look'; id: number; source: Source } | { kind: 'drop'; id: number };

export type FromEngine =
  | { kind: 'faces'; id: number; width: number; height: number; milliseconds: number; faces: AgedFace[] }
  | { kind: 'failed'; id: number; reason: Reason };

/** Where a page's run stands. `failed` counts pictures by reason. */
export interface Status {
  running: boolean;
  /** The engine has not answered yet: its models are loading. */
  starting: boolean;
  pictures: number;
  done: number;
  faces: number;
  failed: Partial<Record<Reason, number>>;
}

/**
 * From background or popup to the content script of a frame. `join` asks for the whole page where that was not done yet, `retry`
 * again for the pictures that needed a permission.
 */
export type ToContent =
  | { to: 'content'; kind: 'annotate-page' }
  | { to: 'content'; kind: 'join' }
  /** Without `url`, what lies under the pointer. */
  | { to: 'content'; kind: 'annotate-picture'; url?: string }
  | { to: 'content'; kind: 'retry' }
  | { to: 'content'; kind: 'stop' }
  | { to: 'content'; kind: 'clear' }
  | { to: 'content'; kind: 'status' }
  | { to: 'content'; kind: 'report' };

/** From content script, popup or engine host to the background. `page-opened` comes from sites that are always looked at. */
export type ToBackground =
  | { to: 'background'; kind: 'start-engine' }
  | { to: 'background'; kind: 'may-fetch'; url: string }
  /** The page has new frames. */
  | { to: 'background'; kind: 'enter-frames' }
  /** Parts of what the tab shows, in shares of the window's width and height. */
  | { to: 'background'; kind: 'capture'; parts: Box[] }
  | { to: 'background'; kind: 'annotate-page'; tabId: number }
  | { to: 'background'; kind: 'page-opened' };

export interface Answers {
  'start-engine': { ok: true } | { ok: false; reason: Reason };
  'may-fetch': 'no' | 'this-host' | 'all-hosts';
  'enter-frames': undefined;
  /** Encoded pictures as data: URLs, in the order of the parts; none where the browser refuses. */
  capture: string[];
  /** How many elements show the picture. */
  'annotate-picture': number;
  'annotate-page': { ok: true } | { ok: false; reason: Reason };
  'page-opened': { ok: true } | { ok: false; reason: Reason };
  status: Status;
  report: Picture[];
}

type Fields = Record<string, unknown>;

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isBox(value: unknown): value is Box {
  return isObject(value) && isNumber(value.x) && isNumber(value.y) && isNumber(value.width) && isNumber(value.height);
}

const DOUBTS: readonly Doubt[] = ['small', 'blurred', 'turned', 'covered', 'unusual'];

function isFace(value: unknown): value is AgedFace {
  return (
    isObject(value) &&
    isBox(value.box) &&
    [value.score, value.age, value.low, value.high].every(isNumber) &&
    typeof value.reliable === 'boolean' &&
    Array.isArray(value.doubts) &&
    value.doubts.every((doubt) => DOUBTS.includes(doubt)) &&
    Array.isArray(value.distribution) &&
    value.distribution.every(isNumber)
  );
}

function parseSource(value: unknown): Source | undefined {
  if (!isObject(value)) return;
  if (value.kind === 'bytes' && typeof value.dataUrl === 'string' && value.dataUrl.startsWith('data:')) {
    return { kind: 'bytes', dataUrl: value.dataUrl };
  }
  if (value.kind === 'url' && typeof value.url === 'string' && /^https?:/.test(value.url)) {
    return { kind: 'url', url: value.url };
  }
}

/** The message, or undefined for anything that is none. */
export function parseToEngine(value: unknown): ToEngine | undefined {
  if (!isObject(value) || !isId(value.id)) return;
  if (value.kind === 'drop') return { kind: 'drop', id: value.id };
  if (value.kind !== 'look') return;
  const source = parseSource(value.source);
  return source && { kind: 'look', id: value.id, source };
}

/** The message, or undefined for anything that is none. */
export function parseFromEngine(value: unknown): FromEngine | undefined {
  if (!isObject(value) || !isId(value.id)) return;
  if (value.kind === 'failed' && isReason(value.reason)) return { kind: 'failed', id: value.id, reason: value.reason };
  if (value.kind !== 'faces' || !Array.isArray(value.faces) || !value.faces.every(isFace)) return;
  const { id, width, height, milliseconds, faces } = value;
  if (!isNumber(width) || !isNumber(height) || !isNumber(milliseconds)) return;
  return { kind: 'faces', id, width, height, milliseconds, faces };
}

/** The message if it is one for the content script. */
export function parseToContent(value: unknown): ToContent | undefined {
  if (!isObject(value) || value.to !== 'content') return;
  switch (value.kind) {
    case 'annotate-page':
    case 'join':
    case 'retry':
    case 'stop':
    case 'clear':
    case 'status':
    case 'report':
      return { to: 'content', kind: value.kind };
    case 'annotate-picture':
      if (value.url === undefined) return { to: 'content', kind: value.kind };
      return typeof value.url === 'string' ? { to: 'content', kind: value.kind, url: value.url } : undefined;
  }
}

/** The message if it is one for the background. */
export function parseToBackground(value: unknown): ToBackground | undefined {
  if (!isObject(value) || value.to !== 'background') return;
  if (value.kind === 'start-engine' || value.kind === 'enter-frames' || value.kind === 'page-opened')
    return { to: 'background', kind: value.kind };
  if (value.kind === 'may-fetch' && typeof value.url === 'string') return { to: 'background', kind: value.kind, url: value.url };
  if (value.kind === 'capture' && Array.isArray(value.parts) && value.parts.every(isBox)) {
    return { to: 'background', kind: value.kind, parts: value.parts };
  }
  if (value.kind === 'annotate-page' && isId(value.tabId)) return { to: 'background', kind: value.kind, tabId: value.tabId };
}
