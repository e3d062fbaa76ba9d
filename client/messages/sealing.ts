// From a row of the outbox to a Send with a ciphertext for each device, committed together with
// the ratchets that made them: the same bytes go out again whatever happens in between.

import * as signal from '@signalapp/libsignal-client';
import { EnvelopeType, decodeSend, encodeContent, encodeSend } from '#protocol';
import type { AccountId, DeviceContent, MismatchedDevices, SendFrame } from '#protocol';
import { pad, same, wipe } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import { forgetDevice, forgetGone, heedLists, isListed, listedDevices } from '../devices/watch.ts';
import { usableBeforeMs } from '../sealed/certificates.ts';
import type { Cover } from '../sealed/sealed.ts';
import type { FetchedBundle } from '../sessions/bundle.ts';
import { invalid } from '../sessions/bundle.ts';
import { identityChanged, suspect } from '../sessions/trust.ts';
import { UnitOfWork } from '../sessions/unitOfWork.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { OutboxRow } from '../store/outboxTable.ts';

/** What wakes a device. */
const urgent: readonly string[] = ['text', 'deed', 'group', 'ring'];

/**
 * Of this moment and written nowhere: for some devices of an account alone. The others are sent
 * nothing of the same length, as a server takes nothing for a part of the devices.
 */
export type Passing = Pick<OutboxRow, 'guid' | 'account' | 'content' | 'timestamp'> & {
  readonly kind: 'passing';
  /** Absent: for all of them. */
  readonly devices?: ReadonlySet<number>;
  /** What is each device's own, in place of the content; it goes by name then. */
  readonly each?: ReadonlyMap<number, Uint8Array>;
};

type Sealable = OutboxRow | Passing;
const isRow = (one: Sealable): one is OutboxRow => one.kind !== 'passing';

export class Sealing {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /**
   * The row's Send. For the own account it is for the other devices, of which there may be none.
   * Throws NoAnswer where bundles cannot be had now. Refuses: identity.changed, bundle.invalid,
   * devices.list_invalid.
   */
  async frame(row: Sealable): Promise<SendFrame> {
    const { store, clock } = this.#context;
    const frame = isRow(row) ? row.frame : undefined;
    const until = isRow(row) && frame ? store.sealed.frameUntil(row.id) : undefined;
    // What a certificate has ended in is sealed anew.
    const isOver = until !== undefined && until - clock.now() < usableBeforeMs;
    if (frame && !isOver) return decodeSend(frame);
    const bundles = await this.#missingBundles(row);
    return this.#context.ratchets.run(row.account, () => this.#seal(row, bundles));
  }

  /** True for a resend whose identity key is not the trusted one: it can be sealed for nobody. */
  isOver(row: Sealable): boolean {
    const onlyFor = isRow(row) ? row.onlyFor : undefined;
    const trusted = this.#context.store.identities.get(row.account)?.key;
    return onlyFor !== undefined && !(trusted && same(onlyFor, trusted));
  }

  /**
   * Makes the sessions fit the device list that the server named, and forgets the row's
   * ciphertexts.
   */
  mend(row: Sealable, mismatch: MismatchedDevices): Promise<void> {
    return fitDevices(this.#context, row.account, mismatch, isRow(row) ? row.id : undefined);
  }

  /** It goes by name from now on: its ciphertexts are made anew. */
  uncover(row: Sealable): Promise<void> {
    const { store, sealed, ratchets } = this.#context;
    return ratchets.run(row.account, () => {
      store.transaction(() => {
        sealed.refused(row.account);
        store.outbox.clearFrames(row.account, isRow(row) ? row.id : undefined);
      });
      return Promise.resolve();
    });
  }

  async #missingBundles(row: Sealable): Promise<FetchedBundle[]> {
    const { store, sealed, clock, account } = this.#context;
    const known = this.#devices(row.account);
    if (known.size === 0 && row.account !== account) {
      return sealed.fetchBundles(row.account, '*');
    }
    const unit = new UnitOfWork(store, 'aci', clock.now());
    const without = [...known].filter(([device, registrationId]) => {
      if (registrationId === 0) return true;
      return row.kind !== 'error' && !unit.mayWrite(row.account, device);
    });
    const fetched = without.map(([device]) => this.#bundleOf(row.account, device));
    return (await Promise.all(fetched)).flat();
  }

  /** The bundle of a device, or none where it is gone by now. */
  async #bundleOf(account: AccountId, device: number): Promise<FetchedBundle[]> {
    try {
      return await this.#context.sealed.fetchBundles(account, device);
    } catch (error) {
      if (!(error instanceof ClientError && error.code === 'device.not_found')) throw error;
      this.#context.store.transaction(() => forgetGone(this.#context, account, device));
      return [];
    }
  }

  async #seal(row: Sealable, bundles: readonly FetchedBundle[]): Promise<SendFrame> {
    const { store, clock } = this.#context;
    const unit = new UnitOfWork(store, 'aci', clock.now());
    if (row.kind !== 'error') {
      const key = this.#refuseOthers(row, bundles);
      heedLists(this.#context, row.account, key, bundles);
    }
    const registrations = this.#devices(row.account);
    for (const one of bundles) registrations.set(one.device, one.registrationId);
    if (row.kind !== 'error') await this.#openSessions(unit, row.account, bundles);

    const isNamed = !isRow(row) && row.each !== undefined;
    const cover = isNamed ? undefined : this.#context.sealed.cover(row.account);
    const contents: DeviceContent[] = [];
    for (const [deviceId, registrationId] of registrations) {
      // Where such a device does exist, the server says that it is missing.
      if (row.kind !== 'error' && !this.#mayRead(row.account, deviceId, registrationId)) continue;
      const sealed = await this.#encrypt(unit, row, deviceId, cover);
      contents.push({ deviceId, registrationId, ...sealed });
    }
    const frame: SendFrame = {
      guid: row.guid,
      destination: row.account,
      contents,
      ephemeral: row.kind === 'typing' || row.kind === 'passing',
      urgent: urgent.includes(row.kind),
      timestamp: row.timestamp,
      ...(cover && { accessKey: cover.accessKey }),
    };
    this.#commit(unit, row, frame, registrations, cover);
    return frame;
  }

  /** The known devices of an account but this one, each with its registration id. */
  #devices(account: AccountId): Map<number, number> {
    const devices = this.#context.store.sessions.devices(account);
    if (account === this.#context.account) devices.delete(this.#context.device);
    return devices;
  }

  /** False for a device that a signed list of the account, if it has one, does not name. */
  #mayRead(account: AccountId, device: number, registrationId: number): boolean {
    const key = this.#context.store.identities.get(account)?.key;
    const listed = key && listedDevices(this.#context.store, account, key);
    return !listed || isListed({ devices: listed }, device, registrationId);
  }

  #commit(
    unit: UnitOfWork,
    row: Sealable,
    frame: SendFrame,
    registrations: ReadonlyMap<number, number>,
    cover: Cover | undefined,
  ): void {
    const { store } = this.#context;
    if (!unit.isCurrent) throw new NoAnswer('The account has another identity by now.');
    const proven = frame.contents.every(
      (one) => store.sessions.state(row.account, one.deviceId) === 'active' && one.type === 1,
    );
    const life = {
      state: proven ? ('active' as const) : ('initializing' as const),
      reason: 'sent',
    };
    store.transaction(() => {
      for (const device of unit.sessionChanges.values()) {
        const at = device.address.deviceId();
        if (store.sessions.state(row.account, at)) continue;
        const serialized = device.record.serialize();
        const reason = 'bundle fetched';
        store.sessions.save(row.account, at, serialized, {
          state: 'created',
          reason,
          now: unit.now,
        });
        wipe(serialized);
      }
      unit.commit(life, () => {
        for (const [device, id] of registrations)
          store.sessions.saveDevice(row.account, device, id);
        if (!isRow(row)) return;
        const sealedFor = row.kind === 'error' ? undefined : store.identities.get(row.account)?.key;
        store.outbox.setFrame(row.id, encodeSend(frame), sealedFor);
        store.sealed.setFrameUntil(row.id, cover?.certificate.untilMs);
      });
    });
  }

  /** Everything is sealed for one identity key: the trusted one, or else the first that is seen. */
  #refuseOthers(row: Sealable, bundles: readonly FetchedBundle[]): Uint8Array {
    const known = this.#context.store.identities.get(row.account);
    if (known?.pendingKey) throw identityChanged();
    const key = known?.key ?? bundles[0]?.identityKey;
    if (!key) throw new Error('There is nobody to encrypt for.');
    const other = bundles.find((one) => !same(one.identityKey, key));
    if (other && !known) throw invalid('the devices of one account have different identity keys');
    if (other) {
      suspect(this.#context, row.account, other.identityKey)();
      throw identityChanged();
    }
    if (this.isOver(row)) throw identityChanged();
    return key;
  }

  async #openSessions(
    unit: UnitOfWork,
    account: string,
    bundles: readonly FetchedBundle[],
  ): Promise<void> {
    for (const one of bundles) {
      const address = signal.ProtocolAddress.new(account, one.device);
      await signal.processPreKeyBundle(
        one.bundle,
        address,
        this.#self(),
        unit.sessions,
        unit.identities,
        new Date(unit.now),
      );
    }
  }

  async #encrypt(
    unit: UnitOfWork,
    row: Sealable,
    device: number,
    cover: Cover | undefined,
  ): Promise<Pick<DeviceContent, 'type' | 'content'>> {
    const to = signal.ProtocolAddress.new(row.account, device);
    const { sealed } = this.#context;
    if (row.kind === 'error') {
      const { content } = row;
      const report = signal.CiphertextMessage.from(signal.PlaintextContent.deserialize(content));
      if (cover) return sealed.seal(cover, report, to, unit.identities, row.kind);
      return { type: EnvelopeType.plaintextContent, content };
    }
    // One that a message has brought back since bundles were fetched, or an older identity's.
    if (!unit.mayWrite(row.account, device)) throw new NoAnswer('The session is another by now.');
    const padded = pad(contentFor(row, device), row.content.length);
    const message = await signal.signalEncrypt(
      padded,
      to,
      this.#self(),
      unit.sessions,
      unit.identities,
      new Date(unit.now),
    );
    wipe(padded);
    if (cover) return sealed.seal(cover, message, to, unit.identities, row.kind);
    const first = message.type() === signal.CiphertextMessageType.PreKey;
    return {
      type: first ? EnvelopeType.preKeyMessage : EnvelopeType.ciphertext,
      content: message.serialize(),
    };
  }

  #self(): signal.ProtocolAddress {
    return signal.ProtocolAddress.new(this.#context.account, this.#context.device);
  }
}

/** Nothing, for a device that is not meant. */
function contentFor(row: Sealable, device: number): Uint8Array {
  const own = isRow(row) ? row.content : row.each ? row.each.get(device) : row.content;
  const isMeant = isRow(row) || !row.devices || row.devices.has(device);
  return (isMeant ? own : undefined) ?? encodeContent({ type: 'null' });
}

/** What is known of an account's devices becomes what the server says they are. */
export function fitDevices(
  context: ClientContext,
  account: AccountId,
  mismatch: MismatchedDevices,
  row?: number,
): Promise<void> {
  const { store, ratchets, clock } = context;
  return ratchets.run(account, () => {
    store.transaction(() => {
      for (const device of mismatch.extra) forgetGone(context, account, device);
      for (const device of mismatch.stale) {
        forgetDevice(store, account, device, 'device installed again', clock.now());
      }
      // A registration id of zero is nobody's: the next seal fetches the bundle of such a device.
      for (const device of mismatch.missing) store.sessions.saveDevice(account, device, 0);
      store.outbox.clearFrames(account, row);
    });
    return Promise.resolve();
  });
}
