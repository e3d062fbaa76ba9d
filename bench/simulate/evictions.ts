// An account that is deleted while somebody sends in its name at every worker: once the deletion is
// answered, nothing of it is stored any more, whatever stands still or is cut off meanwhile.

import type { AuthenticatedDevice } from '#actors';
import type { AccountId, DeviceId } from '#protocol';
import { accountAddress, EnvelopeType, shardOf } from '#protocol';
import type { World } from './world.ts';

const evicted = '00000000-0000-4000-8000-e00000000001' as AccountId;
/** The account it writes to; nobody reads there. */
export const sink = '00000000-0000-4000-8000-e00000000002' as AccountId;
const credential = 'e'.repeat(32);
const sendPauseMs = 60;
/** Sends that are tried after the answer. */
const triesAfter = 40;
/** An ask that has not ended by then never will: its worker is dead. */
const goneMs = 25_000;

export class Eviction {
  readonly #world: World;
  #sent = 0;
  #stored = 0;
  #isAnswered = false;
  #after = 0;

  constructor(world: World) {
    this.#world = world;
    for (const account of [evicted, sink]) {
      world.shards.add(shardOf(accountAddress(account)));
      world.addAccount(account, account === evicted ? credential : 'd'.repeat(32));
    }
  }

  start(): void {
    const { dice, timeline, plan } = this.#world;
    this.#soon();
    timeline.after(dice.between(500, plan.activeMs), timeline.world, () => this.#delete());
  }

  /** True when the deletion was answered, and enough was tried after it. */
  get isOver(): boolean {
    return this.#after >= triesAfter;
  }

  /** The queue has taken something of it. */
  stored(): void {
    this.#stored += 1;
    if (!this.#isAnswered) return;
    const what = `send ${this.#stored} of an account is stored after its deletion was answered`;
    this.#world.ledger.broken('I13', what);
  }

  #soon(): void {
    const { dice, timeline } = this.#world;
    if (this.isOver) return;
    if (this.#isAnswered) this.#after += 1;
    timeline.after(dice.between(0, 2 * sendPauseMs), timeline.world, () => {
      const worker = this.#world.entrance();
      if (worker)
        timeline.after(
          0,
          worker.process,
          () => void worker.send(this.#device(), frame(this.#sent++)),
        );
      this.#soon();
    });
  }

  #device(): AuthenticatedDevice {
    return { account: evicted, device: 1 as DeviceId, credential, hasSiblings: false };
  }

  #delete(): void {
    const { timeline } = this.#world;
    const worker = this.#world.entrance();
    let over = false;
    const end = (isDone: boolean) => {
      if (over) return;
      over = true;
      if (!isDone) return this.#delete();
      this.#isAnswered = true;
      timeline.note('evicted');
    };
    if (!worker) {
      timeline.after(500, timeline.world, () => end(false));
      return;
    }
    timeline.after(goneMs, timeline.world, () => end(false));
    timeline.after(0, worker.process, () => {
      const command = { type: 'deleteAccount', credential } as const;
      void worker.router.ask(accountAddress(evicted), command).then((answer) => {
        if (answer.ok) end(true);
        else timeline.after(200, timeline.world, () => end(false));
      });
    });
  }
}

function frame(number: number) {
  return {
    guid: Buffer.from(`evicted ${number}`.padEnd(16, '.')),
    destination: sink,
    contents: [
      {
        deviceId: 1,
        registrationId: 1,
        type: EnvelopeType.ciphertext,
        content: Buffer.from(String(number)),
      },
    ],
    ephemeral: false,
    urgent: true,
    timestamp: number + 1,
  };
}
