/** What is refused, in every context. */

/** Natural width times height of a picture; decoded, it takes four bytes each. */
export const MAX_PICTURE_PIXELS = 100e6;
