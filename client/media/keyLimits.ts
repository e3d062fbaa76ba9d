// When the keys of a call change, and how much of what comes too soon is kept.

/** A talker's key is ratcheted so often at least. */
export const stepEveryMs = 30_000;
/** Whoever joins within this time of a step is given the next one. */
export const joinsGatheredMs = 100;
/** Whoever leaves within this time of the first is left out of one fresh key. */
export const leavesGatheredMs = 1_000;
/**
 * A fresh key is used so long after it was given. A key may take two seconds; frames that are
 * before theirs are kept for two more.
 */
export const freshKeyWaitsMs = 3_000;
/** The step from which a fresh key is due: the steps left are for who joins until it is used. */
export const freshKeyFromStep = 192;
/** A key of somebody who is not in the call yet is kept so long, and so many of them. */
export const strangeKeysMs = 5_000;
export const strangeKeysMax = 64;
/** A key that is missing is asked for, and one asked for is given, at most so often. */
export const askEveryMs = 1_000;
