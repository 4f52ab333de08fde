import { Human } from '@vladmandic/human';
import type { System } from './system.ts';

/** Its boxes are those of its mesh, enlarged: by this much they fit the labels best. */
const BOX_ENLARGED = 1.4;

/** As its documentation sets up age for still pictures: blazeface, mesh and faceres, no memory of the picture before. */
export async function createHuman(): Promise<System> {
  const off = { enabled: false };
  const human = new Human({
    backend: 'wasm',
    wasmPath: 'wasm/',
    modelBasePath: 'human/',
    cacheSensitivity: 0,
    filter: off,
    gesture: off,
    body: off,
    hand: off,
    object: off,
    segmentation: off,
    face: {
      enabled: true,
      detector: { rotation: false, maxDetected: 100, skipFrames: 0, skipTime: 0 },
      mesh: { enabled: true },
      iris: off,
      emotion: off,
      antispoof: off,
      liveness: off,
      description: { enabled: true, skipFrames: 0, skipTime: 0 },
    },
  });
  await human.load();
  return {
    atOnce: 1,
    async look(picture) {
      const bitmap = await createImageBitmap(picture);
      const { face } = await human.detect(bitmap);
      bitmap.close();
      return face.map(({ box: [x, y, width, height], age }) => {
        const [fittedWidth, fittedHeight] = [width / BOX_ENLARGED, height / BOX_ENLARGED];
        const box = {
          x: x + (width - fittedWidth) / 2,
          y: y + (height - fittedHeight) / 2,
          width: fittedWidth,
          height: fittedHeight,
        };
        return age === undefined ? { box } : { box, age };
      });
    },
  };
}
