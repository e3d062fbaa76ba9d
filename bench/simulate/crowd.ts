// Somebody without a name writes to several people at once, again and again: each time one upload,
// at any worker and at two of them now and then, and the same one again until all of it was taken.

import type { ErrorCode } from '#protocol';
import { errorRow } from '#protocol';
import { makeUpload } from '#lab/groupUploads.ts';
import { createDice } from '#lab/random.ts';
import type { GroupReceipt } from '../../src/gateway/ingress/groupSends.ts';
import type { Device } from './device.ts';
import type { Letter } from './ledger.ts';
import type { World } from './world.ts';

/** Stands in the place of a device's number. */
const writer = 100;
/** An answer that did not come by then does not come. */
const goneMs = 15_000;
const nobodyMs = 400;
/** Keeps the draws of everything else as they are. */
const salt = 0x0c20_4d00;
const keyBytes = 48;
const blank = ' '.charCodeAt(0);
const shared = new Uint8Array(64).fill(blank);

/** What one device finds in an envelope of an upload; each has a key of its own. */
const keyOf = (text: string) => Buffer.from(text.padEnd(keyBytes));
const contentOf = (text: string) => `\x22${keyOf(text).toString()}${Buffer.from(shared)}`;

export class Crowd {
  readonly #world: World;
  readonly #dice: ReturnType<typeof createDice>;
  /** Uploads to each reader. */
  readonly #written = new Map<number, number>();
  #wanted = 0;
  #isBusy = false;

  constructor(world: World) {
    this.#world = world;
    this.#dice = createDice(world.seed ^ salt);
  }

  get isOver(): boolean {
    return !this.#isBusy && this.#wanted === 0;
  }

  start(): void {
    const { timeline, plan } = this.#world;
    const { uploads = this.#dice.pick([0, 5, 15]) } = plan;
    for (let count = 0; count < uploads; count++) {
      this.#wanted += 1;
      const atMs = this.#dice.between(0, plan.activeMs);
      timeline.after(atMs, timeline.world, () => this.#next());
    }
  }

  /** One after the other, so that readers are told them in order. */
  #next(): void {
    if (this.#isBusy) {
      const { timeline } = this.#world;
      timeline.after(this.#dice.between(20, 200), timeline.world, () => this.#next());
      return;
    }
    this.#wanted -= 1;
    this.#isBusy = true;
    const { devices } = this.#world;
    const some = devices.filter(() => this.#dice.chance(0.7));
    const letters = (some.length > 0 ? some : devices).map((one) => this.#letterTo(one));
    const recipients = letters.map(({ letter, text }) => {
      const { account } = devices[letter.to] as Device;
      return { account, devices: [[1, 1] as const], key: keyOf(text) };
    });
    this.#send(
      makeUpload(recipients, { shared }),
      letters.map(({ letter }) => letter),
    );
  }

  #letterTo({ index: to }: Device): { letter: Letter; text: string } {
    const number = (this.#written.get(to) ?? 0) + 1;
    this.#written.set(to, number);
    const text = `${writer}>${to}>${number}`;
    const guid = new Uint8Array(0);
    const letter = { from: writer, to, number, guid, acknowledged: false, shown: 0 };
    this.#world.writes(contentOf(text), letter);
    return { letter, text };
  }

  #send(upload: Uint8Array, letters: readonly Letter[]): void {
    const { timeline, ledger, plan } = this.#world;
    const again = () => {
      const waitMs = this.#dice.between(20, 600);
      timeline.after(waitMs, timeline.world, () => this.#send(upload, letters));
    };
    const copies = this.#dice.chance(plan.parallelRetries) ? 2 : 1;
    this.#ask(upload, copies, (receipt, code) => {
      timeline.note(`upload ${code ?? (receipt ? 'taken' : 'unanswered')}`);
      if (code && !errorRow(code).retry) ledger.broken('I12', `an upload is refused: ${code}`);
      if (!receipt) return again();
      if (receipt.held.length > 0) return again();
      if (receipt.mismatches.length + receipt.unknown.length > 0) {
        ledger.broken('I12', 'an upload does not fit devices that are as they were');
      }
      for (const letter of letters) ledger.acknowledged(letter);
      this.#isBusy = false;
    });
  }

  /** Hears the first answer that tells something, or the last that tells nothing. */
  #ask(
    upload: Uint8Array,
    copies: number,
    heard: (receipt: GroupReceipt | undefined, code: ErrorCode | undefined) => void,
  ): void {
    const { timeline } = this.#world;
    let open = copies;
    const end = (receipt?: GroupReceipt, code?: ErrorCode) => {
      if (open <= 0) return;
      open = receipt ? 0 : open - 1;
      if (open === 0) heard(receipt, code);
    };
    const token = Uint8Array.of(1);
    const frame = { upload, token, timestamp: 1, ephemeral: false, urgent: true };
    for (let copy = 0; copy < copies; copy++) {
      const worker = this.#world.entrance();
      let isOver = false;
      const once: typeof end = (...all) => {
        if (isOver) return;
        isOver = true;
        end(...all);
      };
      timeline.after(worker ? goneMs : nobodyMs, timeline.world, () => once());
      if (!worker) continue;
      timeline.after(0, worker.process, () => {
        void worker.groupSends.send(frame, '', undefined).then((sent) => {
          timeline.after(0, timeline.world, () =>
            sent.ok ? once(sent.value) : once(undefined, sent.refusal.code),
          );
        });
      });
    }
  }
}
