// Ports of the domain in a few lines, with switches to make them slow, absent or fenced: what the
// actors' own tests need to see. The twins that keep every promise are in src/persistence/memory.

import type {
  Account,
  AccountStore,
  Delivery,
  DeliveryPort,
  DeviceLife,
  EcPreKey,
  EnvelopePlace,
  EnvelopeQueue,
  InsertOutcome,
  PreKeyPool,
  PreKeyStore,
  QueueAddress,
  QueuedEnvelope,
  QueuePage,
  Relation,
  RelationStore,
  SignedPreKey,
} from '#ports';
import { StoreFull, strangers, Unreachable } from '#ports';
import type {
  AccountId,
  ConnectionAddress,
  DeviceAddress,
  EnvelopeGuid,
  FencingToken,
  PhoneIdentityId,
  QueueGeneration,
} from '#protocol';
import { formatDeviceAddress } from '#protocol';

/** A fault that a test switches on. */
export class Switchable {
  away = false;
  /** Calls wait here while the gate is shut. */
  #gate: Promise<void> | undefined;
  #open: () => void = () => undefined;

  shut(): void {
    this.#gate = new Promise((resolve) => (this.#open = resolve));
  }

  open(): void {
    this.#open();
    this.#gate = undefined;
  }

  async pass(): Promise<void> {
    if (this.away) throw new Unreachable('switched off');
    if (this.#gate) await this.#gate;
  }
}

export class TestAccounts extends Switchable implements AccountStore {
  readonly held = new Map<AccountId, { account: Account; fence: FencingToken }>();
  claims = 0;
  awayForWrites = false;
  /** The next replacement is carried out and its outcome lost. */
  loseNextReplacement = false;

  async claim(id: AccountId, fence: FencingToken): Promise<Account | 'missing' | 'fenced'> {
    this.claims++;
    await this.pass();
    const held = this.held.get(id);
    if (!held) return 'missing';
    if (held.fence > fence) return 'fenced';
    this.held.set(id, { account: held.account, fence });
    return held.account;
  }

  async create(account: Account, fence: FencingToken): Promise<'created' | 'taken'> {
    await this.pass();
    const taken = [...this.held.values()].some(
      (one) =>
        one.account.id === account.id ||
        one.account.pni === account.pni ||
        (account.number !== undefined && one.account.number === account.number),
    );
    if (taken) return 'taken';
    this.held.set(account.id, { account, fence });
    return 'created';
  }

  async replace(account: Account, fence: FencingToken): Promise<'replaced' | 'missing' | 'fenced'> {
    await this.pass();
    if (this.awayForWrites) throw new Unreachable('switched off');
    const held = this.held.get(account.id);
    if (!held) return 'missing';
    if (held.fence > fence) return 'fenced';
    this.held.set(account.id, { account, fence });
    if (this.loseNextReplacement) {
      this.loseNextReplacement = false;
      throw new Unreachable('outcome lost');
    }
    return 'replaced';
  }

  async remove(id: AccountId, fence: FencingToken): Promise<'removed' | 'missing' | 'fenced'> {
    await this.pass();
    const held = this.held.get(id);
    if (!held) return 'missing';
    if (held.fence > fence) return 'fenced';
    this.held.delete(id);
    return 'removed';
  }

  async findByNumber(number: string): Promise<{ id: AccountId; pni: PhoneIdentityId } | undefined> {
    const found = [...this.held.values()].find((one) => one.account.number === number);
    return found && { id: found.account.id, pni: found.account.pni };
  }

  async findByPhoneIdentity(pni: PhoneIdentityId): Promise<AccountId | undefined> {
    return [...this.held.values()].find((one) => one.account.pni === pni)?.account.id;
  }
}

export class TestPreKeys extends Switchable implements PreKeyStore {
  readonly ec = new Map<string, EcPreKey[]>();
  readonly kem = new Map<string, SignedPreKey[]>();
  awayForClear = false;

  async replaceEc(pool: PreKeyPool, keys: readonly EcPreKey[]): Promise<void> {
    await this.pass();
    this.ec.set(nameOf(pool), [...keys]);
  }

  async replaceKem(pool: PreKeyPool, keys: readonly SignedPreKey[]): Promise<void> {
    await this.pass();
    this.kem.set(nameOf(pool), [...keys]);
  }

  async takeEc(pool: PreKeyPool): Promise<EcPreKey | undefined> {
    await this.pass();
    return this.ec.get(nameOf(pool))?.shift();
  }

  async takeKem(pool: PreKeyPool): Promise<SignedPreKey | undefined> {
    await this.pass();
    return this.kem.get(nameOf(pool))?.shift();
  }

  async count(pool: PreKeyPool): Promise<{ ec: number; kem: number }> {
    await this.pass();
    const name = nameOf(pool);
    return { ec: this.ec.get(name)?.length ?? 0, kem: this.kem.get(name)?.length ?? 0 };
  }

  async clear(life: DeviceLife): Promise<void> {
    await this.pass();
    if (this.awayForClear) throw new Unreachable('switched off');
    for (const identity of ['aci', 'pni'] as const) {
      this.ec.delete(nameOf({ ...life, identity }));
      this.kem.delete(nameOf({ ...life, identity }));
    }
  }
}

export class TestQueue extends Switchable implements EnvelopeQueue {
  readonly lanes = new Map<string, QueuedEnvelope[]>();
  readonly #seen = new Set<string>();
  #last = 0;
  /** Of the newest owner that has called. */
  fence = 0 as FencingToken;
  lengthMax = Number.POSITIVE_INFINITY;
  pages = 0;
  awayForClear = false;
  /** What was read for a page is handed out once this has resolved. */
  afterPage: Promise<void> | undefined;
  /** The next insert is stored and its outcome lost. */
  loseOutcome = false;
  defect: Error | undefined;
  storeFull = false;

  async insert(
    to: QueueAddress,
    fence: FencingToken,
    guid: EnvelopeGuid,
    bytes: Uint8Array,
  ): Promise<InsertOutcome> {
    if (this.defect) throw this.defect;
    if (this.storeFull) throw new StoreFull('no room');
    if (this.#isFenced(fence)) return { outcome: 'fenced' };
    const lane = this.#lane(to);
    const seen = `${laneOf(to, to.generation)} ${guid}`;
    const duplicate = this.#seen.has(seen);
    const full = lane.length >= this.lengthMax;
    const position = this.#last + 1;
    if (!this.away && !duplicate && !full) {
      this.#last = position;
      this.#seen.add(seen);
      lane.push({ guid, position, bytes });
    }
    await this.pass();
    if (this.loseOutcome) {
      this.loseOutcome = false;
      throw new Unreachable('outcome lost');
    }
    if (duplicate) return { outcome: 'duplicate' };
    return full ? { outcome: 'full' } : { outcome: 'stored', position };
  }

  async page(
    from: QueueAddress,
    fence: FencingToken,
    after: number,
    limit: number,
  ): Promise<QueuePage | 'fenced'> {
    this.pages++;
    await this.pass();
    if (this.#isFenced(fence)) return 'fenced';
    const rest = this.#lane(from).filter((one) => one.position > after);
    await this.afterPage;
    return { envelopes: rest.slice(0, limit), more: rest.length > limit };
  }

  async remove(
    from: QueueAddress,
    fence: FencingToken,
    which: readonly EnvelopePlace[],
  ): Promise<'removed' | 'fenced'> {
    await this.pass();
    if (this.#isFenced(fence)) return 'fenced';
    const is = (one: EnvelopePlace) => (other: EnvelopePlace) =>
      one.guid === other.guid && one.position === other.position;
    const rest = this.#lane(from).filter((one) => !which.some(is(one)));
    this.lanes.set(laneOf(from, from.generation), rest);
    return 'removed';
  }

  async locate(
    from: QueueAddress,
    fence: FencingToken,
    guids: readonly EnvelopeGuid[],
  ): Promise<readonly EnvelopePlace[] | 'fenced'> {
    await this.pass();
    if (this.#isFenced(fence)) return 'fenced';
    return this.#lane(from).filter((one) => guids.includes(one.guid));
  }

  async clear(device: DeviceAddress, generation: QueueGeneration): Promise<void> {
    await this.pass();
    if (this.awayForClear) throw new Unreachable('switched off');
    this.lanes.delete(laneOf(device, generation));
  }

  #isFenced(fence: FencingToken): boolean {
    if (fence < this.fence) return true;
    this.fence = fence;
    return false;
  }

  #lane(of: QueueAddress): QueuedEnvelope[] {
    const name = laneOf(of, of.generation);
    const lane = this.lanes.get(name) ?? [];
    this.lanes.set(name, lane);
    return lane;
  }
}

/** What a queue is called in `TestQueue.lanes`. */
export function laneOf(device: DeviceAddress, generation: QueueGeneration): string {
  return `${formatDeviceAddress(device)}.${generation}`;
}

export class TestRelations extends Switchable implements RelationStore {
  readonly wrote: [AccountId, AccountId][] = [];
  readonly removed: AccountId[] = [];
  /** What reached the store, as it did. */
  readonly order: string[] = [];
  readonly #notes = new Switchable();

  shutForNotes(): void {
    this.#notes.shut();
  }

  openForNotes(): void {
    this.#notes.open();
  }

  async load(): Promise<Relation> {
    return strangers;
  }
  async replace(a: AccountId, b: AccountId, _expected: Relation, next: Relation) {
    await this.pass();
    await this.#notes.pass();
    this.order.push('replace');
    for (const from of next.wrote) this.wrote.push([from, from === a ? b : a]);
    return true;
  }
  async list(): Promise<{ with: AccountId; relation: Relation }[]> {
    return [];
  }
  async removeAll(of: AccountId): Promise<void> {
    await this.pass();
    this.order.push('removeAll');
    this.removed.push(of);
  }
}

/** Keeps what connections were told. */
export class TestDelivery implements DeliveryPort {
  readonly told: { to: ConnectionAddress; delivery: Delivery }[] = [];

  send(to: ConnectionAddress, delivery: Delivery): void {
    this.told.push({ to, delivery });
  }

  /** Guids handed to a connection, in order. */
  guids(to: ConnectionAddress): EnvelopeGuid[] {
    return this.told
      .filter((one) => one.to.connection === to.connection)
      .flatMap(({ delivery }) =>
        delivery.type === 'envelopes' ? delivery.envelopes.map((one) => one.guid) : [],
      );
  }

  types(to: ConnectionAddress): string[] {
    return this.told
      .filter((one) => one.to.connection === to.connection)
      .map(({ delivery }) => delivery.type);
  }
}

function nameOf(pool: PreKeyPool): string {
  return `${laneOf(pool, pool.generation)} ${pool.identity}`;
}
