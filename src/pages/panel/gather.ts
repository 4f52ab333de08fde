/** The faces of a tab, put together from what its frames say has changed. */
import type { Listing, Status } from '../../protocol.ts';
import type { AgedFace, Picture } from '../../report.ts';
import { addStatus } from '../../status.ts';

/** One face in the list. The same object as long as nothing about it changes. */
export interface Entry {
  /** Of no other face in the tab. */
  key: string;
  frameId: number;
  pictureId: number;
  /** Among the picture's faces. */
  index: number;
  picture: Picture;
  face: AgedFace;
  /** What the net saw, as a data: URL: three squares side by side, the middle one to stand for the face. */
  crop: string;
}

interface Frame {
  listing: Listing;
  pictures: Map<number, Entry[]>;
}

export function entryKey(frameId: number, pictureId: number, index: number): string {
  return `${frameId}-${pictureId}-${index}`;
}

export interface Gathering {
  /** What to ask a frame for: its last revision that is known. */
  since(frameId: number): number;
  /** Takes the answers of all frames there are, by their ids. Returns whether any face came, went, moved or changed. */
  take(answers: ReadonlyMap<number, Listing>): boolean;
  /** In the order of the page, frame by frame. */
  entries(): Entry[];
  /** Summed over the frames; undefined while there is none. */
  status(): Status | undefined;
}

export function createGathering(): Gathering {
  let frames = new Map<number, Frame>();

  function update(frameId: number, listing: Listing): { frame: Frame; isChanged: boolean } {
    const before = frames.get(frameId);
    const known = new Map(before?.pictures);
    for (const { id, picture, crops } of listing.changed) {
      const entries = picture.faces.map((face, index): Entry => {
        return { key: entryKey(frameId, id, index), frameId, pictureId: id, index, picture, face, crop: crops[index] ?? '' };
      });
      known.set(id, entries);
    }
    const isSameOrder = String(before?.listing.order ?? []) === String(listing.order);
    const pictures = new Map(listing.order.map((id) => [id, known.get(id) ?? []]));
    return { frame: { listing, pictures }, isChanged: !isSameOrder || listing.changed.length > 0 };
  }

  return {
    since: (frameId) => frames.get(frameId)?.listing.revision ?? 0,
    take(answers) {
      const updates = [...answers].map(([frameId, listing]) => [frameId, update(frameId, listing)] as const);
      const isGone = [...frames].some(([frameId, { pictures }]) => pictures.size > 0 && !answers.has(frameId));
      frames = new Map(updates.map(([frameId, { frame }]) => [frameId, frame]));
      return isGone || updates.some(([, { isChanged }]) => isChanged);
    },
    entries: () => [...frames.values()].flatMap(({ pictures }) => [...pictures.values()].flat()),
    status() {
      const all = [...frames.values()].map(({ listing }) => listing.status);
      return all.length > 0 ? all.reduce(addStatus) : undefined;
    },
  };
}
