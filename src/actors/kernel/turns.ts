// When actors have their turns: as soon as the present task has ended, in the order in which they
// were woken. One that has read for long goes on behind what the event loop has for others.

/** Something that has turns. */
interface Turning {
  /** Must not throw. */
  runTurn(): void;
}

/** The turns of one actor system. */
export class Turns {
  #due: Turning[] = [];

  soon(actor: Turning): void {
    if (this.#due.push(actor) === 1) queueMicrotask(() => this.#run());
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
