// The lives of one account: each time its number registers anew, one ends and the next begins. What
// was sent by them and to them is held against what take-overs promise.

/** A letter as its sender knows it. Times in milliseconds of one clock. */
interface Sent {
  readonly begunAt: number;
  /** When the latest try began that was accepted. */
  acceptedOf: number | undefined;
}

/** Names a letter: its writer, and its number among those of this life and way. */
export interface LetterName {
  readonly life: number;
  readonly seq: number;
}

interface Life {
  /** When its registration was answered, and the one that ended it. */
  readonly fromMs: number;
  untilMs: number;
  /** Letters to somebody who stays, and from somebody who stays. */
  readonly out: Map<number, Sent>;
  readonly in: Map<number, Sent>;
  /** What its device was shown, in order. */
  readonly shown: LetterName[];
  /** It was let in at a door after its end. */
  returned: boolean;
}

type Way = 'in' | 'out';

export class Lives {
  readonly #lives: Life[] = [];
  /** What somebody who stays was shown by all of them, in order. */
  readonly #heard: LetterName[] = [];

  /** A registration was answered. Returns the number of the life that begins. */
  begin(now: number): number {
    const former = this.#lives.at(-1);
    if (former) former.untilMs = now;
    this.#lives.push({
      fromMs: now,
      untilMs: Number.POSITIVE_INFINITY,
      out: new Map(),
      in: new Map(),
      shown: [],
      returned: false,
    });
    return this.#lives.length;
  }

  get count(): number {
    return this.#lives.length;
  }

  /** A try begins, of a new letter or of one whose outcome is not known. */
  tries(way: Way, { life, seq }: LetterName, now: number): void {
    const letters = this.#of(life)[way];
    if (!letters.has(seq)) letters.set(seq, { begunAt: now, acceptedOf: undefined });
  }

  /** The try that began at this time was accepted. */
  accepted(way: Way, { life, seq }: LetterName, begunAt: number): void {
    const sent = this.#of(life)[way].get(seq);
    if (sent) sent.acceptedOf = begunAt;
  }

  /** The device of a life was shown a letter. */
  shown(by: number, letter: LetterName): void {
    this.#of(by).shown.push(letter);
  }

  /** Who stays was shown a letter. */
  heard(letter: LetterName): void {
    this.#heard.push(letter);
  }

  /** An ended life's device was let in. */
  returned(life: number): void {
    this.#of(life).returned = true;
  }

  /** Letters that were accepted, and those of them that have to be shown and were not. */
  figures(): { accepted: number; due: number } {
    let accepted = 0;
    for (const life of this.#lives) {
      for (const sent of [...life.in.values(), ...life.out.values()]) {
        if (sent.acceptedOf !== undefined) accepted += 1;
      }
    }
    return { accepted, due: this.#missing().length };
  }

  /** Promises that were broken, in words. */
  breaches(): string[] {
    const found = this.#missing().map((words) => `${words} was accepted and never shown`);
    for (const [index, life] of this.#lives.entries()) {
      const number = index + 1;
      if (life.returned) found.push(`life ${number} was let in after its end`);
      for (const way of ['out', 'in'] as const) {
        for (const [seq, { acceptedOf = 0 }] of life[way]) {
          if (acceptedOf <= life.untilMs) continue;
          found.push(`${words(way, { life: number, seq })} was accepted after its life had ended`);
        }
      }
      const strange = life.shown.filter((one) => one.life !== number);
      for (const one of strange) found.push(`${words('in', one)} was shown to life ${number}`);
      found.push(...disorder('in', life.shown));
    }
    for (const { life, seq } of this.#heard) {
      const { out, untilMs } = this.#of(life);
      const begunAt = out.get(seq)?.begunAt ?? Number.POSITIVE_INFINITY;
      if (begunAt > untilMs) {
        found.push(`${words('out', { life, seq })} was stored after its life had ended`);
      }
    }
    return [...found, ...disorder('out', this.#heard)];
  }

  /** What was accepted from any life, and what was accepted for the one that stays. */
  #missing(): string[] {
    const last = this.#lives.length;
    return this.#lives.flatMap((life, index) => {
      const number = index + 1;
      const missing = (way: Way, there: readonly LetterName[]) => {
        const seen = new Set(there.flatMap((one) => (one.life === number ? one.seq : [])));
        return [...life[way]].flatMap(([seq, { acceptedOf }]) =>
          acceptedOf === undefined || seen.has(seq) ? [] : words(way, { life: number, seq }),
        );
      };
      // What was written to a life that has ended goes with it.
      return [
        ...missing('out', this.#heard),
        ...(number === last ? missing('in', life.shown) : []),
      ];
    });
  }

  #of(life: number): Life {
    const known = this.#lives[life - 1];
    if (!known) throw new Error(`There is no life ${life}.`);
    return known;
  }
}

const words = (way: Way, { life, seq }: LetterName) =>
  `letter ${seq} ${way === 'in' ? 'to' : 'of'} life ${life}`;

/** Letters that were shown twice, or after a later one. */
function disorder(way: Way, shown: readonly LetterName[]): string[] {
  const found: string[] = [];
  const last = new Map<number, number>();
  const seen = new Set<string>();
  for (const one of shown) {
    const name = words(way, one);
    if (seen.has(name)) found.push(`${name} was shown twice`);
    else if (one.seq < (last.get(one.life) ?? 0)) found.push(`${name} was shown out of order`);
    seen.add(name);
    last.set(one.life, Math.max(one.seq, last.get(one.life) ?? 0));
  }
  return found;
}
