// When actors have their turns: as soon as the present task has ended, in the order in which they
// were woken. One that has read for long goes on behind what the event loop has for others, and so
// do all after so many rounds: actors may tell each other without end.

/** Something that has turns. */
interface Turning {
  /** Must not throw. */
  runTurn(): void;
}

/** Rounds of turns, of which each wakes the next, before one lets the event loop go on. */
const roundsMax = 256;

/** The turns of one actor system. */
export class Turns {
  #due: Turning[] = [];
  #rounds = 0;

  soon(actor: Turning): void {
    if (this.#due.push(actor) > 1) return;
    this.#rounds = (this.#rounds + 1) % roundsMax;
    if (this.#rounds > 0) queueMicrotask(() => this.#run());
    else setImmediate(() => this.#run());
  }

  later(actor: Turning): void {
    setImmediate(() => actor.runTurn());
  }

  #run(): void {
    const due = this.#due;
    this.#due = [];
    for (const actor of due) actor.runTurn();
  }
}
