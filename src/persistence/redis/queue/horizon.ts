// Where a device's copies in the durable store end: see moveBegin.lua.

/** Up to which position copies count. Shape of the text: "last", or "last first" during a move. */
export interface Horizon {
  readonly text: string;
  /** The highest position that may be in the durable store. */
  readonly last: number;
  /** Copies up to here count; what was copied after it is still in Redis, and counts there. */
  readonly countedTo: number;
  /** True while a move is under way, or was broken off. */
  readonly moving: boolean;
}

/** Reads what Redis keeps; undefined when nothing is in the durable store. */
export function parseHorizon(text: string): Horizon | undefined {
  if (text === '') return undefined;
  const [last, first] = text.split(' ', 2);
  const moving = first !== undefined;
  const countedTo = moving ? Number(first) - 1 : Number(last);
  return { text, last: Number(last), countedTo, moving };
}
