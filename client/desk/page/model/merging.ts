// Messages that were read again, put among those that are here. Pure.

import type { Message } from '../../../conversation/view.ts';

/** Orders messages as history does. */
const isBefore = (one: Message, other: Message): boolean =>
  one.sentAt === other.sentAt ? one.id < other.id : one.sentAt < other.sentAt;

/**
 * Takes the newest messages as they are now; what stood beside them and is not among them is gone.
 * Where nothing joins both, what was before is let go: it may have a gap.
 */
export function merged(here: readonly Message[], newest: readonly Message[]): readonly Message[] {
  const [first] = newest;
  if (!first) return [];
  const joint = here.findIndex((one) => one.id === first.id);
  if (joint >= 0) return [...here.slice(0, joint), ...kept(here, newest)];
  const before = here.filter((one) => isBefore(one, first));
  const isJoined = newest.some((one) => here.some((other) => other.id === one.id));
  return isJoined ? [...before, ...kept(here, newest)] : newest;
}

/** One is as it is now, or is no more. */
export function replaced(
  here: readonly Message[],
  id: number,
  now: Message | undefined,
): readonly Message[] {
  return here.flatMap((one) => (one.id === id ? (now ?? []) : one));
}

/** What did not change stays the same object, so that it is not drawn again. */
function kept(here: readonly Message[], newest: readonly Message[]): readonly Message[] {
  const known = new Map(here.map((one) => [one.id, one]));
  return newest.map((one) => {
    const before = known.get(one.id);
    return before && JSON.stringify(before) === JSON.stringify(one) ? before : one;
  });
}
