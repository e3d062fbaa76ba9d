// From a row of the outbox to a Send with a ciphertext for each device, committed together with
// the ratchets that made them: the same bytes go out again whatever happens in between.

import * as signal from '@signalapp/libsignal-client';
import { EnvelopeType, decodeSend, encodeSend } from '#protocol';
import type { DeviceContent, MismatchedDevices, SendFrame } from '#protocol';
import { pad, same } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import type { FetchedBundle } from '../sessions/bundle.ts';
import { fetchBundles, invalid } from '../sessions/bundle.ts';
import { suspect } from '../sessions/trust.ts';
import { UnitOfWork } from '../sessions/unitOfWork.ts';
import type { OutboxRow } from '../store/outboxTable.ts';

export class Sealing {
  readonly #context: ClientContext;

  constructor(context: ClientContext) {
    this.#context = context;
  }

  /**
   * The row's Send. Throws NoAnswer where bundles cannot be had now. Refuses: identity.changed,
   * bundle.invalid.
   */
  async frame(row: OutboxRow): Promise<SendFrame> {
    if (row.frame) return decodeSend(row.frame);
    const bundles = await this.#missingBundles(row);
    return this.#context.ratchets.run(row.account, () => this.#seal(row, bundles));
  }

  /** True for a resend whose identity key is not the trusted one: it can be sealed for nobody. */
  isOver({ account, onlyFor }: OutboxRow): boolean {
    const trusted = this.#context.store.identities.get(account)?.key;
    return onlyFor !== undefined && !(trusted && same(onlyFor, trusted));
  }

  /**
   * Makes the sessions fit the device list that the server named, and forgets the row's
   * ciphertexts.
   */
  mend(row: OutboxRow, mismatch: MismatchedDevices): Promise<void> {
    const { store, clock, ratchets } = this.#context;
    return ratchets.run(row.account, () => {
      const now = clock.now();
      store.transaction(() => {
        for (const device of mismatch.extra) {
          store.sessions.remove(row.account, device, 'device gone', now);
          store.sessions.removeDevice(row.account, device);
        }
        for (const device of mismatch.stale) {
          store.sessions.remove(row.account, device, 'device installed again', now);
          store.sessions.removeDevice(row.account, device);
        }
        // A registration id of zero is nobody's: the next seal fetches the bundle of such a device.
        for (const device of mismatch.missing) store.sessions.saveDevice(row.account, device, 0);
        store.outbox.clearFrames(row.account, row.id);
      });
      return Promise.resolve();
    });
  }

  async #missingBundles(row: OutboxRow): Promise<FetchedBundle[]> {
    const { store, transport, clock } = this.#context;
    const known = store.sessions.devices(row.account);
    const wanted = row.device === undefined ? [...known.keys()] : [row.device];
    if (wanted.length === 0) return fetchBundles(transport, row.account, '*');
    const unit = new UnitOfWork(store, 'aci', clock.now());
    const without = wanted.filter((device) => {
      if (!known.get(device)) return true;
      return row.kind !== 'error' && !hasSession(unit, row.account, device);
    });
    const fetched = without.map((device) => fetchBundles(transport, row.account, device));
    return (await Promise.all(fetched)).flat();
  }

  async #seal(row: OutboxRow, bundles: readonly FetchedBundle[]): Promise<SendFrame> {
    const { store, clock } = this.#context;
    const unit = new UnitOfWork(store, 'aci', clock.now());
    if (row.kind !== 'error') this.#refuseOthers(row, bundles);
    const registrations = store.sessions.devices(row.account);
    for (const one of bundles) registrations.set(one.device, one.registrationId);
    if (row.kind !== 'error') await this.#openSessions(unit, row.account, bundles);

    const devices = row.device === undefined ? [...registrations.keys()] : [row.device];
    const contents: DeviceContent[] = [];
    for (const deviceId of devices) {
      const sealed = await this.#encrypt(unit, row, deviceId);
      contents.push({ deviceId, registrationId: registrations.get(deviceId) ?? 0, ...sealed });
    }
    const frame: SendFrame = {
      guid: row.guid,
      destination: row.account,
      contents,
      ephemeral: row.kind === 'typing',
      urgent: row.kind === 'text' || row.kind === 'deed',
      timestamp: row.timestamp,
    };
    this.#commit(unit, row, frame, registrations);
    return frame;
  }

  #commit(
    unit: UnitOfWork,
    row: OutboxRow,
    frame: SendFrame,
    registrations: ReadonlyMap<number, number>,
  ): void {
    const { store } = this.#context;
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
        store.sessions.save(row.account, at, device.record.serialize(), {
          state: 'created',
          reason: 'bundle fetched',
          now: unit.now,
        });
      }
      unit.commit(life, () => {
        for (const [device, id] of registrations)
          store.sessions.saveDevice(row.account, device, id);
        const sealedFor = row.kind === 'error' ? undefined : store.identities.get(row.account)?.key;
        store.outbox.setFrame(row.id, encodeSend(frame), sealedFor);
      });
    });
  }

  /** Everything is sealed for one identity key: the trusted one, or else the first that is seen. */
  #refuseOthers(row: OutboxRow, bundles: readonly FetchedBundle[]): void {
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
    row: OutboxRow,
    device: number,
  ): Promise<Pick<DeviceContent, 'type' | 'content'>> {
    if (row.kind === 'error') return { type: EnvelopeType.plaintextContent, content: row.content };
    const message = await signal.signalEncrypt(
      pad(row.content),
      signal.ProtocolAddress.new(row.account, device),
      this.#self(),
      unit.sessions,
      unit.identities,
      new Date(unit.now),
    );
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

/** True when the device can be written to without a new bundle. */
export function hasSession(unit: UnitOfWork, account: string, device: number): boolean {
  return unit.session(account, device)?.hasCurrentState(new Date(unit.now)) ?? false;
}

export const identityChanged = () =>
  new ClientError(
    'identity.changed',
    'The identity key of this contact changed. What you write waits: compare the safety number, ' +
      'then accept the identity that you compared.',
  );
