// Our sender key of a group: made, given to every device that is to read us, and made anew when
// somebody who has it is to read us no more.

import { randomUUID } from 'node:crypto';
import * as signal from '@signalapp/libsignal-client';
import { decodeContent, decodeSend, encodeContent } from '#protocol';
import type { AccountId, GroupId } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { isListed, listedDevices } from '../devices/watch.ts';
import { UnitOfWork } from '../sessions/unitOfWork.ts';
import type { OutboxRow } from '../store/outboxTable.ts';
import type { Store } from '../store/store.ts';

/** After this another key is made, whoever has it. */
const keyAgeMaxMs = 30 * 24 * 60 * 60 * 1000;
/** Given to so many accounts at a time. */
const givenAtOnce = 64;

/** What became of giving the key to an account. */
export type Given =
  /** All of its devices have it. */
  | 'has'
  /** It could not be given: what is said goes to the account alone. */
  | 'cannot'
  /** There is no such account. */
  | 'gone';

/** What takes the key to an account. */
interface KeySender {
  /** True where the account took no more when it was last tried. */
  isFull(account: AccountId): boolean;
  enqueue(row: Parameters<Store['outbox']['add']>[0]): Promise<unknown>;
}

export class Distributing {
  readonly #context: ClientContext;
  readonly #sender: KeySender;

  constructor(context: ClientContext, sender: KeySender) {
    this.#context = context;
    this.#sender = sender;
  }

  /**
   * The name of our key: a new one where a device has the old one that is none of these members'
   * any more, where it is old, or where it was given away and is here no more.
   */
  current(group: GroupId, members: readonly AccountId[]): string {
    const { store, clock, account, device } = this.#context;
    const known = store.groups.distribution(group);
    const now = clock.now();
    const isYoung = known && now - known.madeAt < keyAgeMaxMs;
    if (known && isYoung && !this.#isLost(known.id) && !this.#hasStrangers(known.id, members)) {
      return known.id;
    }
    return store.transaction(() => {
      if (known) store.senderKeys.retire(known.id, account, device);
      const made = randomUUID();
      store.groups.setDistribution(group, made, now);
      return made;
    });
  }

  /** True where every device of the account can be written to under the key. */
  isReady(distribution: string, account: AccountId): boolean {
    const { store, clock } = this.#context;
    const devices = devicesOf(store, account);
    if (devices.size === 0) return false;
    const shares = store.senderKeys.sharesOf(distribution, account);
    const unit = new UnitOfWork(store, 'aci', clock.now());
    return [...devices].every(([device, registrationId]) => {
      return shares.get(device) === registrationId && unit.mayWrite(account, device);
    });
  }

  /** Gives the key to these accounts, and waits until the server has it for them. */
  async give(
    distribution: string,
    accounts: readonly AccountId[],
  ): Promise<ReadonlyMap<AccountId, Given>> {
    const given = new Map<AccountId, Given>();
    if (accounts.length === 0) return given;
    const senderKey = await senderKeyOf(this.#context, distribution);
    for (let at = 0; at < accounts.length; at += givenAtOnce) {
      const some = accounts.slice(at, at + givenAtOnce);
      const ends = await Promise.all(some.map((account) => this.#give(account, senderKey)));
      for (const [index, account] of some.entries()) given.set(account, ends[index] ?? 'cannot');
    }
    return given;
  }

  async #give(account: AccountId, senderKey: Uint8Array): Promise<Given> {
    // Whoever takes no more holds up nobody else.
    if (this.#sender.isFull(account)) return 'cannot';
    const { store, clock } = this.#context;
    const timestamp = store.profile.nextTimestamp(clock.now());
    const content = own(encodeContent({ type: 'null', senderKey }));
    try {
      await this.#sender.enqueue({ account, kind: 'senderKey', content, timestamp });
      return 'has';
    } catch (error) {
      if (!(error instanceof ClientError) || error.code === 'client.closed') throw error;
      return error.code === 'account.not_found' ? 'gone' : 'cannot';
    }
  }

  /** True where the key had to go for newer ones of ours: nobody can seal under it. */
  #isLost(distribution: string): boolean {
    const { store, account, device } = this.#context;
    const isGiven = store.senderKeys.shares(distribution).length > 0;
    return isGiven && !store.senderKeys.has(account, device, distribution);
  }

  #hasStrangers(distribution: string, members: readonly AccountId[]): boolean {
    const { store } = this.#context;
    const those = new Set(members);
    const devices = new Map<AccountId, ReadonlyMap<number, number>>();
    return store.senderKeys.shares(distribution).some(({ account, device, registrationId }) => {
      const known = devices.get(account) ?? devicesOf(store, account);
      devices.set(account, known);
      return !those.has(account) || known.get(device) !== registrationId;
    });
  }
}

/** What lets a device read what we say from now on. */
async function senderKeyOf(context: ClientContext, distribution: string): Promise<Uint8Array> {
  const { store, clock, account, device } = context;
  const unit = new UnitOfWork(store, 'aci', clock.now());
  const self = signal.ProtocolAddress.new(account, device);
  const message = await signal.SenderKeyDistributionMessage.create(
    self,
    distribution,
    unit.senderKeys,
  );
  unit.commit({ state: 'active', reason: 'sent' }, () => {});
  return message.serialize();
}

/**
 * Notes which devices were given our key, in the transaction that takes the row out of the outbox.
 */
export function noteShares(store: Store, row: OutboxRow): void {
  const frame = store.outbox.frame(row.id);
  const { senderKey } = decodeContent(row.content);
  if (!frame || !senderKey) return;
  const message = signal.SenderKeyDistributionMessage.deserialize(own(senderKey));
  const distribution = message.distributionId();
  if (!store.groups.isDistribution(distribution)) return;
  for (const { deviceId: device, registrationId } of decodeSend(frame).contents) {
    store.senderKeys.share(distribution, { account: row.account, device, registrationId });
  }
}

/** The devices of an account that its newest list names, as far as they are known. */
export function devicesOf(store: Store, account: AccountId): ReadonlyMap<number, number> {
  const devices = store.sessions.devices(account);
  const key = store.identities.get(account)?.key;
  const listed = key && listedDevices(store, account, key);
  if (!listed) return devices;
  const named = [...devices].filter(([device, registrationId]) => {
    return registrationId === 0 || isListed({ devices: listed }, device, registrationId);
  });
  return new Map(named);
}
