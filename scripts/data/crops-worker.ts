/** Runs in the browser that `npm run crops` starts: takes pictures from its server one by one and sends back their crops. */
import modelsJson from '../../models/models.json';
import { coverOf, cutCrops, faceSquare } from '../../src/engine/crops.ts';
import { decode } from '../../src/engine/decode.ts';
import { createDetector } from '../../src/engine/detect.ts';
import { compileDetector } from '../../src/engine/models.ts';
import { createPyramid } from '../../src/engine/pixels.ts';

/** Crops are cut this much wider than the net takes them: room for the jitter of training. */
const MARGIN = 1.25;

const detect = await createDetector({
  wasm: await compileDetector(new URL(location.href)),
  model: new URL(`models/${modelsJson.detector.file}`, location.href).href,
  nearModel: new URL(`models/${modelsJson.detector.nearFile}`, location.href).href,
});

async function crop(picture: Blob): Promise<{ about: object; bytes: BlobPart }> {
  const pixels = await decode(picture);
  if (typeof pixels === 'string') return { about: { missed: pixels }, bytes: '' };
  const pyramid = createPyramid(pixels);
  const largest = (await detect(pyramid)).sort((a, b) => faceSquare(b).side - faceSquare(a).side)[0];
  if (!largest) return { about: { missed: 'no-face' }, bytes: '' };
  // Training moves and turns a crop first, and cuts off then what the net does not see.
  const { reach: _, ...settings } = modelsJson.crops;
  const crops = cutCrops(pyramid, largest, settings, MARGIN);
  const rgb = crops.map(({ data }) => data.filter((_, i) => i % 4 < 3));
  const { center, side, angle } = faceSquare(largest);
  const about = {
    score: largest.score.toFixed(4),
    sidePx: side.toFixed(1),
    cover: coverOf(largest, pixels).toFixed(3),
    centerX: center.x.toFixed(1),
    centerY: center.y.toFixed(1),
    angle: angle.toFixed(3),
  };
  return { about, bytes: new Blob(rgb) };
}

for (;;) {
  const next = await fetch('next', { method: 'POST' });
  if (next.status === 204) break;
  const index = await next.text();
  const { about, bytes } = await crop(await (await fetch(`picture/${index}`)).blob());
  await fetch(`answer/${index}`, { method: 'POST', headers: { about: JSON.stringify(about) }, body: bytes });
}
self.close();
