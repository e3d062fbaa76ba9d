// An account whose second device comes and goes, held against what it promises: what was accepted
// is shown by the device that stays, once and in order, and by a guest as long as it may; nothing
// that was begun after a removal was answered is accepted for the guest or shown by it.

interface Letter {
  readonly begunAt: number;
  isAccepted: boolean;
  /** The number of the guest for whom it was accepted beside the one who stays. */
  guest: number | undefined;
}

interface Guest {
  readonly shown: Set<number>;
  /** Its removal was asked for, and answered. */
  askedAt: number;
  answeredAt: number;
}

export class HomeBook {
  readonly #letters: Letter[] = [];
  readonly #guests: Guest[] = [];
  readonly #shown = new Set<number>();
  readonly #found: string[] = [];
  #last = -1;

  get removals(): number {
    return this.#guests.filter(({ answeredAt }) => answeredAt < Number.POSITIVE_INFINITY).length;
  }

  /** Returns the number of the letter, which is sent until it was accepted. */
  begins(now: number): number {
    this.#letters.push({ begunAt: now, isAccepted: false, guest: undefined });
    return this.#letters.length - 1;
  }

  /** The try that began then was accepted, for this guest too where one is named. */
  accepted(number: number, triedAt: number, guest: number | undefined): void {
    const letter = this.#letters[number];
    if (!letter) return;
    letter.isAccepted = true;
    letter.guest = guest;
    const { answeredAt = 0 } = (guest === undefined ? undefined : this.#guests[guest]) ?? {};
    if (guest === undefined || triedAt <= answeredAt) return;
    this.#found.push(`letter ${number} was accepted for guest ${guest} after its removal`);
  }

  /** Returns the number of the guest. */
  comes(): number {
    const never = Number.POSITIVE_INFINITY;
    this.#guests.push({ shown: new Set(), askedAt: never, answeredAt: never });
    return this.#guests.length - 1;
  }

  removing(guest: number, now: number): void {
    const one = this.#guests[guest];
    if (one) one.askedAt = Math.min(one.askedAt, now);
  }

  removed(guest: number, now: number): void {
    const one = this.#guests[guest];
    if (one) one.answeredAt = now;
  }

  /** The device that stays shows a letter. */
  shown(number: number): void {
    if (this.#shown.has(number)) this.#found.push(`letter ${number} was shown twice`);
    else if (number < this.#last) this.#found.push(`letter ${number} was shown out of order`);
    this.#shown.add(number);
    this.#last = Math.max(this.#last, number);
  }

  shownByGuest(guest: number, number: number): void {
    const [one, letter] = [this.#guests[guest], this.#letters[number]];
    if (!one || !letter) return;
    if (one.shown.has(number)) this.#found.push(`guest ${guest} was shown letter ${number} twice`);
    one.shown.add(number);
    if (letter.begunAt <= one.answeredAt) return;
    this.#found.push(`guest ${guest} was shown letter ${number}, begun after its removal`);
  }

  /** A door let a guest in after its removal was answered. */
  letIn(guest: number): void {
    this.#found.push(`guest ${guest} was let in after its removal`);
  }

  /** Letters that were accepted for a guest, which has not shown them. */
  owed(guest: number): number {
    const { shown } = this.#guests[guest] ?? { shown: new Set<number>() };
    const its = [...this.#letters.entries()].filter(([, one]) => one.guest === guest);
    return its.filter(([number, { isAccepted }]) => isAccepted && !shown.has(number)).length;
  }

  /** Letters that have to be shown yet, by the one who stays and by the guest who does. */
  get due(): number {
    return this.#missing().length;
  }

  breaches(): string[] {
    return [...this.#found, ...this.#missing()];
  }

  #missing(): string[] {
    const missing: string[] = [];
    for (const [number, { isAccepted, guest }] of this.#letters.entries()) {
      if (!isAccepted) continue;
      if (!this.#shown.has(number)) missing.push(`letter ${number} was accepted and never shown`);
      const one = guest === undefined ? undefined : this.#guests[guest];
      if (!one || one.askedAt < Number.POSITIVE_INFINITY || one.shown.has(number)) continue;
      missing.push(`letter ${number} was accepted and never shown by guest ${guest}`);
    }
    return missing;
  }
}
