/** Elements that show a picture by its address but tell nothing of it: buttons, objects, posters. */
import { replacedArea } from './replaced.ts';
import { createSpot, type Spot } from './spot.ts';

/** Pictures by the type that the page says, or else by their name. Drawings (SVG) in objects are documents of their own. */
const PICTURE_TYPE = /^image\/(?!svg)/;
const PICTURE_NAME = /^data:image\/(?!svg)|\.(avif|bmp|gif|ico|jpe?g|jfif|png|webp)([?#]|$)/i;

function embeddedSpot(element: Element, address: () => string): Spot | undefined {
  const url = address();
  if (!url) return;
  return createSpot({
    element,
    url,
    isStill: () => element.isConnected && address() === url,
    area: (natural) => replacedArea(element, natural),
  });
}

export function buttonSpot(input: HTMLInputElement): Spot | undefined {
  return embeddedSpot(input, () => (input.type === 'image' ? input.src : ''));
}

export function objectSpot(element: HTMLObjectElement | HTMLEmbedElement): Spot | undefined {
  const address = () => ('data' in element ? element.data : element.src);
  const isPicture = element.type ? PICTURE_TYPE.test(element.type) : PICTURE_NAME.test(address());
  return isPicture ? embeddedSpot(element, address) : undefined;
}

/** The picture that stands for a film until it begins. */
export function posterSpot(video: HTMLVideoElement): Spot | undefined {
  const isShown = () => video.paused && video.currentTime === 0 && video.played.length === 0;
  return embeddedSpot(video, () => (isShown() ? video.poster : ''));
}
