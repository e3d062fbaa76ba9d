// The fault `take-over`: phone numbers register anew, again and again, while people write to them
// and they write to others. The devices of former lives go on as long as anybody lets them, those
// that stay come and go.

import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome, Scene } from './scene.ts';
import { clockMs } from '#lab/clock.ts';
import type { LetterName } from './lives.ts';
import { Lives } from './lives.ts';
import type { Fault } from './plan.ts';
import { seededRandom } from '#lab/random.ts';
import { patiently, RawDevice } from './rawDevice.ts';
import type { Newcomer, Registered } from './registration.ts';
import { newcomer, register, requestCode, submitCode } from './registration.ts';

const numbersTaken = 3;
/** Between two letters of one sender. */
const letterEveryMs = 40;
/** A life lasts up to this much longer than its registration. */
const lifeMsMost = 1500;
/** Those who stay hang up about so often. */
const stayMsMost = 2500;
const awayMsMost = 300;
/** Devices of former lives go on for this long after the last registration. */
const defiesMs = 3000;
/** Their passwords are shown anew for this long. */
const returnsMs = 1500;
/** What was accepted is shown within this. */
const shownWithinMs = 20_000;
const pollMs = 50;
const codePattern = (number: string) =>
  new RegExp(`verification code for \\${number} by sms: (\\d{6}) `, 'g');

/** Takes several numbers over, each by itself. */
export async function takeOver(scene: Scene, fault: Fault): Promise<Outcome> {
  const random = seededRandom(Math.floor(fault.pick * 2 ** 32));
  const numbers = Array.from({ length: numbersTaken }, () => new TakenNumber(scene, random));
  try {
    const until = clockMs() + fault.forMs;
    await Promise.all(numbers.map((number) => number.run(until)));
  } finally {
    for (const number of numbers) number.close();
  }
  let [lives, accepted] = [0, 0];
  for (const { ledger } of numbers) {
    lives += ledger.count;
    accepted += ledger.figures().accepted;
    for (const note of ledger.breaches()) {
      scene.history.add({ what: 'breach', kind: 'take-over', note, at: clockMs() });
    }
  }
  return { note: `${lives} lives of ${numbersTaken} numbers, ${accepted} letters accepted` };
}

/** The present life of a number. */
interface Present {
  readonly life: number;
  readonly device: RawDevice;
}

/** One phone number, and two who stay: one writes to it, one is written to. */
class TakenNumber {
  readonly ledger = new Lives();
  readonly #scene: Scene;
  readonly #random: () => number;
  readonly #number = `+1555${randomInt(1_000_000, 10_000_000)}`;
  readonly #devices: RawDevice[] = [];
  readonly #loads: Promise<void>[] = [];
  #present: Present | undefined;
  #isOver = false;
  #isClosed = false;

  constructor(scene: Scene, random: () => number) {
    this.#scene = scene;
    this.#random = random;
  }

  async run(untilMs: number): Promise<void> {
    const { environment, history } = this.#scene;
    const { directUrl, invitation, url } = environment;
    const start = () => RawDevice.start(directUrl, invitation, url, history);
    const [writer, reader] = [await start(), await start()];
    this.#devices.push(writer, reader);
    reader.onLetter = (text) => this.#read(text, (letter) => this.ledger.heard(letter));
    await this.#begin(reader);
    this.#loads.push(this.#writeTo(writer), this.#comeAndGo(writer), this.#comeAndGo(reader));
    // Once at least, however slow everything is.
    do {
      await sleep(this.#random() * lifeMsMost);
      await this.#begin(reader);
    } while (clockMs() < untilMs);
    await sleep(defiesMs);
    this.#isOver = true;
    await Promise.all(this.#loads);
    const giveUpAt = clockMs() + shownWithinMs;
    while (this.ledger.figures().due > 0 && clockMs() < giveUpAt) await sleep(pollMs);
  }

  close(): void {
    this.#isClosed = true;
    for (const device of this.#devices) device.close();
  }

  /** Registers the number, which ends the life before, and lets the new device write. */
  async #begin(reader: RawDevice): Promise<void> {
    const facts = await this.#register({ ...newcomer(), registrationId: this.ledger.count + 1 });
    const former = this.#present;
    const life = this.ledger.begin(clockMs());
    if (former) this.#loads.push(this.#return(former.life, former.device.facts));
    const device = RawDevice.of(facts, this.#scene.environment.url, this.#scene.history);
    this.#devices.push(device);
    device.onLetter = (text) => this.#read(text, (letter) => this.ledger.shown(life, letter));
    this.#present = { life, device };
    this.#loads.push(this.#write('out', { life, device }, device, reader));
  }

  /** Proves the number and registers, again while the outcome is not known. */
  #register(who: Newcomer): Promise<Registered> {
    const { directUrl } = this.#scene.environment;
    return patiently(async () => {
      const sessionId = await this.#prove(directUrl);
      return register(directUrl, { sessionId, number: this.#number }, who);
    });
  }

  async #prove(url: string): Promise<string> {
    const id = await requestCode(url, this.#number);
    // The console shows it, and a log may be read before it was written.
    for (let turn = 0; turn < 20; turn++) {
      await sleep(pollMs);
      const codes = [...this.#scene.environment.log().matchAll(codePattern(this.#number))];
      const code = codes.at(-1)?.[1];
      if (code !== undefined && (await submitCode(url, id, code))) return id;
    }
    throw new Error('no code came');
  }

  async #writeTo(writer: RawDevice): Promise<void> {
    while (!this.#isOver && this.#present)
      await this.#write('in', this.#present, writer, undefined);
  }

  /**
   * Letters one after the other, at a steady rate: of a life to the reader, or to a life until it
   * is known to have ended.
   */
  async #write(
    way: 'in' | 'out',
    { life, device }: Present,
    from: RawDevice,
    reader: RawDevice | undefined,
  ): Promise<void> {
    const to = reader ?? device;
    while (!this.#isOver && (reader !== undefined || this.#present?.life === life)) {
      const letter = from.letter(`${mark}${life}`);
      const name: LetterName = { life, seq: letter.seq };
      for (let outcome = 'unknown'; outcome !== 'stored' && !this.#isClosed; ) {
        const begunAt = clockMs();
        this.ledger.tries(way, name, begunAt);
        outcome = await from.tryOnce(to, letter);
        if (outcome === 'stored') this.ledger.accepted(way, name, begunAt);
        await sleep(letterEveryMs);
        // Nobody waits for the outcome of a letter of a life that is over.
        if (this.#present?.life !== life || outcome === 'message.stale_devices') break;
      }
    }
  }

  /** Whoever shows the password of a life that is over is not let in. */
  async #return(life: number, facts: Registered): Promise<void> {
    const { environment, history } = this.#scene;
    const device = RawDevice.of(facts, environment.url, history);
    const until = clockMs() + returnsMs;
    while (clockMs() < until && device.hellos === 0 && !this.#isClosed) await sleep(pollMs);
    device.close();
    if (device.hellos > 0) this.ledger.returned(life);
  }

  async #comeAndGo(device: RawDevice): Promise<void> {
    while (!this.#isOver) {
      await sleep(this.#random() * stayMsMost);
      device.away();
      await sleep(this.#random() * awayMsMost);
      device.back();
    }
  }

  #read(text: string, note: (letter: LetterName) => void): void {
    const [, life, seq] = /^unheard (\d+)\/(\d+) /.exec(text) ?? [];
    if (life !== undefined) note({ life: Number(life), seq: Number(seq) });
  }
}

/** Letters of no stream: the ledger of lives knows what becomes of them. */
const mark = 'unheard ';
