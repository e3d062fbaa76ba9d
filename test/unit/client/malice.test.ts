// A server that does at random whatever it can: keys of its own, forged reports, wrong device
// lists, replays, lost answers. The people compare numbers with each other and accept nothing
// else. By seed; MALICE_SEED names the first one and MALICE_SEEDS how many.

import { PublicKey } from '@signalapp/libsignal-client';
import { expect, test } from 'vitest';
import { NoAnswer, SafetyNumber } from '#client';
import { decodeEnvelope, encodeEnvelope } from '#protocol';
import type { SendFrame } from '#protocol';
import { createDice } from '#lab/random.ts';
import type { Dice } from '#lab/random.ts';
import { Intruder } from './intruder.ts';
import { Scene, talk } from './people.ts';
import type { Person } from './people.ts';

const seedFirst = Number(process.env.MALICE_SEED ?? 1);
const seeds = Number(process.env.MALICE_SEEDS ?? 2);
const steps = 60;
const timeoutMs = 60_000;

class Malice {
  readonly scene = new Scene();
  readonly #dice: Dice;
  readonly #frames: { readonly frame: SendFrame; readonly from: string }[] = [];
  readonly #envelopes: Uint8Array[] = [];
  readonly #reading: Promise<unknown>[] = [];
  /** Texts people wrote, by whom. */
  readonly written = new Map<string, string>();
  intruders: Intruder[] = [];
  people: Person[] = [];
  #texts = 0;

  constructor(dice: Dice) {
    this.#dice = dice;
  }

  async begin(): Promise<void> {
    const { scene } = this;
    this.people = [await scene.person('ana'), await scene.person('ben')];
    const [ana, ben] = this.pair();
    await talk(ana, ben, 'start');
    for (const person of this.people) {
      this.intruders.push(
        new Intruder(scene.server, person.id, 1),
        new Intruder(scene.server, person.id, 1),
        new Intruder(scene.server, person.id, 2),
      );
    }
    scene.server.cuts.sent = (frame) => {
      const from = frame.destination === ana.id ? ben.id : ana.id;
      this.#frames.push({ frame, from });
      for (const one of this.intruders) this.#reading.push(one.read(frame, from));
      if (this.#dice.chance(0.05)) throw new NoAnswer('cut');
    };
    scene.server.cuts.envelope = (envelope) => {
      this.#envelopes.push(encodeEnvelope(envelope));
      return envelope;
    };
  }

  pair(): [Person, Person] {
    const [ana, ben] = this.people;
    if (!ana || !ben) throw new Error('Nobody is there.');
    return this.#dice.chance(0.5) ? [ana, ben] : [ben, ana];
  }

  /** One thing happens. */
  async step(): Promise<void> {
    const [one, other] = this.pair();
    const intruder = this.#dice.pick(this.intruders);
    const device = this.scene.server.device(one.id);
    const things: (() => unknown)[] = [
      () => this.write(one, other),
      () => this.write(one, other),
      () => this.write(other, one),
      () => intruder.serve(),
      () => intruder.withdraw(),
      () => this.#forge(intruder),
      () => this.#pose(intruder),
      () => this.#replay(one),
      () => this.#refuse(),
      () => one.connection?.restart(),
      () => one.restart(),
      () => device.queue.clear(),
      () => this.compare(one, other),
      () => this.scene.clock.advance(60_000 * this.#dice.whole(1, 200)),
      () => this.scene.settle(),
    ];
    await this.#dice.pick(things)();
    await new Promise((resolve) => setImmediate(resolve));
  }

  write(from: Person, to: Person): void {
    this.#texts += 1;
    const text = `text ${this.#texts}`;
    this.written.set(text, from.id);
    from.client.send(to.id, text).catch(() => undefined);
  }

  /** The other reads out the number of the key that they really have. */
  async compare(one: Person, other: Person): Promise<void> {
    // The other may see a wrong key of ours meanwhile; what was read out then fits nothing.
    const theirs = await other.client.safetyNumber(one.id);
    await one.client.acceptIdentity(other.id, theirs.digits).catch(() => undefined);
  }

  /** Everything is honest again, and both have compared. */
  async end(): Promise<void> {
    for (const one of this.intruders) one.withdraw();
    delete this.scene.server.cuts.send;
    delete this.scene.server.cuts.sent;
    for (const person of this.people) await person.restart();
    for (let round = 0; round < 3; round += 1) {
      const [one, other] = this.pair();
      await this.#genuine(one, other);
      await this.#genuine(other, one);
      await this.scene.settle();
    }
    await Promise.all(this.#reading);
  }

  /** What two people see who meet: the number of the keys that they really have. */
  async #genuine(one: Person, other: Person): Promise<void> {
    const keyOf = ({ id }: Person) => {
      const { identityKey } = this.scene.server.device(id).identities.aci;
      return PublicKey.deserialize(new Uint8Array(Buffer.from(identityKey, 'base64')));
    };
    const [mine, theirs] = [one, other].map((who) => ({
      account: who.id,
      identityKey: keyOf(who),
    }));
    if (!mine || !theirs) return;
    await one.client.acceptIdentity(other.id, new SafetyNumber(mine, theirs).digits);
  }

  #forge(intruder: Intruder): void {
    if (this.#frames.length === 0) return;
    const { frame, from } = this.#dice.pick(this.#frames);
    if (frame.contents[0]?.type === 8) return;
    intruder.report(this.scene.server.device(from), frame);
  }

  async #pose(intruder: Intruder): Promise<void> {
    const to = this.people.find((one) => one.id !== intruder.account);
    if (!to) return;
    const device = this.scene.server.device(to.id);
    await intruder.write(device, 'forged', this.scene.clock.now() + this.#texts);
  }

  #replay(to: Person): void {
    if (this.#envelopes.length === 0) return;
    const envelope = decodeEnvelope(this.#dice.pick(this.#envelopes));
    if (envelope.destinationServiceId !== to.id) return;
    const serverGuid = Buffer.from(`${this.#dice.next()}`.padEnd(16, '0').slice(0, 16));
    const type = this.#dice.chance(0.2) ? this.#dice.pick([1, 3, 8] as const) : envelope.type;
    const bytes = encodeEnvelope({ ...envelope, type, serverGuid });
    this.scene.server.put(this.scene.server.device(to.id), serverGuid.toString('hex'), bytes);
  }

  #refuse(): void {
    let once = true;
    const list = () => (this.#dice.chance(0.4) ? [this.#dice.whole(1, 2)] : []);
    this.scene.server.cuts.send = () => {
      if (!once) return undefined;
      once = false;
      return {
        code: 'message.mismatched_devices',
        mismatchedDevices: { missing: list(), extra: list(), stale: list() },
      };
    };
  }
}

test.each(Array.from({ length: seeds }, (_, index) => seedFirst + index))(
  'seed %i: no text is read, forged or shown twice, and talk goes on',
  { timeout: timeoutMs },
  async (seed) => {
    const malice = new Malice(createDice(seed));
    try {
      await malice.begin();
      for (let step = 0; step < steps; step += 1) await malice.step();
      await malice.end();
      expect(malice.intruders.flatMap((one) => one.stolen)).toEqual([]);
      for (const person of malice.people) {
        const heard = person.texts.filter((text) => !text.startsWith('start'));
        expect(new Set(heard).size).toBe(heard.length);
        for (const text of heard) expect(malice.written.get(text)).not.toBe(person.id);
        expect(heard.filter((text) => !malice.written.has(text))).toEqual([]);
      }
      const [ana, ben] = malice.pair();
      await talk(ana, ben, 'at last');
    } finally {
      await malice.scene.end();
    }
  },
);
