// How much of the media of a call is sealed, kept and waited for.

/** A base key, as it is given and as a step leaves it. */
export const baseKeyBytes = 64;
/** The most frames under one key; then it seals no more. */
export const framesPerKeyMax = 10_000;
/** The number of frames at which the next key is asked for, which leaves time until it is there. */
export const framesBeforeAsking = 9_000;
/** What is late under a former key is opened for so long after a later one was heard. */
export const lateFramesMs = 2_000;
/** What is early, before its key, is kept for so long. */
export const earlyFramesMs = 2_000;
/** The most bytes of one track that are held until the key is there. */
export const heldBytesMax = 64 * 1024;
export const heldFramesMax = 512;
/** Fresh keys of one sender that are kept at a time. */
export const generationsKeptMax = 5;
/** Senders of one call whose keys are kept. */
export const sendersMax = 512;
/** Cipher objects that are kept, of all senders; others are derived again. */
export const cipherKeysMax = 256;
