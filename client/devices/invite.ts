// The primary device's side of a link: the next list is signed and announced, the account is sealed
// for the device that shows the link, and then that device has ten minutes.

import { z } from 'zod';
import { limits, parseAccountId } from '#protocol';
import type { DeviceId, ListedDevice, ProvisionMessage, SignedDeviceList } from '#protocol';
import { toBase64, wipe } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { ClientError, closed } from '../clientError.ts';
import type { KeyHolders } from '../record/keyHolders.ts';
import type { LinkAddress } from './linkAddress.ts';
import type { OwnList } from './ownList.ts';
import { listed } from './ownList.ts';
import { halvesOf, sealProvision } from './provisioning.ts';
import { openList, shownList } from './signedList.ts';
import { isListed } from './watch.ts';

/** Looked for so often, should the server's word that the device has come be lost. */
const lookIntervalMs = 2_000;
const tokenLettersMax = 1024;

const announcedShape = z.object({
  token: z.string().min(1).max(tokenLettersMax),
  deviceId: z.number(),
});

interface Pause {
  over(): void;
  stop(): void;
}

export class Invite {
  readonly #context: ClientContext;
  readonly #own: OwnList;
  readonly #holders: KeyHolders;
  readonly #pauses = new Set<Pause>();

  constructor(context: ClientContext, own: OwnList, holders: KeyHolders) {
    this.#context = context;
    this.#own = own;
    this.#holders = holders;
  }

  /** Resolves with the new device's number when it has linked itself. See `Devices.link`. */
  async run(link: LinkAddress, history: boolean | undefined): Promise<DeviceId> {
    await this.#own.look();
    const signed = this.#own.announce((devices) => this.#newDevice(devices, link));
    const { token, device } = await this.#announce(link, signed);
    // Whoever waits for it hears as well that none comes.
    const isAwaited = history !== undefined && !link.noHistory;
    if (isAwaited) this.#context.history.promise(device, history);
    const sealed = this.#sealed(link, token, device, signed);
    this.#holders.gave(device);
    await this.#own.ask(
      { verb: 'PUT', path: `/v1/provisioning/${link.address}`, body: { body: toBase64(sealed) } },
      'The new device cannot be reached',
    );
    await this.#linked(device, link);
    return device;
  }

  /** Looks at once whether the device has come. False where none is waited for. */
  hear(): boolean {
    const waits = this.#pauses.size > 0;
    for (const pause of [...this.#pauses]) pause.over();
    return waits;
  }

  stop(): void {
    for (const pause of [...this.#pauses]) pause.stop();
  }

  #newDevice(devices: readonly ListedDevice[], link: LinkAddress): ListedDevice {
    const { store, clock } = this.#context;
    const id = store.deviceLists.takeDevice(devices.map((one) => one.id));
    const { registrationId, pniRegistrationId } = link;
    return listed({ id, registrationId, pniRegistrationId, addedAt: clock.now() });
  }

  async #announce(
    { registrationId, pniRegistrationId }: LinkAddress,
    signed: SignedDeviceList,
  ): Promise<{ token: string; device: DeviceId }> {
    const { store, clock, account } = this.#context;
    // Before anything is asked: from now on the server may know more devices than this one does.
    store.deviceLists.linkingUntil = clock.now() + limits.linkingMs;
    const body = { registrationId, pniRegistrationId, ...shownList(signed) };
    const answer = await this.#own.ask(
      { verb: 'POST', path: '/v1/devices/linking', body },
      'The device cannot be linked',
    );
    const read = announcedShape.safeParse(answer.body);
    const identityKey = store.profile.identity('aci').publicKey.serialize();
    const { devices } = openList(signed, account, identityKey);
    const device = devices.find((one) => read.success && one.id === read.data.deviceId);
    if (read.success && device && isListed({ devices: [device] }, device.id, registrationId)) {
      return { token: read.data.token, device: device.id };
    }
    throw new ClientError('server.refused', "The server's answer to the link cannot be read.");
  }

  #sealed(link: LinkAddress, token: string, device: DeviceId, list: SignedDeviceList): Uint8Array {
    const { store, account, record } = this.#context;
    const pni = parseAccountId(store.profile.pni);
    if (!pni) throw new Error('The profile holds no phone number identity.');
    const { number } = store.profile;
    const masterKey = record.masterKey();
    const message: ProvisionMessage = {
      account,
      pni,
      ...(number === undefined ? {} : { number }),
      aci: halvesOf(store.profile.identity('aci')),
      pniKeys: halvesOf(store.profile.identity('pni')),
      profileKey: store.sealed.profileKey(),
      ...(masterKey && { masterKey }),
      token,
      device,
      list,
    };
    const sealed = sealProvision(message, link);
    wipe(message.aci.privateKey, message.pniKeys.privateKey);
    return sealed;
  }

  async #linked(device: DeviceId, { registrationId }: LinkAddress): Promise<void> {
    const { clock, store } = this.#context;
    const until = store.deviceLists.linkingUntil;
    for (;;) {
      await this.#own.lookSoon();
      if (isListed({ devices: this.#own.devices() }, device, registrationId)) break;
      if (clock.now() >= until) {
        throw new ClientError('link.expired', 'The new device has not linked itself in time.');
      }
      await this.#pause();
    }
    store.deviceLists.linkingUntil = 0;
  }

  #pause(): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (outcome: () => void) => {
        wait.cancel();
        this.#pauses.delete(pause);
        outcome();
      };
      const pause: Pause = { over: () => end(resolve), stop: () => end(() => reject(closed())) };
      const wait = this.#context.clock.after(lookIntervalMs, pause.over);
      this.#pauses.add(pause);
    });
  }
}
