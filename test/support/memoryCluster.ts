// A cluster in one process for the gateway's tests: routers of several members over one set of
// accounts, each account with one device, its queue and its window of unacknowledged envelopes.

import type { AuthenticatedDevice, CommandOf } from '#actors';
import type { Delivery, DeliveryNumber } from '#ports';
import type {
  AccountId,
  ConnectionAddress,
  ConnectionId,
  DeviceId,
  EntityAddress,
  EnvelopeGuid,
  ErrorCode,
  FencingToken,
  MemberId,
  Result,
  ShardId,
} from '#protocol';
import { encodeEnvelope, guidToBytes, limits, ok, refuse, shardOf } from '#protocol';
import type { Router } from '#routing';

interface MemoryDevice {
  readonly password: string;
  readonly queue: Map<EnvelopeGuid, Uint8Array>;
  connection?: ConnectionAddress;
  ordinal: number;
  attempt: number;
  index: number;
  underWay: Set<EnvelopeGuid>;
  emptyTold: boolean;
}

interface Listeners {
  delivery: (connection: ConnectionId, delivery: Delivery) => void;
  moved: ((shards: ReadonlySet<ShardId>) => void)[];
  relayAddress?: string;
}

const device1 = 1 as DeviceId;

/** Accounts, their queues, and the members that can be asked. */
export class MemoryCluster {
  readonly devices = new Map<AccountId, MemoryDevice>();
  readonly asked: CommandOf<'account'>[] = [];
  readonly members = new Map<MemberId, Listeners>();
  #ordinal = 0;
  /** Refuses every command with this code while set. */
  refusing: ErrorCode | undefined;
  /** Holds back the answers of sends while set. */
  sendGate: Promise<void> | undefined;

  register(id: AccountId, password: string): AuthenticatedDevice {
    const fresh = {
      ordinal: 0,
      attempt: 0,
      index: 0,
      underWay: new Set<EnvelopeGuid>(),
      emptyTold: false,
    };
    this.devices.set(id, { password, queue: new Map(), ...fresh });
    return this.whoIs(id);
  }

  whoIs(account: AccountId): AuthenticatedDevice {
    return { account, device: device1, credential: 'salt', hasSiblings: false };
  }

  /** The router of one member. */
  router(member: MemberId): Router {
    const mine: Listeners = { delivery: () => {}, moved: [] };
    this.members.set(member, mine);
    return {
      member,
      ask: (to, command) =>
        this.#ask(to as EntityAddress, command as CommandOf<'account'>) as never,
      deliver: (to, delivery) => this.deliver(to, delivery),
      ownerOf: () => member,
      nextOrdinal: async () => ++this.#ordinal,
      onShardsMoved: (listener) => {
        mine.moved.push(listener);
      },
      onDelivery: (listener) => {
        mine.delivery = listener;
      },
      relayAddress: async (other) => this.members.get(other)?.relayAddress,
    };
  }

  deliver(to: ConnectionAddress, delivery: Delivery): void {
    this.members.get(to.member)?.delivery(to.connection, delivery);
  }

  /** The account's shard goes to another owner: its actor forgets every connection. */
  move(account: AccountId): void {
    const device = this.devices.get(account);
    if (device) {
      delete device.connection;
      device.underWay = new Set();
    }
    const shards = new Set([shardOf({ type: 'account', id: account })]);
    for (const { moved } of this.members.values()) for (const tell of moved) tell(shards);
  }

  async #ask({ id }: EntityAddress, command: CommandOf<'account'>): Promise<Result<unknown>> {
    const to = id as AccountId;
    this.asked.push(command);
    if (this.refusing) return refuse(this.refusing);
    if (command.type === 'send' && this.sendGate) await this.sendGate;
    const device = this.devices.get(to);
    if (!device) return refuse('account.not_found');
    return this.#answer(to, device, command);
  }

  #answer(id: AccountId, device: MemoryDevice, command: CommandOf<'account'>): Result<unknown> {
    switch (command.type) {
      case 'attach':
        return this.#attach(id, device, command);
      case 'detach':
        if (device.connection?.connection === command.connection.connection) {
          delete device.connection;
        }
        return ok(null);
      case 'acknowledge':
        for (const guid of command.guids) {
          device.queue.delete(guid);
          device.underWay.delete(guid);
        }
        this.#push(id, device);
        return ok(null);
      case 'send':
        for (const content of command.contents) {
          const envelope = encodeEnvelope({
            type: 1,
            clientTimestamp: command.clientTimestamp,
            serverTimestamp: command.serverTimestamp,
            content: content.content,
            destinationServiceId: id,
            serverGuid: guidToBytes(command.guid),
            urgent: true,
          });
          device.queue.set(command.guid, envelope);
        }
        this.#push(id, device);
        return ok({ serverTimestamp: command.serverTimestamp });
      default:
        return refuse('event.unknown');
    }
  }

  #attach(
    id: AccountId,
    device: MemoryDevice,
    { connection, ordinal, attempt }: CommandOf<'account', 'attach'>,
  ): Result<null> {
    const former = device.connection;
    if (former && former.connection !== connection.connection) {
      if (ordinal < device.ordinal) return refuse('device.replaced');
      const address = { account: id, device: device1 };
      this.deliver(former, { type: 'close', device: address, code: 'device.replaced' });
    }
    const fresh = { underWay: new Set(), emptyTold: false, index: 0 };
    Object.assign(device, { connection, ordinal, attempt, ...fresh });
    this.#push(id, device);
    return ok(null);
  }

  #push(id: AccountId, device: MemoryDevice): void {
    if (!device.connection) return;
    const address = { account: id, device: device1 };
    const envelopes: { guid: EnvelopeGuid; bytes: Uint8Array }[] = [];
    for (const [guid, bytes] of device.queue) {
      if (device.underWay.size >= limits.unacknowledgedMax) break;
      if (device.underWay.has(guid)) continue;
      device.underWay.add(guid);
      envelopes.push({ guid, bytes });
    }
    if (envelopes.length > 0) {
      const number = nextStep(device);
      this.deliver(device.connection, { type: 'envelopes', device: address, number, envelopes });
    }
    if (device.emptyTold || device.underWay.size < device.queue.size) return;
    device.emptyTold = true;
    const number = nextStep(device);
    this.deliver(device.connection, { type: 'queueEmpty', device: address, number });
  }
}

const nextStep = (device: MemoryDevice): DeliveryNumber => ({
  attempt: device.attempt,
  token: 1 as FencingToken,
  index: device.index++,
});
