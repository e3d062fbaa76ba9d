// The way to connections, ended where a test reads what they were told.

import type { Delivery, DeliveryPort } from '#ports';
import type { ConnectionAddress, EnvelopeGuid } from '#protocol';

export class KeptDeliveries implements DeliveryPort {
  readonly told: { to: ConnectionAddress; delivery: Delivery }[] = [];

  send(to: ConnectionAddress, delivery: Delivery): void {
    this.told.push({ to, delivery });
  }

  /** Guids handed to a connection, in order. */
  guids(to: ConnectionAddress): EnvelopeGuid[] {
    return this.#toldTo(to).flatMap((delivery) =>
      delivery.type === 'envelopes' ? delivery.envelopes.map((one) => one.guid) : [],
    );
  }

  types(to: ConnectionAddress): string[] {
    return this.#toldTo(to).map((delivery) => delivery.type);
  }

  #toldTo({ connection }: ConnectionAddress): Delivery[] {
    return this.told.flatMap(({ to, delivery }) => (to.connection === connection ? delivery : []));
  }
}
