// What touched the security of the account, as the server tells it: each event is passed on once in
// the life of a profile, also what happened while nothing was connected.

import { z } from 'zod';
import type { HeardSecurityEvent } from '#protocol';
import { isTime, parseDeviceId, printable } from '#protocol';
import { ClientError } from './clientError.ts';
import type { Events } from './events.ts';
import type { Store } from './store/store.ts';
import { refusalOf } from './transport/http.ts';
import { reached } from './transport/network.ts';
import type { Transport } from './transport/transport.ts';

const listShape = z.object({
  events: z.array(
    z.object({ kind: z.string(), at: z.number().refine(isTime), device: z.number().optional() }),
  ),
});

/** What touched the security of the account. */
export class Security {
  readonly #transport: Transport;
  readonly #store: Store;
  readonly #tell: Events;

  constructor(context: { transport: Transport; store: Store; events: Events }) {
    this.#transport = context.transport;
    this.#store = context.store;
    this.#tell = context.events;
  }

  /**
   * What touched it, newest first; the server keeps the newest 32. Refuses: what the server says.
   */
  async events(): Promise<HeardSecurityEvent[]> {
    const ask = { verb: 'GET', path: '/v1/accounts/security' } as const;
    const answer = await reached(() => this.#transport.request(ask));
    if (answer.status >= 300) throw refusalOf(answer, 'What touched security was not told');
    const read = listShape.safeParse(answer.body);
    if (!read.success) {
      throw new ClientError('server.refused', "The server's list of events cannot be read.");
    }
    return read.data.events.map(({ kind, at, device }) => {
      const about = parseDeviceId(device);
      return { kind: printable(kind), at, ...(about === undefined ? {} : { device: about }) };
    });
  }

  /** The server tells of some, oldest first, and perhaps of some again. */
  heard(events: readonly HeardSecurityEvent[]): void {
    for (const event of events) {
      if (event.at <= this.#store.security.toldAt()) continue;
      this.#store.security.told(event.at);
      this.#tell.emit('security', event);
    }
  }
}
