// An account whose linked device comes and goes under fire. Each token makes one device, whoever
// else shows it; once a removal is answered, nothing more is told to the device or taken for it,
// and it is let in nowhere; and no list that was acknowledged is lost.

import type { AuthenticatedDevice, CommandOf } from '#actors';
import type { Account } from '#ports';
import type {
  AccountId,
  DeviceId,
  FencingToken,
  ListedDevice,
  PhoneIdentityId,
  QueueGeneration,
  RegistrationId,
} from '#protocol';
import {
  accountAddress,
  decodeDeviceList,
  deviceListMessage,
  encodeDeviceList,
  EnvelopeType,
  errorRow,
  listKeyMessage,
  shardOf,
} from '#protocol';
import { KEMKeyPair, PrivateKey } from '@signalapp/libsignal-client';
import { askSomewhere } from './asking.ts';
import { Guest } from './guest.ts';
import type { World } from './world.ts';

export const house = '00000000-0000-4000-8000-e00000000003' as AccountId;
const writer = '00000000-0000-4000-8000-e00000000004' as AccountId;
const salts = { house: 'a'.repeat(32), writer: 'b'.repeat(32) };
const writePauseMs = 120;
const retryMs = 200;
/** Letters that are tried after the last removal. */
const triesAfter = 20;
/** An ask that has not ended by then never will: its worker is dead. */
const goneMs = 25_000;

const one = 1 as DeviceId;
const two = 2 as DeviceId;

/** Keys are made once for all runs: nothing that happens depends on their bytes. */
const identity = PrivateKey.generate();
const listKey = PrivateKey.generate();
const sign = (key: PrivateKey, bytes: Uint8Array) => key.sign(Uint8Array.from(bytes));
const signedKey = (publicKey: Uint8Array) => ({
  keyId: 1,
  publicKey,
  signature: sign(identity, publicKey),
});
const preKeys = {
  signedPreKey: signedKey(PrivateKey.generate().getPublicKey().serialize()),
  lastResortPreKey: signedKey(KEMKeyPair.generate().getPublicKey().serialize()),
};
const publicKey = listKey.getPublicKey().serialize();
const keySignature = sign(identity, listKeyMessage(publicKey));

/** Of the account's own device, and of the linked one of a version: none has that of another. */
const firstRegistration = 1 as RegistrationId;
const registrationOf = (version: number) => (version + 1) as RegistrationId;

const entry = (id: DeviceId, registrationId: RegistrationId): ListedDevice => ({
  id,
  registrationId,
  pniRegistrationId: registrationId,
  addedAt: 1,
});

/** With the linked device that this version brings, or without. */
function signedList(version: number, linked?: RegistrationId) {
  const devices = [entry(one, firstRegistration)];
  if (linked) devices.push(entry(two, linked));
  const list = encodeDeviceList({ account: house, version, devices });
  const listSignature = sign(listKey, deviceListMessage(list));
  return { list, listSignature, listKey: publicKey, listKeySignature: keySignature };
}

type Asked =
  | CommandOf<'account', 'announceDevice'>
  | CommandOf<'account', 'linkDevice'>
  | CommandOf<'account', 'setDeviceList'>;

export class Household {
  readonly #world: World;
  /** The version of the list that was signed last, and of the last that was acknowledged. */
  #version = 0;
  #acknowledged = 0;
  #guest: Guest | undefined;
  #linked = 0;
  #running = 0;
  #letters = 0;
  /** Letters to a device after its removal was answered. */
  #after = 0;

  constructor(world: World) {
    this.#world = world;
    for (const account of [house, writer]) world.shards.add(shardOf(accountAddress(account)));
    world.addAccount(writer, salts.writer);
    world.createAccount(document());
  }

  start(): void {
    const { dice, timeline } = this.#world;
    this.#write();
    timeline.after(dice.between(100, 1000), timeline.world, () => this.#link());
  }

  /** True when nothing that was begun is still to be answered. */
  get isOver(): boolean {
    const isTried = !this.#guest?.isRemoved || this.#after >= triesAfter;
    return this.#running === 0 && this.#world.quiet && isTried;
  }

  /** The last look, into the store itself. */
  async judge(): Promise<void> {
    if (!this.isOver) return this.#broken('a link or a removal is never answered');
    const last = Number.MAX_SAFE_INTEGER as FencingToken;
    const claimed = await this.#world.accounts.claim(house, last);
    const found = typeof claimed === 'object' ? claimed : undefined;
    const list = found?.deviceList && decodeDeviceList(found.deviceList.list);
    const version = list?.version ?? 0;
    if (version < this.#acknowledged || version > this.#version) {
      this.#broken(`list ${version} is stored, ${this.#acknowledged} was acknowledged`);
    }
    const isThere = found?.devices.some(({ id }) => id === two);
    if (this.#guest?.isRemoved && isThere) this.#broken('a removed device is stored');
    if (this.#guest && !this.#guest.isLeaving && !isThere) this.#broken('a device is lost');
  }

  /** Announces a device; two show its token, each at whichever worker. */
  #link(): void {
    const { dice, timeline, quiet } = this.#world;
    if (quiet) return;
    const version = ++this.#version;
    const tokenHash = `token ${version}`;
    const registrationId = registrationOf(version);
    this.#ask(
      {
        type: 'announceDevice',
        device: one,
        credential: salts.house,
        tokenHash,
        registrationId,
        pniRegistrationId: registrationId,
        signed: signedList(version, registrationId),
      },
      () => {
        const outcomes: boolean[] = [];
        for (const side of ['c', 'd']) {
          const salt = `${version}`.padStart(32, side);
          const device = newDevice(salt, registrationId);
          this.#ask({ type: 'linkDevice', tokenHash, device }, (isLinked) => {
            outcomes.push(isLinked);
            if (isLinked) this.#came(version, salt);
            if (outcomes.length < 2) return;
            if (outcomes[0] && outcomes[1]) this.#broken('a token makes two devices');
            const pauseMs = dice.between(200, 3000);
            timeline.after(pauseMs, timeline.world, () => this.#removeOrLink(outcomes));
          });
        }
      },
    );
  }

  #came(version: number, salt: string): void {
    this.#acknowledged = version;
    this.#linked += 1;
    const named = { credential: salt, registrationId: registrationOf(version) };
    this.#guest = new Guest(this.#world, house, named, this.#linked);
    this.#guest.connect();
  }

  #removeOrLink(outcomes: readonly boolean[]): void {
    const guest = this.#guest;
    // Clocks of owners may differ by more than a token lives.
    if (!outcomes.includes(true) || !guest) return this.#link();
    if (this.#world.quiet) return;
    const version = ++this.#version;
    guest.isLeaving = true;
    const signed = signedList(version);
    const command = {
      type: 'setDeviceList',
      device: one,
      credential: salts.house,
      signed,
    } as const;
    this.#ask(command, (isSet) => {
      if (!isSet) return this.#broken('a list is refused');
      this.#acknowledged = version;
      this.#world.timeline.note(`removed ${version}`);
      this.#after = 0;
      guest.removed();
      this.#link();
    });
  }

  /** Somebody writes to both devices, whether or not the linked one is still there. */
  #write(): void {
    const { dice, timeline } = this.#world;
    if (this.isOver) return;
    timeline.after(dice.between(0, 2 * writePauseMs), timeline.world, () => {
      const worker = this.#world.entrance();
      const guest = this.#guest;
      const wasRemoved = guest?.isRemoved === true;
      if (wasRemoved) this.#after += 1;
      const letter = letterOf(++this.#letters, guest?.registrationId);
      if (worker) {
        timeline.after(0, worker.process, () => {
          void worker.send(writerDevice(), letter).then((sent) => {
            if (sent.ok && wasRemoved) this.#broken('a send to a removed device is taken');
          });
        });
      }
      this.#write();
    });
  }

  #broken(what: string): void {
    this.#world.ledger.broken('I14', what);
  }

  /** Asks at some worker until it is answered; hears whether that was done. */
  #ask<C extends Asked>(command: C, heard: (isDone: boolean) => void): void {
    const { timeline } = this.#world;
    this.#running += 1;
    const ask = () =>
      askSomewhere(this.#world, accountAddress(house), command, goneMs, (answer) => {
        const code = answer?.ok ? undefined : (answer?.refusal.code ?? 'server.timeout');
        timeline.note(`${command.type} ${code ?? 'ok'}`);
        if (code !== undefined && errorRow(code).retry) {
          timeline.after(retryMs, timeline.world, ask);
          return;
        }
        this.#running -= 1;
        heard(code === undefined);
      });
    ask();
  }
}

function writerDevice(): AuthenticatedDevice {
  const credential = salts.writer;
  return { account: writer, device: one, credential, hasSiblings: false };
}

function newDevice(
  salt: string,
  registrationId: RegistrationId,
): CommandOf<'account', 'linkDevice'>['device'] {
  const keys = { registrationId, ...preKeys };
  return {
    credential: { salt, hash: '' },
    identities: { aci: keys, pni: keys },
    capabilities: {},
    createdAtMs: 0,
    queueGeneration: salt.slice(-12) as QueueGeneration,
  };
}

function document(): Account {
  const aci = identity.getPublicKey().serialize();
  return {
    id: house,
    pni: house as string as PhoneIdentityId,
    identityKeys: { aci, pni: aci },
    devices: [{ id: one, ...newDevice(salts.house, firstRegistration) }],
    discoverableByNumber: false,
    createdAtMs: 0,
    queueKey: new Uint8Array(32),
  };
}

function letterOf(number: number, linked = firstRegistration) {
  return {
    guid: Buffer.from(`letter ${number}`.padEnd(16, '.')),
    destination: house,
    contents: [one, two].map((deviceId) => ({
      deviceId,
      registrationId: deviceId === one ? firstRegistration : linked,
      type: EnvelopeType.ciphertext,
      content: Buffer.from(String(number)),
    })),
    ephemeral: false,
    urgent: true,
    timestamp: number,
  };
}
