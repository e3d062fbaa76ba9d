// Deliveries on their last hop: from the router to the sockets of this worker.

import type { Delivery, DeliveryNumber } from '#ports';
import type { AccountId, ConnectionId, EnvelopeGuid, ErrorCode } from '#protocol';
import { encodeDeliver, encodeNotice, encodeSecurity, errorRow, limits } from '#protocol';
import type { Router } from '#routing';
import { metrics, tracing } from '#runtime';
import type { Attachments } from './attachments.ts';
import type { Calls } from './calls.ts';
import type { Connection } from './connection.ts';
import type { ConnectionIndex } from './connectionIndex.ts';
import type { Topics } from './topics.ts';

/** Bytes of envelopes in one `deliver` event; a single larger envelope goes alone. */
const deliverBytesMax = 512 * 1024;
/** A client that is sent away comes back within this time, at random. */
export const reconnectJitterMs = 2000;

/** A pause before coming back, so that not all come at once. Never 0, which means: stay away. */
export function reconnectPauseMs(random: () => number = Math.random): number {
  return 1 + Math.floor(random() * (reconnectJitterMs - 1));
}

/** How long a client stays away after this code: for ever (0), or for a moment. */
export function reconnectAfterMs(code: ErrorCode): number {
  return errorRow(code).retry ? reconnectPauseMs() : 0;
}

/** Ends what a credential's sends are sent under. */
export interface Evictor {
  evict(account: AccountId, credential: string, evictions?: number): Promise<void>;
}

/** A delivery between a primary's worker and its new device's. */
export type Provision = Extract<Delivery, { type: 'provision' | 'provisioned' }>;

/** Where new devices wait. */
export interface ProvisionEvents {
  hear(delivery: Provision): void;
}

type TopicAudience = Pick<Topics, 'hear'>;

/** Hears the router's deliveries and tells the sockets. */
export class Egress {
  readonly #router: Router;
  readonly #index: ConnectionIndex;
  readonly #attachments: Attachments;
  readonly #permits: Evictor;
  readonly #topics: TopicAudience;
  readonly #calls: Pick<Calls, 'hear'>;
  readonly #waiting: ProvisionEvents;

  constructor(
    router: Router,
    index: ConnectionIndex,
    attachments: Attachments,
    permits: Evictor,
    topics: TopicAudience,
    calls: Pick<Calls, 'hear'>,
    waiting: ProvisionEvents,
  ) {
    this.#router = router;
    this.#index = index;
    this.#attachments = attachments;
    this.#permits = permits;
    this.#topics = topics;
    this.#calls = calls;
    this.#waiting = waiting;
    router.onDelivery((connection, delivery) => this.#deliver(connection, delivery));
  }

  #deliver(id: ConnectionId, delivery: Delivery): void {
    if (delivery.type === 'evict') return this.#evict(delivery);
    if (delivery.type === 'media') return;
    if ('topic' in delivery) return this.#topics.hear(delivery);
    if ('call' in delivery) return this.#calls.hear(delivery, id);
    if (delivery.type === 'provision' || delivery.type === 'provisioned') {
      return this.#waiting.hear(delivery);
    }
    const connection = this.#index.get(id);
    const { account, device } = delivery.device;
    const known = connection?.device.account === account && connection.device.device === device;
    if (!connection || !known) {
      const address = { member: this.#router.member, connection: id };
      this.#attachments.detachStray(delivery.device, address);
    } else if (delivery.type === 'close') {
      connection.detachOnEnd = false;
      connection.close(delivery.code, reconnectAfterMs(delivery.code));
    } else if (isUnnumbered(delivery)) connection.whenOpen(() => tell(connection, delivery));
    else this.#inOrder(connection, delivery);
  }

  /** Ends whatever acts under a credential; its account hears when nothing does any more. */
  #evict(word: Extract<Delivery, { type: 'evict' }>): void {
    const { device: addressed, credential, code, evictions } = word;
    for (const connection of this.#index.all()) {
      const { device } = connection;
      // Of a session that is over its device's actor goes on, and hears that the socket went.
      const isOfSession = device.session === credential;
      if (device.credential !== credential && !isOfSession) continue;
      // It was let in again since.
      if (evictions !== undefined && (device.evictions ?? 0) >= evictions) continue;
      if (!isOfSession) connection.detachOnEnd = false;
      connection.evict(code, reconnectAfterMs(code));
    }
    void this.#permits.evict(addressed.account, credential, evictions);
  }

  /** Nothing overtakes what the bus has lost: the connection is attached anew instead. */
  #inOrder(connection: Connection, delivery: Extract<Delivery, { number: DeliveryNumber }>): void {
    const order = connection.take(delivery.number);
    if (order === 'next') connection.whenOpen(() => tell(connection, delivery));
    else if (order === 'gap') {
      metrics.deliveryGaps.inc();
      this.#attachments.renew(connection);
    }
  }
}

type Told = Extract<Delivery, { type: 'envelopes' | 'queueEmpty' | 'notice' | 'security' }>;

/** What may be lost between two attachments. */
function isUnnumbered(told: Told): told is Extract<Told, { type: 'notice' | 'security' }> {
  return told.type === 'notice' || told.type === 'security';
}

function tell(connection: Connection, delivery: Told): void {
  if (delivery.type === 'envelopes') tellEnvelopes(connection, delivery.envelopes);
  else if (delivery.type === 'notice') connection.emit('notice', encodeNotice(delivery.notice));
  else if (delivery.type === 'security')
    connection.emit('security', encodeSecurity(delivery.events));
  else if (!connection.queueEmptyTold) {
    connection.queueEmptyTold = true;
    connection.emit('queue-empty');
  }
}

type Envelopes = Extract<Delivery, { type: 'envelopes' }>['envelopes'];

/** The last step of a send; the device's acknowledgement goes on from there. */
function follow(connection: Connection, guid: EnvelopeGuid, trace: string): void {
  const step = tracing.step('deliver', trace);
  connection.outstanding.follow(guid, step.trace);
  step.end();
}

function tellEnvelopes(connection: Connection, envelopes: Envelopes): void {
  let batch: Uint8Array[] = [];
  let batchBytes = 0;
  let oldest: number | undefined;
  const flush = () => {
    if (batch.length === 0) return;
    connection.emit('deliver', encodeDeliver(batch));
    metrics.envelopesDelivered.inc(batch.length);
    batch = [];
    batchBytes = 0;
  };
  for (const { guid, bytes, position, trace } of envelopes) {
    if (!connection.outstanding.add(guid)) continue;
    if (trace !== undefined) follow(connection, guid, trace);
    oldest ??= position;
    const full = batch.length >= limits.deliverEnvelopesMax;
    if (full || batchBytes + bytes.length > deliverBytesMax) flush();
    batch.push(bytes);
    batchBytes += bytes.length;
  }
  flush();
  connection.measure(oldest);
}
