// The connection of one call. It says no name, and is nobody else's: what is sent beside it tells a
// server nothing of who is in the call.

import type { CallEnded, CallMembers, EventAnswer, EventBody } from '#protocol';
import { ClientError } from '../clientError.ts';
import type { CallEventName, Transport } from '../transport/transport.ts';

export interface CallHandlers {
  /** There is a connection: a new one each time. */
  connected(): void;
  members(told: CallMembers): void;
  ended(ended: CallEnded): void;
  /** There is no connection any more, and none is tried. */
  closed(code: string | undefined): void;
}

export class CallLine {
  readonly #transport: Transport;

  /** `transport`: one without credentials. */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  open(handlers: CallHandlers): void {
    this.#transport.open({
      state: (state, more) => {
        if (state === 'connected') handlers.connected();
        else if (state === 'closed') handlers.closed(more?.code);
      },
      callMembers: (told) => handlers.members(told),
      callEnded: (ended) => handlers.ended(ended),
      // Nothing is delivered to nobody.
      deliver() {},
      queueEmpty() {},
      notice() {},
      security() {},
      signal() {},
      presence() {},
    });
  }

  /** Throws NoAnswer. Refuses: event.unknown where there are none. */
  async ask<Name extends CallEventName>(
    name: Name,
    body: EventBody<Name>,
  ): Promise<EventAnswer<Name>> {
    const asked = this.#transport.call?.(name, body);
    if (!asked) throw new ClientError('event.unknown', 'There are no calls on this connection.');
    return asked;
  }

  close(): void {
    this.#transport.close();
  }
}
