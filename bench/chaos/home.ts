// Beside the load, in every run: an account links a device and removes it, again and again, while
// somebody writes to both of its devices.

import { setTimeout as sleep } from 'node:timers/promises';
import { clockMs } from '#lab/clock.ts';
import type { HouseholdDevice } from '#lab/household.ts';
import { Household } from '#lab/household.ts';
import type { Environment } from './environment.ts';
import type { HistoryWriter } from './history.ts';
import { HomeBook } from './homeBook.ts';
import { patiently, RawDevice } from './rawDevice.ts';
import type { Registered } from './registration.ts';

const letterEveryMs = 120;
const staysMs = [800, 2500] as const;
/** Whoever was removed tries to come back for so long. */
const defiesMs = 1500;
const retryMs = 250;
/** Every other guest goes when it has shown what it was owed, if that takes no longer. */
const drainsWithinMs = 3000;

/** Letters of no stream: the book knows what becomes of them. */
const mark = 'unheard home';

interface Guest {
  readonly number: number;
  readonly linked: HouseholdDevice;
  readonly device: RawDevice<HouseholdDevice>;
}

export class Home {
  readonly book = new HomeBook();
  readonly #household: Household;
  readonly #writer: RawDevice<Registered>;
  readonly #resident: RawDevice<HouseholdDevice>;
  readonly #environment: Environment;
  readonly #history: HistoryWriter;
  #guest: Guest | undefined;
  #isOver = false;
  #isClosed = false;
  readonly #loops: Promise<void>;

  private constructor(
    environment: Environment,
    history: HistoryWriter,
    household: Household,
    writer: RawDevice<Registered>,
  ) {
    this.#environment = environment;
    this.#history = history;
    this.#household = household;
    this.#writer = writer;
    this.#resident = RawDevice.of(household.primary, environment.url, history);
    this.#resident.onLetter = (text) => read(text, (number) => this.book.shown(number));
    this.#loops = Promise.all([this.#write(), this.#comeAndGo()]).then(() => undefined);
  }

  static async start(environment: Environment, history: HistoryWriter): Promise<Home> {
    const { directUrl, url, invitation } = environment;
    const household = await patiently(() => Household.register(directUrl, invitation));
    const writer = await RawDevice.start(directUrl, invitation, url, history);
    return new Home(environment, history, household, writer);
  }

  /** Ends what is steady; the guest that is there then stays. */
  finish(): void {
    this.#isOver = true;
  }

  settled(): boolean {
    return this.#isOver && this.book.due === 0;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    this.#isClosed = true;
    await this.#loops;
    for (const device of [this.#writer, this.#resident, this.#guest?.device]) device?.close();
  }

  /** Letters one after the other, each until it was accepted, for whoever is there. */
  async #write(): Promise<void> {
    while (!this.#isOver) {
      const number = this.book.begins(clockMs());
      const letter = this.#writer.letter(mark);
      let alone = false;
      for (let outcome = 'unknown'; outcome !== 'stored' && !this.#isClosed; ) {
        const guest = alone ? undefined : this.#guest;
        const triedAt = clockMs();
        const devices = [this.#household.primary, ...(guest ? [guest.linked] : [])];
        const to = { account: this.#household.account, devices };
        outcome = await this.#writer.tryFor(to, letter);
        if (outcome === 'stored') this.book.accepted(number, triedAt, guest?.number);
        // Somebody has gone whom this side believes there, or has come of whom it knows nothing.
        else if (outcome.startsWith('message.')) alone = !alone;
        await sleep(outcome === 'stored' ? letterEveryMs : retryMs);
      }
    }
  }

  async #comeAndGo(): Promise<void> {
    const { directUrl } = this.#environment;
    while (!this.#isOver) {
      const linked = await this.#untilDone(() => this.#household.link());
      if (!linked) return;
      const number = this.book.comes();
      // Straight to the cluster: what is late on a wire would be shown late.
      const device = RawDevice.of(linked, directUrl, this.#history);
      device.onLetter = (text) => read(text, (one) => this.book.shownByGuest(number, one));
      this.#guest = { number, linked, device };
      await sleep(staysMs[0] + Math.random() * (staysMs[1] - staysMs[0]));
      if (this.#isOver) return;
      if (number % 2 === 0) await this.#drain(number);
      await this.#remove(this.#guest);
    }
  }

  async #drain(guest: number): Promise<void> {
    const until = clockMs() + drainsWithinMs;
    while (this.book.owed(guest) > 0 && clockMs() < until) await sleep(retryMs);
  }

  async #remove(guest: Guest): Promise<void> {
    const { number, linked, device } = guest;
    this.book.removing(number, clockMs());
    const isDone = await this.#untilDone(async () => {
      await this.#household.remove(linked);
      return true;
    });
    if (!isDone) return;
    this.book.removed(number, clockMs());
    // Letters go on for both: none of them may be accepted.
    await sleep(retryMs);
    const { hellos } = device;
    await sleep(defiesMs);
    if (device.hellos > hellos) this.book.letIn(number);
    device.close();
    if (this.#guest === guest) this.#guest = undefined;
  }

  /** Again until it is done; undefined when the run was over before. */
  async #untilDone<T>(attempt: () => Promise<T>): Promise<T | undefined> {
    while (!this.#isClosed) {
      try {
        return await attempt();
      } catch {
        await sleep(retryMs);
      }
    }
    return undefined;
  }
}

function read(text: string, note: (number: number) => void): void {
  const number = new RegExp(`^${mark}/(\\d+) `).exec(text)?.[1];
  if (number !== undefined) note(Number(number));
}
