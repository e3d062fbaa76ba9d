// What a call's keys are called: whose, of which generation, how many steps into it. All three are
// in the key id of SFrame, so that no two senders of a call ever have one name.

/** Names a base key of a call. */
export interface KeyName {
  /** The sender's number in the call. Limits: 32 bits. */
  readonly mediaId: number;
  /** Counts the sender's fresh keys, and begins anew after 65,536 of them. */
  readonly generation: number;
  /** How often the fresh key was ratcheted. Limits: 8 bits. */
  readonly step: number;
}

const stepBits = 8n;
const generationBits = 16n;
export const stepMax = 2 ** Number(stepBits) - 1;
export const generations = 2 ** Number(generationBits);
export const mediaIdMax = 2 ** 32 - 1;

/** Shape: media id, generation (16 bits), step (8 bits). */
export function kidOf({ mediaId, generation, step }: KeyName): bigint {
  return (BigInt(mediaId) << (generationBits + stepBits)) | BigInt(generation * 256 + step);
}

/** Undefined for a key id that no sender of a call can have. */
export function keyNameOf(kid: bigint): KeyName | undefined {
  const mediaId = kid >> (generationBits + stepBits);
  if (mediaId > BigInt(mediaIdMax)) return undefined;
  const rest = Number(kid & ((1n << (generationBits + stepBits)) - 1n));
  return { mediaId: Number(mediaId), generation: rest >> 8, step: rest & stepMax };
}

/** True where one generation follows the other by less than half of the way round. */
export function isNewer(generation: number, other: number): boolean {
  const ahead = (generation - other + generations) % generations;
  return ahead > 0 && ahead < generations / 2;
}

/** True for a later generation, or for a later step of the same. */
export function isLater(one: KeyName, other: KeyName): boolean {
  return one.generation === other.generation
    ? one.step > other.step
    : isNewer(one.generation, other.generation);
}

/** Whether what somebody else says is the name of a key. */
export function isKeyName(said: unknown): said is KeyName {
  if (typeof said !== 'object' || said === null) return false;
  const { mediaId, generation, step } = said as Partial<Record<keyof KeyName, unknown>>;
  const ofSender = isUpTo(mediaIdMax, mediaId);
  return ofSender && isUpTo(generations - 1, generation) && isUpTo(stepMax, step);
}

/** Whether it is a whole number from 0 to `most`. */
export function isUpTo(most: number, said: unknown): said is number {
  return typeof said === 'number' && Number.isSafeInteger(said) && said >= 0 && said <= most;
}
