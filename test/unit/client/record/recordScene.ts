// Devices of one account with their stores and records alone, over the server in memory: what they
// tell each other goes straight from one's outbox to the others' ears.

import { randomBytes } from 'node:crypto';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { NoAnswer } from '#client';
import { decodeContent, encodeDeviceList, parseAccountId, parseDeviceId } from '#protocol';
import type { AccountId, DeviceId, SyncContent } from '#protocol';
import { ManualClock } from '#runtime';
import { Chores } from '../../../../client/chores.ts';
import { Events } from '../../../../client/events.ts';
import { AccountRecord } from '../../../../client/record/accountRecord.ts';
import { Store } from '../../../../client/store/store.ts';
import type { HttpAsk } from '../../../../client/transport/transport.ts';
import { MemoryRecords } from '../memoryRecord.ts';

const roundsMax = 5_000;

export class RecordScene {
  readonly server = new MemoryRecords();
  readonly clock = new ManualClock();
  readonly account = parseAccountId('9d0652a3-dcc3-4d11-975f-74d61598733f') as AccountId;
  readonly identity = IdentityKeyPair.generate();
  readonly devices: RecordDevice[] = [];
  readonly requests: string[] = [];
  #lists = 0;
  #listed: readonly DeviceId[] = [];

  /** A further device; it is told the master key as a link tells it. */
  add(isTold = true): RecordDevice {
    const device = new RecordDevice(this, (this.devices.length + 1) as DeviceId);
    const masterKey = this.devices[0]?.record.masterKey();
    if (isTold && masterKey) device.store.record.takeMasterKey(masterKey);
    this.devices.push(device);
    this.list(this.devices.map(({ id }) => id));
    return device;
  }

  /** The account's devices are these from now on. */
  list(ids: readonly DeviceId[]): void {
    this.#lists += 1;
    this.#listed = ids;
    const listed = ids.map((id) => ({ id, registrationId: 1, pniRegistrationId: 1, addedAt: 0 }));
    const none = new Uint8Array(0);
    for (const { store } of this.devices) {
      store.deviceLists.pin(this.account, this.identity.publicKey.serialize(), this.#lists, {
        list: encodeDeviceList({
          account: this.account,
          version: this.#lists,
          devices: listed as never,
        }),
        listSignature: none,
        listKey: none,
        listKeySignature: none,
      });
    }
  }

  /** Carries what waits for the others, but not to those who are away. */
  carry(from: RecordDevice): void {
    for (;;) {
      const row = from.store.outbox.head(this.account);
      if (!row) return;
      from.store.outbox.finish(row, { serverTimestamp: 1 }, this.clock.now());
      const content = decodeContent(row.content) as SyncContent;
      for (const other of this.devices) {
        const isHeard = [from.id, other.id].every((id) => this.#listed.includes(id));
        if (other !== from && isHeard) other.mail.push({ content, from });
      }
    }
  }

  async until(isSo: () => boolean, what = 'what the test waits for'): Promise<void> {
    for (let round = 0; round < roundsMax; round += 1) {
      for (const one of this.devices) one.hear();
      if (isSo()) return;
      if (round % 20 === 19) this.clock.advance(500);
      await new Promise((resolve) => setImmediate(resolve));
    }
    throw new Error(`It never came to ${what}.`);
  }

  /** All devices that are there hold what the server has, and the same. */
  async settled(): Promise<void> {
    await this.until(() => {
      const current = this.server.of(this.account).manifest?.version ?? 0;
      return this.devices.every(({ isAway, mail, store }) => {
        if (isAway) return true;
        const isThere = store.record.head().version === current && mail.length === 0;
        return isThere && !store.record.isChanged() && !store.record.head().isAnew;
      });
    }, 'a settled record');
  }
}

export class RecordDevice {
  readonly store = new Store(':memory:', 'create');
  readonly record: AccountRecord;
  readonly id: DeviceId;
  readonly troubles: string[] = [];
  readonly mail: { content: SyncContent; from: RecordDevice }[] = [];
  isAway = false;
  /** Throws in the place of an answer, or after it. */
  cut: ((ask: HttpAsk, when: 'before' | 'after') => void) | undefined;

  constructor(scene: RecordScene, id: DeviceId) {
    this.id = id;
    const { store } = this;
    const { account, clock, identity } = scene;
    store.profile.begin('http://twin');
    store.profile.adopt({ aci: identity, pni: IdentityKeyPair.generate() });
    store.profile.registered(
      account,
      randomBytes(16).toString('hex'),
      undefined,
      parseDeviceId(id),
    );
    const events = new Events();
    events.on('trouble', (error) =>
      this.troubles.push((error as { code?: string }).code ?? 'defect'),
    );
    const chores = new Chores(events);
    const transport = {
      connected: true,
      request: async (ask: HttpAsk) => {
        await new Promise((resolve) => setImmediate(resolve));
        if (this.isAway) throw new NoAnswer('away');
        this.cut?.(ask, 'before');
        scene.requests.push(`${ask.verb} ${ask.path}`);
        const answer = scene.server.request(account, ask, ask.path);
        this.cut?.(ask, 'after');
        return structuredClone(answer ?? { status: 404, headers: {}, body: undefined });
      },
    };
    const context = { store, transport, clock: chores.clock(clock), chores, account, device: id };
    this.record = new AccountRecord(context as never, () => scene.carry(this));
  }

  hear(): void {
    if (this.isAway) return;
    for (const { content, from } of this.mail.splice(0)) {
      this.store.transaction(() => this.record.hear(content, from.id));
    }
  }

  /** It is there again. */
  async back(): Promise<void> {
    this.isAway = false;
    this.hear();
    await this.record.connected();
  }

  get groups(): string[] {
    return this.record
      .groups()
      .map((key) => Buffer.from(key).toString('hex'))
      .sort();
  }
}
