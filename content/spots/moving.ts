/** Pictures without bytes: canvases, and the frame that a film shows. */
import { replacedArea } from './replaced.ts';
import { createSpot, numberOf, type Spot } from './spot.ts';

/** How long a frame stands for the film that goes on. */
const FRAME_S = 1;

export function canvasSpot(canvas: HTMLCanvasElement): Spot | undefined {
  const { width, height } = canvas;
  if (!width || !height) return;
  return createSpot({
    element: canvas,
    url: `canvas:${numberOf(canvas)}`,
    drawable: canvas,
    changes: true,
    isStill: () => canvas.isConnected && canvas.width === width && canvas.height === height,
    naturalSize: () => ({ width, height }),
    area: (natural) => replacedArea(canvas, natural),
  });
}

export function frameSpot(video: HTMLVideoElement): Spot | undefined {
  const { currentTime, videoWidth: width, videoHeight: height } = video;
  if (!width || !height || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
  const source = video.currentSrc;
  // Each frame is another spot, and all of them are one picture that changes.
  return createSpot({
    element: video,
    url: `frame:${numberOf(video)}`,
    changes: true,
    drawable: video,
    isNamed: (named) => named === source,
    isStill() {
      const passedS = video.currentTime - currentTime;
      return video.isConnected && video.currentSrc === source && passedS >= 0 && passedS <= (video.paused ? 0 : FRAME_S);
    },
    naturalSize: () => ({ width, height }),
    area: (natural) => replacedArea(video, natural),
  });
}
