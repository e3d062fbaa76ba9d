// What is done for a device. What a turn delivers is gathered, so that a busy connection gets few
// events with many envelopes, and numbered, so that a loss on the way is noticed.

import type { ConnectionAddress, DeviceAddress, ErrorCode, FencingToken } from '#protocol';
import { limits } from '#protocol';
import type { EffectOf, Ended } from '../effects.ts';
import type {
  DeliveredEnvelope,
  Delivery,
  DeliveryPort,
  DeliveryNumber,
  QueuedEnvelope,
} from '../ports.ts';

/** Bytes of one delivery, where more than one envelope is in it. */
const deliveryBytesMax = 512 * 1024;

/** The deliveries of one attachment that have arrived: under a token, up to before an index. */
export interface HeardDeliveries {
  /** 0 when none has arrived. */
  readonly token: number;
  readonly next: number;
}

/** The numbering of a device's deliveries; it outlives a restart of the actor. */
export class DeliveryNumbers {
  readonly #token: FencingToken;
  #attempt = 0;
  #index = 0;

  constructor(token: FencingToken) {
    this.#token = token;
  }

  /** A new attachment begins at 0. */
  begin(attempt: number): void {
    this.#attempt = attempt;
    this.#index = 0;
  }

  /** True when nothing was sent after these. */
  isLast({ token, next }: HeardDeliveries): boolean {
    return next === this.#index && (next === 0 || token === this.#token);
  }

  next(): DeliveryNumber {
    return { attempt: this.#attempt, token: this.#token, index: this.#index++ };
  }
}

export class Deliveries {
  readonly #port: DeliveryPort;
  readonly #device: DeviceAddress;
  readonly #numbers: DeliveryNumbers;
  #to: ConnectionAddress | undefined;
  #envelopes: DeliveredEnvelope[] = [];
  #bytes = 0;

  constructor(port: DeliveryPort, device: DeviceAddress, numbers: DeliveryNumbers) {
    this.#port = port;
    this.#device = device;
    this.#numbers = numbers;
  }

  /** Adds an envelope; it leaves with the next flush at the latest. */
  add(to: ConnectionAddress, envelope: DeliveredEnvelope): void {
    const full =
      this.#envelopes.length >= limits.deliverEnvelopesMax ||
      this.#bytes + envelope.bytes.length > deliveryBytesMax;
    if (full || this.#to !== to) this.flush();
    this.#to = to;
    this.#envelopes.push(envelope);
    this.#bytes += envelope.bytes.length;
  }

  /** What comes now belongs to another attachment. */
  begin(attempt: number): void {
    this.flush();
    this.#numbers.begin(attempt);
  }

  /** Says that the queue was read to its end. */
  queueEmpty(to: ConnectionAddress): void {
    this.flush();
    const device = this.#device;
    this.#port.send(to, { type: 'queueEmpty', device, number: this.#numbers.next() });
  }

  /** Sends something that is no envelope, after the envelopes before it. */
  send(to: ConnectionAddress, delivery: Delivery): void {
    this.flush();
    this.#port.send(to, delivery);
  }

  flush(): void {
    if (this.#envelopes.length === 0 || !this.#to) return;
    const envelopes = this.#envelopes;
    this.#envelopes = [];
    this.#bytes = 0;
    const device = this.#device;
    const number = this.#numbers.next();
    this.#port.send(this.#to, { type: 'envelopes', device, number, envelopes });
  }
}

/** A read of the queue. */
export interface Read {
  readonly round: number;
  readonly after: number;
  readonly limit: number;
}

/** The device's actor, as far as its effects need it. */
interface DeviceEdge {
  readonly deliveries: Deliveries;
  readonly address: DeviceAddress;
  /** Where deliveries go. */
  readonly connection: ConnectionAddress | undefined;
  /** Reads a page, which comes as a message. */
  read(what: Read): void;
  /** Brings the message after a pause. */
  later(delayMs: number, message: { readonly type: 'retry'; readonly round: number }): void;
}

interface Close {
  readonly connection: ConnectionAddress;
  readonly code: ErrorCode;
}

export const deviceEffects = {
  deliver(
    { deliveries, connection }: DeviceEdge,
    { envelopes }: { readonly envelopes: readonly (QueuedEnvelope & DeliveredEnvelope)[] },
  ): undefined {
    if (connection) for (const envelope of envelopes) deliveries.add(connection, envelope);
  },
  queueEmpty({ deliveries, connection }: DeviceEdge, _effect: object): undefined {
    if (connection) deliveries.queueEmpty(connection);
  },
  close({ deliveries, address: device }: DeviceEdge, { connection, code }: Close): undefined {
    deliveries.send(connection, { type: 'close', device, code });
  },
  /** The attach is refused. */
  refuse(_device: DeviceEdge, { code }: { readonly code: ErrorCode }): Ended {
    return code;
  },
  read(device: DeviceEdge, what: Read): undefined {
    device.read(what);
  },
  retryLater(
    device: DeviceEdge,
    { round, delayMs }: { readonly round: number; readonly delayMs: number },
  ): undefined {
    device.later(delayMs, { type: 'retry', round });
  },
};

export type DeviceEffect = EffectOf<typeof deviceEffects>;
