// What became of the frames of calls: of each stream that a device hears, and of all of them.
// Counts alone, without clock or network.

/** Frames that the SDK has and has not opened; it keeps no more of a track. */
const tryingMax = 1024;
/** A packet that comes this late is taken for a new one. */
const windowPackets = 512;
const turn = 0x1_0000;

/** Counts of frames. */
export interface FrameCount {
  /** Passed on by the server: they came to a device, each once. */
  arrived: number;
  /** Sent to a device that heard their talker, and never there. */
  lost: number;
  /** Came again. */
  repeated: number;
  /** How many of those that arrived were handed to the SDK to be opened. */
  tried: number;
  opened: number;
  /** Opened again. */
  twice: number;
  /** Opened, and not what their talker has said there. */
  wrong: number;
  /** Frames in which the voice could be read on the way, as the media worker has them. */
  clear: number;
}

export const noFrames = (): FrameCount => ({
  arrived: 0,
  lost: 0,
  repeated: 0,
  tried: 0,
  opened: 0,
  twice: 0,
  wrong: 0,
  clear: 0,
});

/** One stream that one device hears, while it does. */
export class HeardStreamBook {
  readonly #seen = new Int32Array(windowPackets).fill(-1);
  #count = noFrames();
  /** Handed to the SDK, and not opened so far. */
  #trying = new Set<number>();
  /** The same, of before the book began anew. */
  #triedBefore = new Set<number>();
  #first = -1;
  #highest = -1;
  /** What the talker's own number of a frame is ahead of the packet's. */
  #ahead: number | undefined;

  /** What was before does not count. */
  restart(): void {
    this.#seen.fill(-1);
    [this.#triedBefore, this.#trying] = [this.#trying, new Set()];
    this.#count = noFrames();
    [this.#first, this.#highest, this.#ahead] = [-1, -1, undefined];
  }

  /** A packet came. Returns its number over all turns, and whether it is a new one. */
  arrive(sequence: number): { readonly index: number; readonly isNew: boolean } {
    const index = this.#first < 0 ? sequence + turn : this.#unwrap(sequence);
    if (this.#first < 0) this.#first = index;
    const slot = index % windowPackets;
    if (this.#seen[slot] === index) {
      this.#count.repeated += 1;
      return { index, isNew: false };
    }
    this.#seen[slot] = index;
    // One of before the first is no loss when it is late.
    this.#first = Math.min(this.#first, index);
    this.#highest = Math.max(this.#highest, index);
    this.#count.arrived += 1;
    return { index, isNew: true };
  }

  tried(index: number): void {
    this.#count.tried += 1;
    this.#trying.add(index);
    const [oldest] = this.#trying;
    if (this.#trying.size > tryingMax && oldest !== undefined) this.#trying.delete(oldest);
  }

  clear(): void {
    this.#count.clear += 1;
  }

  wrong(): void {
    this.#count.wrong += 1;
  }

  /** The packet of that number was a talker's frame of this number. */
  opened(index: number, number: number): void {
    // One that was tried before the book began anew does not count.
    if (this.#triedBefore.delete(index)) return;
    if (this.#trying.delete(index)) this.#count.opened += 1;
    else this.#count.twice += 1;
    this.#ahead = number - index;
  }

  /** `lastNumber`: the last that the talker sent while it was heard, where that is known. */
  read(lastNumber?: number): FrameCount {
    if (this.#first < 0) return { ...this.#count };
    const isKnown = lastNumber !== undefined && this.#ahead !== undefined;
    const last = isKnown ? Math.max(this.#highest, lastNumber - (this.#ahead ?? 0)) : this.#highest;
    const lost = Math.max(0, last - this.#first + 1 - this.#count.arrived);
    return { ...this.#count, lost };
  }

  #unwrap(sequence: number): number {
    const near = Math.floor(this.#highest / turn) * turn + sequence;
    if (near - this.#highest > turn / 2) return near - turn;
    return this.#highest - near > turn / 2 ? near + turn : near;
  }
}

export function addFrames(to: FrameCount, more: Readonly<FrameCount>): void {
  for (const name of Object.keys(to) as (keyof FrameCount)[]) to[name] += more[name];
}

/** How long a listener has heard nothing of a talker who talks. Unit: milliseconds. */
export class SilenceBook {
  readonly #last = new Map<string, number>();
  #longestMs = 0;
  #faultAtMs = Number.POSITIVE_INFINITY;
  #backAfterMs = 0;
  readonly #silent = new Set<string>();

  /** A silence that is longer than this is one that a person notices as a break. */
  static readonly breakMs = 250;

  /** What was before does not count. */
  restart(): void {
    this.#last.clear();
    this.#longestMs = 0;
  }

  heard(listener: string, talker: number, atMs: number): void {
    const pair = `${listener} ${talker}`;
    const last = this.#last.get(pair);
    this.#last.set(pair, atMs);
    if (last === undefined) return;
    const silenceMs = atMs - last;
    this.#longestMs = Math.max(this.#longestMs, silenceMs);
    // What falls silent later has other causes.
    const isOfFault = last < this.#faultAtMs + SilenceBook.breakMs && atMs > this.#faultAtMs;
    if (silenceMs < SilenceBook.breakMs || !isOfFault) return;
    this.#silent.add(pair);
    this.#backAfterMs = Math.max(this.#backAfterMs, atMs - this.#faultAtMs);
  }

  /** Something is killed now. */
  fault(atMs: number): void {
    this.#faultAtMs = atMs;
  }

  read(atMs: number) {
    const silences = [...this.#last].map(([pair, last]) => ({ pair, ms: atMs - last }));
    const never = silences.filter(({ ms }) => ms > 1000).map(({ pair }) => pair);
    return {
      pairs: this.#last.size,
      longestMs: Math.max(this.#longestMs, ...silences.map(({ ms }) => ms)),
      /** Pairs that a fault has broken, and until the last of them was whole again. */
      broken: new Set([...this.#silent, ...never]).size,
      backAfterMs: this.#backAfterMs,
      /** Pairs that are silent at the end. */
      silent: never.length,
    };
  }
}
