// Gathers what a turn delivers, so that a busy connection gets few events with many envelopes.

import type { ConnectionAddress, DeviceAddress } from '#protocol';
import { limits } from '#protocol';
import type { Delivery, DeliveryPort, QueuedEnvelope } from '../ports.ts';

/** Bytes of one delivery, where more than one envelope is in it. */
export const deliveryBytesMax = 512 * 1024;

type Outgoing = Pick<QueuedEnvelope, 'guid' | 'bytes'>;

export class Outbox {
  readonly #port: DeliveryPort;
  readonly #device: DeviceAddress;
  #to: ConnectionAddress | undefined;
  #envelopes: Outgoing[] = [];
  #bytes = 0;

  constructor(port: DeliveryPort, device: DeviceAddress) {
    this.#port = port;
    this.#device = device;
  }

  /** Adds an envelope; it leaves with the next flush at the latest. */
  add(to: ConnectionAddress, envelope: Outgoing): void {
    const full =
      this.#envelopes.length >= limits.deliverEnvelopesMax ||
      this.#bytes + envelope.bytes.length > deliveryBytesMax;
    if (full || this.#to !== to) this.flush();
    this.#to = to;
    this.#envelopes.push(envelope);
    this.#bytes += envelope.bytes.length;
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
    this.#port.send(this.#to, { type: 'envelopes', device: this.#device, envelopes });
  }
}
