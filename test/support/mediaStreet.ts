// Hosts of media of several workers in one process, which reach each other as over the bus: what
// they say is copied, and may be lost.

import type { MediaNeighbours } from '#ports';
import type { MemberId } from '#protocol';
import type { Clock } from '#runtime';

interface House {
  readonly machine: string;
  answer?: (from: MemberId, question: unknown) => Promise<unknown>;
  hasLeft: boolean;
}

export class MediaStreet {
  readonly #houses = new Map<MemberId, House>();
  readonly #clock: Clock;
  /** What was asked or told, by its name; a test may look. */
  readonly asked: string[] = [];
  /** Nothing of this name arrives. */
  readonly lost = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The worker has died, as the cluster learns in the end. */
  leave(name: string): void {
    const house = this.#houses.get(name as MemberId);
    if (house) house.hasLeft = true;
  }

  house(name: string, machine: string): MediaNeighbours {
    const member = name as MemberId;
    const own: House = { machine, hasLeft: false };
    this.#houses.set(member, own);
    const sealedFor = (to: MemberId, text: string) => Buffer.from(`${to} ${text}`);
    return {
      machine,
      others: async () =>
        [...this.#houses].flatMap(([other, { machine: on, hasLeft }]) =>
          other === member || hasLeft ? [] : [{ member: other, machine: on }],
        ),
      hasLeft: (other) => this.#houses.get(other)?.hasLeft ?? false,
      ask: (to, question, timeoutMs) => this.#ask(member, to, question, timeoutMs),
      tell: (to, question) => void this.#ask(member, to, question, 1).catch(() => undefined),
      serve: (answer) => {
        own.answer = answer;
      },
      seal: (text, to) => sealedFor(to, text),
      open(sealed) {
        const [to, text = ''] = Buffer.from(sealed).toString().split(' ');
        if (to !== member) throw new Error('not for this one');
        return text;
      },
    };
  }

  #ask(from: MemberId, to: MemberId, question: object, timeoutMs: number): Promise<unknown> {
    const { ask } = question as { ask: string };
    this.asked.push(ask);
    const house = this.#houses.get(to);
    if (!house?.answer || house.hasLeft || this.lost.has(ask)) {
      return new Promise((_, reject) => {
        this.#clock.after(timeoutMs, () => reject(new Error('no answer')));
      });
    }
    const answered = async () => house.answer?.(from, structuredClone(question));
    return answered().then((answer) => structuredClone(answer));
  }
}
