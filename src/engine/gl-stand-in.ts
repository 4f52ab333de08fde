/**
 * A stand-in for WebGL, which MediaPipe demands even where it computes on the CPU: it uploads each picture as a texture only to
 * read it back. This context keeps the last uploaded pixels and hands them out, draws nothing, and so works where there is no
 * WebGL at all. It answers what MediaPipe 0.10.35 calls on that path and nothing else.
 */

/** VENDOR, RENDERER, VERSION, SHADING_LANGUAGE_VERSION */
const STRINGS = new Set([0x1f00, 0x1f01, 0x1f02, 0x8b8c]);
const FRAMEBUFFER_COMPLETE = 0x8cd5;
const SYNC_STATUS_SIGNALED = 0x911a;

const ignored = [
  'activeTexture',
  'bindFramebuffer',
  'bindTexture',
  'deleteFramebuffer',
  'deleteSync',
  'deleteTexture',
  'disable',
  'enable',
  'finish',
  'flush',
  'framebufferTexture2D',
  'pixelStorei',
  'texParameteri',
  'viewport',
];

/** A canvas whose WebGL context is the stand-in; pictures must be given to the detector as ImageData. */
export function createStandInCanvas(): OffscreenCanvas {
  const canvas = new OffscreenCanvas(1, 1);
  let pixels: ImageData | undefined;
  const context = {
    canvas,
    drawingBufferWidth: 1,
    drawingBufferHeight: 1,
    ...Object.fromEntries(ignored.map((name) => [name, () => {}])),
    checkFramebufferStatus: () => FRAMEBUFFER_COMPLETE,
    clientWaitSync: () => SYNC_STATUS_SIGNALED,
    createFramebuffer: () => ({}),
    createTexture: () => ({}),
    fenceSync: () => ({}),
    getContextAttributes: () => ({ alpha: true, antialias: false }),
    getError: () => 0,
    getExtension: () => null,
    getParameter: (name: number) => (STRINGS.has(name) ? 'WebGL 2.0 (stand-in)' : 0),
    // An empty list counts as a failed query.
    getSupportedExtensions: () => ['EXT_color_buffer_float'],
    getSyncParameter: () => SYNC_STATUS_SIGNALED,
    isContextLost: () => false,
    /** The overload that uploads a picture ends in it. */
    texImage2D: (...args: unknown[]) => {
      const picture = args.at(-1);
      if (picture instanceof ImageData) pixels = picture;
    },
    readPixels: (
      x: number,
      y: number,
      width: number,
      height: number,
      _format: number,
      _type: number,
      target: Uint8Array,
      offset = 0,
    ) => {
      if (!pixels || x !== 0 || y !== 0 || width !== pixels.width || height !== pixels.height) return;
      target.set(pixels.data, offset);
    },
  };
  // The wasm glue wraps getContext in turn.
  Object.defineProperty(canvas, 'getContext', {
    value: (kind: string) => (kind.startsWith('webgl') ? context : null),
    writable: true,
  });
  return canvas;
}
