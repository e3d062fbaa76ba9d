// The devices of the own account: which there are, a new one, one less. The primary device decides
// and signs; the others are told.

import { z } from 'zod';
import { parseAccountId, primaryDevice } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import type { Sender } from '../messages/sender.ts';
import { reached } from '../transport/network.ts';
import type { KeyHolders } from '../record/keyHolders.ts';
import { Invite } from './invite.ts';
import { readLinkUrl } from './linkAddress.ts';
import { openName, sealName } from './names.ts';
import { NumberChange } from './numberChange.ts';
import type { ProvenNumber } from './numberChange.ts';
import { OwnList } from './ownList.ts';
import { Replacing } from './replacing.ts';
import { hasSiblings, tellList } from './siblings.ts';

const whoamiShape = z.object({ pni: z.string(), number: z.string().nullish() });

/** A device of the own account. */
export interface OwnDevice {
  readonly id: number;
  /** Absent where it has none, or none that this account has sealed. */
  readonly name?: string;
  readonly isPrimary: boolean;
  /** This very device. */
  readonly isThis: boolean;
  /** When it was added, by the primary device's clock. Unit: milliseconds since the epoch. */
  readonly addedAt: number;
  /** The day it was last connected, as the server says. Unit: milliseconds since the epoch. */
  readonly lastSeen?: number;
}

/** What a new device is given. */
export interface LinkOptions {
  /**
   * The new device is given what was said before, the newest 50,000 messages: true, unless it wants
   * none; false tells it that none comes.
   */
  readonly history?: boolean;
  /** How much of that is at the server. Unit: bytes. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The devices of the own account. */
export class Devices {
  readonly #context: ClientContext;
  readonly #own: OwnList;
  readonly #invite: Invite;
  readonly #replacing: Replacing;
  readonly #number: NumberChange;
  readonly #holders: KeyHolders;

  constructor(context: ClientContext, sender: Sender, holders: KeyHolders) {
    this.#context = context;
    this.#holders = holders;
    this.#own = new OwnList(context, (signed) => {
      holders.look();
      if (!this.hasSiblings) return;
      tellList(context, signed);
      sender.wake(context.account);
    });
    this.#replacing = new Replacing(context, this.#own, holders);
    this.#number = new NumberChange(context, this.#own);
    this.#invite = new Invite(context, this.#own, holders);
  }

  /** True when the account has other devices, by its newest list. */
  get hasSiblings(): boolean {
    return hasSiblings(this.#context);
  }

  /** True for the device that the account was registered with. */
  get isPrimary(): boolean {
    return this.#own.isPrimary;
  }

  /**
   * The devices that the signed list names, with what the server says of them.
   * Refuses: server.unreachable, devices.list_invalid, what the server says.
   */
  list(): Promise<OwnDevice[]> {
    return reached(async () => {
      const said = new Map((await this.#own.look()).map((one) => [one.id, one]));
      return this.#own.devices().map(({ id, addedAt }) => {
        const { name: sealed, lastSeen } = said.get(id) ?? {};
        const name = sealed ? openName(this.#context, sealed) : undefined;
        return {
          id,
          isPrimary: id === primaryDevice,
          isThis: id === this.#context.device,
          addedAt,
          ...(name === undefined ? {} : { name }),
          ...(lastSeen ? { lastSeen } : {}),
        };
      });
    });
  }

  /**
   * Makes the device that shows this link one of the account's; resolves with its number when it
   * has linked itself, for which it has 10 minutes, and its history is on its way; where that is
   * cut off it goes on with the next connection. For the primary device.
   * Refuses: link.unreadable, link.address_unknown (let the new device show another link),
   * link.expired, devices.too_many, auth.forbidden, server.unreachable, what the server says.
   */
  link(url: string, { history, onProgress }: LinkOptions = {}): Promise<number> {
    return reached(async () => {
      this.#onlyPrimary();
      const device = await this.#invite.run(readLinkUrl(url), history);
      this.#holders.look();
      const given = this.#context.history.give(onProgress);
      await given.catch((error: unknown) => this.#context.chores.failed(error));
      return device;
    });
  }

  /**
   * Takes a device out of the account; resolves when it can act and hear no more, also where it
   * is none of the account's. The primary device removes others, a linked one itself.
   *
   * `stolen`: whoever has it has the account's identity keys. The account gets others, and all its
   * linked devices go, which may be linked again; contacts see another safety number, and what they
   * write waits until they accept it. What is cut off goes on by itself, at the next opening too.
   * Refuses: devices.primary, auth.forbidden, server.unreachable, what the server says.
   */
  remove(id: number, how: { readonly stolen?: boolean } = {}): Promise<void> {
    return reached(async () => {
      if (id === primaryDevice) {
        const message = 'The primary device stays as long as the account does.';
        throw new ClientError('devices.primary', message);
      }
      if (id === this.#context.device && !how.stolen) {
        await this.#own.ask({ verb: 'DELETE', path: `/v1/devices/${id}` }, 'It was not removed');
        return;
      }
      this.#onlyPrimary();
      if (how.stolen) return this.#replace();
      await this.#own.change((devices) => {
        const left = devices.filter((one) => one.id !== id);
        return left.length < devices.length ? left : devices;
      });
    });
  }

  /** What this device is called is sealed anew: it was for the identity key of before. */
  async #replace(): Promise<void> {
    const sealed = (await this.#own.look()).find(({ id }) => id === this.#context.device)?.name;
    const name = sealed ? openName(this.#context, sealed) : undefined;
    await this.#replacing.begin();
    this.#holders.look();
    if (name !== undefined) await this.rename(name);
  }

  /**
   * Names this device; the account's devices alone can read it.
   * Refuses: device.name, server.unreachable, what the server says.
   */
  rename(name: string): Promise<void> {
    return reached(async () => {
      const body = { deviceName: sealName(this.#context, name) };
      const ask = { verb: 'PUT', path: '/v1/accounts/name', body } as const;
      await this.#own.ask(ask, 'The device was not named');
    });
  }

  /** Takes the list that the server has now. Throws NoAnswer. Refuses: devices.list_invalid. */
  async look(): Promise<void> {
    await this.#own.look();
  }

  /**
   * Gives the account another number; `ownAccount.changeNumber` proves it first.
   * Refuses: auth.forbidden, server.unreachable, what the server says.
   * @internal
   */
  changeNumber(proven: ProvenNumber): Promise<void> {
    return reached(() => {
      this.#onlyPrimary();
      return this.#number.begin(proven);
    });
  }

  /** The number may be another account's by now: takes what the server says. */
  async lookNumber(): Promise<void> {
    const { transport, store } = this.#context;
    const answer = await transport.request({ verb: 'GET', path: '/v1/accounts/whoami' });
    const read = whoamiShape.safeParse(answer.body);
    // Of another PNI the first device tells, with its keys.
    if (!read.success || parseAccountId(read.data.pni) !== store.profile.pni) return;
    store.profile.numberIs(read.data.number ?? undefined);
  }

  /** What has to be waited for before an envelope is opened; nothing, as a rule. */
  get settling(): Promise<void> | undefined {
    return this.#replacing.settling ?? this.#number.settling;
  }

  /** The queue was delivered whole; what is returned runs once it is worked off. */
  drained(): () => void {
    return this.#replacing.drained();
  }

  /** A connection: looks whether something has changed, where something can have. */
  async connected(): Promise<void> {
    const { store, clock } = this.#context;
    await this.#replacing.connected();
    await this.#number.connected();
    this.#holders.look();
    const settled = this.#own.devices().length === 1 && store.deviceLists.linkingUntil === 0;
    if (this.isPrimary && settled) return;
    await this.#own.lookSoon();
    if (store.deviceLists.linkingUntil < clock.now()) store.deviceLists.linkingUntil = 0;
    this.#holders.look();
  }

  /** The server says that something about the account's devices has changed. */
  async changed(kind: string): Promise<void> {
    const { linkingUntil } = this.#context.store.deviceLists;
    // A list that this device has set itself is known already.
    const known = this.isPrimary && kind === 'devices.changed' && linkingUntil === 0;
    if (!this.#invite.hear() && !known) await this.#own.lookSoon();
  }

  /** Resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#invite.stop();
    this.#replacing.stop();
    this.#number.stop();
    await this.#own.idle();
  }

  #onlyPrimary(): void {
    if (this.isPrimary) return;
    throw new ClientError('auth.forbidden', "Only the account's first device may do this.");
  }
}
