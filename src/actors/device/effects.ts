// What is done for a device: deliveries to its connection, and reads of its queue.

import type { ConnectionAddress, DeviceAddress, ErrorCode } from '#protocol';
import type { EffectOf, Ended } from '../effects.ts';
import type { DeliveredEnvelope, QueuedEnvelope } from '../ports.ts';
import type { Outbox } from './outbox.ts';

/** A read of the queue. */
export interface Read {
  readonly round: number;
  readonly after: number;
  readonly limit: number;
}

/** The device's actor, as far as its effects need it. */
interface DeviceEdge {
  readonly outbox: Outbox;
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
    { outbox, connection }: DeviceEdge,
    { envelopes }: { readonly envelopes: readonly (QueuedEnvelope & DeliveredEnvelope)[] },
  ): undefined {
    if (connection) for (const envelope of envelopes) outbox.add(connection, envelope);
  },
  queueEmpty({ outbox, connection }: DeviceEdge, _effect: object): undefined {
    if (connection) outbox.queueEmpty(connection);
  },
  close({ outbox, address: device }: DeviceEdge, { connection, code }: Close): undefined {
    outbox.send(connection, { type: 'close', device, code });
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
