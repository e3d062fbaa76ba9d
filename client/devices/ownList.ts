// The device list of the own account: signed by the primary device whenever it changes, checked by
// the others as everybody's is.

import { z } from 'zod';
import { limits, primaryDevice, parseDeviceId, parseRegistrationId } from '#protocol';
import type { ListedDevice, SignedDeviceList } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { KeyedLock } from '../keyedLock.ts';
import { isRetryable, refusalOf } from '../transport/http.ts';
import type { HttpAnswer, HttpAsk } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';
import { listInvalid, openList, shownList, signList, signedListShape } from './signedList.ts';
import { heedList, listedDevices } from './watch.ts';

const time = z.number().min(0).max(limits.timestampMax);

export const viewShape = z.object({
  devices: z
    .array(
      z.object({
        id: z.number(),
        name: z.string().max(1024).nullish(),
        created: time.nullish(),
        lastSeen: time.nullish(),
      }),
    )
    .max(127),
});

/** What the server says of the account's devices; only the list in it is proven. */
export type ServerView = z.infer<typeof viewShape>['devices'];

export class OwnList {
  readonly #context: ClientBase;
  readonly #turns = new KeyedLock();
  /** Told when this device has signed another list. */
  readonly #changed: (signed: SignedDeviceList) => void;

  constructor(context: ClientBase, changed: (signed: SignedDeviceList) => void) {
    this.#context = context;
    this.#changed = changed;
  }

  get isPrimary(): boolean {
    return this.#context.device === primaryDevice;
  }

  /** The devices of the newest list; empty where none was signed yet. */
  devices(): readonly ListedDevice[] {
    const { store, account } = this.#context;
    return listedDevices(store, account, this.#identityKey()) ?? [];
  }

  /** The version of the newest list; 0 where none was signed yet. */
  get version(): number {
    const { store, account } = this.#context;
    return store.deviceLists.pinned(account, this.#identityKey())?.version ?? 0;
  }

  /** Runs while nothing else is done about the list. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    return this.#turns.run('', work);
  }

  /** Resolves when nothing of this is under way. */
  idle(): Promise<void> {
    return this.#turns.idle();
  }

  /**
   * Asks the server and sets right what can be: the first list is signed, a list that the server
   * lost is shown again, devices that are gone leave the list.
   * Throws NoAnswer. Refuses: devices.list_invalid, what the server says.
   */
  look(): Promise<ServerView> {
    return this.#turns.run('', () => this.#look());
  }

  /** Looks; where there is no answer the next connection does. */
  async lookSoon(): Promise<void> {
    try {
      await this.look();
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
    }
  }

  /**
   * Signs the devices that `change` makes of the present ones, where it makes others of them, and
   * sets the list on the server. For the primary device. Throws and refuses as `look` does.
   */
  change(change: (devices: readonly ListedDevice[]) => readonly ListedDevice[]): Promise<void> {
    return this.#turns.run('', async () => {
      await this.#look();
      const devices = this.devices();
      const changed = change(devices);
      if (changed !== devices) await this.#set(changed);
    });
  }

  /** Signs a list that is to hold only once the device that it adds has linked itself. */
  announce(added: (devices: readonly ListedDevice[]) => ListedDevice): SignedDeviceList {
    const devices = this.devices();
    return this.#sign([...devices, added(devices)]);
  }

  /** Takes a list that another device of ours has sent. Refuses: devices.list_invalid. */
  heed(signed: SignedDeviceList): Promise<void> {
    const { account, ratchets } = this.#context;
    return ratchets.run(account, () => {
      heedList(this.#context, account, this.#identityKey(), signed);
      return Promise.resolve();
    });
  }

  /**
   * Asks a route that takes the password itself. Throws NoAnswer where it may be asked again
   * later; refuses with `what` and why.
   */
  async ask(ask: HttpAsk, what: string): Promise<HttpAnswer> {
    return this.#read(await this.#context.http(ask), what);
  }

  async #look(): Promise<ServerView> {
    const { transport } = this.#context;
    const answer = await transport.request({ verb: 'GET', path: '/v1/devices' });
    this.#read(answer, 'The devices are not told');
    const view = viewShape.safeParse(answer.body);
    const list = signedListShape.safeParse(answer.body);
    if (!view.success) throw unreadable();
    const shown = list.success ? (list.data ?? undefined) : undefined;
    if (this.isPrimary) await this.#setRight(shown, view.data.devices);
    else if (shown) await this.heed(shown);
    return view.data.devices;
  }

  #read(answer: HttpAnswer, what: string): HttpAnswer {
    if (answer.status < 300) return answer;
    const refusal = refusalOf(answer, what);
    throw isRetryable(answer) ? new NoAnswer(refusal.message, { cause: refusal }) : refusal;
  }

  async #setRight(shown: SignedDeviceList | undefined, view: ServerView): Promise<void> {
    const { store, account, device } = this.#context;
    const pinned = store.deviceLists.pinned(account, this.#identityKey());
    if (!pinned) {
      const { registrationId, pniRegistrationId } = store.profile.read();
      const own = { id: device, registrationId, pniRegistrationId, addedAt: this.#now() };
      await this.#set([listed(own)], shown && this.#versionOf(shown));
      return;
    }
    const isShown = shown !== undefined && this.#versionOf(shown) >= pinned.version;
    if (isShown) await this.heed(shown);
    const there = new Set(view.map((one) => one.id));
    const devices = this.devices();
    const left = devices.filter((one) => one.id === device || there.has(one.id));
    if (left.length < devices.length) await this.#set(left);
    // It was lost there, or an older one is shown: what was signed last is shown again.
    else if (!isShown) await this.#put(pinned);
  }

  async #set(devices: readonly ListedDevice[], above = 0): Promise<void> {
    const { store, account } = this.#context;
    const before = store.deviceLists.pinned(account, this.#identityKey());
    const signed = this.#sign(devices, Math.max(above, before?.version ?? 0));
    await this.#put(signed);
    await this.heed(signed);
    this.#changed(signed);
  }

  #sign(devices: readonly ListedDevice[], above = 0): SignedDeviceList {
    const { store, account } = this.#context;
    return store.transaction(() => {
      const key = store.deviceLists.key();
      const version = store.deviceLists.takeVersion(above);
      return signList({ account, version, devices }, key, store.profile.identity('aci'));
    });
  }

  async #put(signed: SignedDeviceList): Promise<void> {
    const body = shownList(signed);
    await this.ask(
      { verb: 'PUT', path: '/v1/devices/list', body },
      'The server did not take the device list',
    );
  }

  #versionOf(signed: SignedDeviceList): number {
    return openList(signed, this.#context.account, this.#identityKey()).version;
  }

  #identityKey(): Uint8Array {
    return this.#context.store.profile.identity('aci').publicKey.serialize();
  }

  #now(): number {
    return this.#context.clock.now();
  }
}

/** Refuses: devices.list_invalid for numbers that no list may hold. */
export function listed(device: {
  readonly id: number;
  readonly registrationId: number;
  readonly pniRegistrationId: number;
  readonly addedAt: number;
}): ListedDevice {
  const id = parseDeviceId(device.id);
  const registrationId = parseRegistrationId(device.registrationId);
  const pniRegistrationId = parseRegistrationId(device.pniRegistrationId);
  if (!id || !registrationId || !pniRegistrationId) throw listInvalid('a number cannot be');
  return { id, registrationId, pniRegistrationId, addedAt: Math.trunc(device.addedAt) };
}

const unreadable = () =>
  new ClientError('server.refused', "The server's answer about devices cannot be read.");
