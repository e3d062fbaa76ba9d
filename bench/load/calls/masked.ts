// A key as it is told from process to process by who looks for it in memory: not as itself, as the
// telling would be what is found.

const mask = 0xa5;

/** A copy that cannot be found by what it is a copy of; the same again takes the mask off. */
export const masked = (base: Uint8Array): Uint8Array => base.map((byte) => byte ^ mask);
