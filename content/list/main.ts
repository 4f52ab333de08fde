/** Entry point of the script that tells the list of faces, a page of the extension, what this frame has. */
import { createFaceList } from './face-list.ts';

globalThis.ageBadges_list = createFaceList;
