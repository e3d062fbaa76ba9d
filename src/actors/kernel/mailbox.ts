// A first-in-first-out queue with cheap ends.

/** Unread mail of one actor. The bound is the cell's business: some mail may not be refused. */
export class Mailbox<Message> {
  #items: (Message | undefined)[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(message: Message): void {
    this.#items.push(message);
  }

  shift(): Message | undefined {
    if (this.#head === this.#items.length) return undefined;
    const message = this.#items[this.#head];
    this.#items[this.#head++] = undefined;
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head >= compactAt && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return message;
  }

  /** Empties the queue and returns what was in it, oldest first. */
  takeAll(): Message[] {
    const rest = this.#items.slice(this.#head) as Message[];
    this.#items = [];
    this.#head = 0;
    return rest;
  }
}

const compactAt = 1024;
