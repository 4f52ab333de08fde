/**
 * Everything that crosses between contexts. Rare calls are request and response by runtime messages; pictures go over a Port
 * named `engine` from the content script to the engine host, where each `look` gets exactly one `faces` or `failed`.
 * What comes from content scripts is parsed, as they run beside hostile pages; they in turn hear from the extension alone.
 */
import type { Box } from './geometry.ts';
import type { Reason } from './reasons.ts';
import { type AgedFace, type Doubt, isCorrection, type Picture } from './report.ts';

declare global {
  /** True in the world of a content script that listens. */
  var ageBadgesListens: true | undefined;
}

export const ENGINE_PORT = 'engine';

/** `bytes` is the encoded picture (a Port carries JSON in Chrome); `url` is fetched by the engine. */
export type Source = { kind: 'bytes'; base64: string } | { kind: 'url'; url: string };

export type ToEngine = { kind: 'look'; id: number; source: Source } | { kind: 'drop'; id: number };

/** `crops` shows for each face what the net saw of it, as a data: URL: its crops side by side. */
export type FromEngine =
  | { kind: 'faces'; id: number; width: number; height: number; milliseconds: number; faces: AgedFace[]; crops: string[] }
  | { kind: 'failed'; id: number; reason: Reason };

/** Where a page's run stands. `failed` counts pictures by reason. */
export interface Status {
  running: boolean;
  /** No picture is taken up until the person goes on. */
  paused: boolean;
  /** The engine has not answered yet: its models are loading. */
  starting: boolean;
  pictures: number;
  done: number;
  faces: number;
  failed: Partial<Record<Reason, number>>;
}

/** One of the faces that a content script knows: `face` is its index in the picture's `faces`. */
export interface FaceAddress {
  pictureId: number;
  face: number;
}

/** `crops` as in FromEngine. The id is never used for another picture. */
export interface ListedPicture {
  id: number;
  picture: Picture;
  crops: string[];
}

/** The pictures with faces that a content script knows. */
export interface Listing {
  status: Status;
  /** To be given as `since` the next time. */
  revision: number;
  /** Ids of all of them, in the order of the page. */
  order: number[];
  /** Those that are new or other since. */
  changed: ListedPicture[];
  /** The face that the person last asked to see in the list, and in which revision. */
  asked?: FaceAddress & { revision: number };
}

/**
 * From background or popup to the content script of a frame. `join` asks for the whole page where that was not done yet, `retry`
 * again for the pictures that needed a permission, `list` for what changed since a revision (0 for all), `reveal` scrolls to a face.
 */
export type ToContent =
  | { to: 'content'; kind: 'annotate-page' }
  | { to: 'content'; kind: 'join' }
  /** Without `url`, what lies under the pointer. */
  | { to: 'content'; kind: 'annotate-picture'; url?: string }
  | { to: 'content'; kind: 'retry' }
  | { to: 'content'; kind: 'pause' }
  | { to: 'content'; kind: 'resume' }
  | { to: 'content'; kind: 'stop' }
  /** Moves the focus to the first badge in view; answers false where there is none. */
  | { to: 'content'; kind: 'focus' }
  | { to: 'content'; kind: 'clear' }
  | { to: 'content'; kind: 'status' }
  | { to: 'content'; kind: 'report' }
  | { to: 'content'; kind: 'list'; since: number }
  | ({ to: 'content'; kind: 'reveal' } & FaceAddress);

/** Scripts that a page gets when they are first needed. */
const PARTS = ['popover', 'crowd', 'draw', 'capture', 'list', 'refusals'] as const;
export type Part = (typeof PARTS)[number];

/** From content script, popup or engine host to the background. `page-opened` comes from sites that are always looked at. */
export type ToBackground =
  | { to: 'background'; kind: 'start-engine' }
  | { to: 'background'; kind: 'may-fetch'; url: string }
  /** The page has new frames. */
  | { to: 'background'; kind: 'enter-frames' }
  /** Parts of what the tab shows, in shares of the window's width and height. */
  | { to: 'background'; kind: 'capture'; parts: Box[] }
  | { to: 'background'; kind: 'annotate-page'; tabId: number }
  | { to: 'background'; kind: 'page-opened' }
  /** The status is another now. */
  | { to: 'background'; kind: 'progress' }
  | { to: 'background'; kind: 'load-part'; part: Part }
  | { to: 'background'; kind: 'open-list' };

export interface Answers {
  'start-engine': { ok: true } | { ok: false; reason: Reason };
  'may-fetch': boolean;
  'enter-frames': undefined;
  /** Encoded pictures as base64, in the order of the parts; none where the browser refuses. */
  capture: string[];
  /** How many elements show the picture. */
  'annotate-picture': number;
  focus: boolean | undefined;
  'annotate-page': { ok: true } | { ok: false; reason: Reason };
  'page-opened': { ok: true } | { ok: false; reason: Reason };
  status: Status;
  report: Picture[];
  list: Listing;
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

function isPart(value: unknown): value is Part {
  return PARTS.includes(value as Part);
}

function areBoxes(value: unknown): value is Box[] {
  return Array.isArray(value) && value.every(isBox);
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
    value.distribution.every(isNumber) &&
    (value.correction === undefined || isCorrection(value.correction))
  );
}

function areCrops(value: unknown, faces: readonly AgedFace[]): value is string[] {
  if (!Array.isArray(value) || value.length !== faces.length) return false;
  return value.every((crop) => typeof crop === 'string' && crop.startsWith('data:image/'));
}

function parseSource(value: unknown): Source | undefined {
  if (!isObject(value)) return;
  if (value.kind === 'bytes' && typeof value.base64 === 'string') return { kind: 'bytes', base64: value.base64 };
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

function isListedPicture(value: unknown): value is ListedPicture {
  if (!isObject(value) || !isId(value.id) || !isObject(value.picture)) return false;
  const { source, width, height, status, faces } = value.picture;
  const isPicture = typeof source === 'string' && isNumber(width) && isNumber(height) && status === 'done';
  return isPicture && Array.isArray(faces) && faces.every(isFace) && areCrops(value.crops, faces);
}

function isStatus(value: unknown): value is Status {
  return isObject(value) && [value.pictures, value.done, value.faces].every(isNumber) && isObject(value.failed);
}

/** The answer to `list`, or undefined for anything that is none. */
export function parseListing(value: unknown): Listing | undefined {
  if (!isObject(value) || !isStatus(value.status) || !isId(value.revision)) return;
  const { status, revision, order, changed, asked } = value;
  if (!Array.isArray(order) || !order.every(isId) || !Array.isArray(changed) || !changed.every(isListedPicture)) return;
  const listing = { status, revision, order, changed };
  if (!isObject(asked) || !isId(asked.pictureId) || !isId(asked.face) || !isId(asked.revision)) return listing;
  return { ...listing, asked: { pictureId: asked.pictureId, face: asked.face, revision: asked.revision } };
}

/** Whether it is one for the content script, which hears from the extension's own pages alone and takes them at their word. */
export function isToContent(value: unknown): value is ToContent {
  return (value as Partial<ToContent> | null)?.to === 'content';
}

/** The message if it is one for the background. */
export function parseToBackground(value: unknown): ToBackground | undefined {
  if (!isObject(value) || value.to !== 'background') return;
  switch (value.kind) {
    case 'start-engine':
    case 'enter-frames':
    case 'page-opened':
    case 'progress':
    case 'open-list':
      return { to: 'background', kind: value.kind };
    case 'may-fetch':
      return typeof value.url === 'string' ? { to: 'background', kind: value.kind, url: value.url } : undefined;
    case 'annotate-page':
      return isId(value.tabId) ? { to: 'background', kind: value.kind, tabId: value.tabId } : undefined;
    case 'load-part':
      return isPart(value.part) ? { to: 'background', kind: value.kind, part: value.part } : undefined;
    case 'capture':
      return areBoxes(value.parts) ? { to: 'background', kind: value.kind, parts: value.parts } : undefined;
  }
}
