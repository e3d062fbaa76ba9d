// The first connection of a client, which its program waits for.

import { ClientError, closed } from './clientError.ts';
import type { ClientClock } from './clock.ts';
import type { Events } from './events.ts';

const connectWaitMs = 30_000;

/**
 * Resolves at the next connection. Refuses: server.unreachable when there is none in 30 s,
 * consent.required, what the server says for good.
 */
export function nextConnection(events: Events, clock: ClientClock, server: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const ended = (outcome: () => void) => {
      off();
      late.cancel();
      outcome();
    };
    let lastCode: string | undefined;
    const off = events.on('state', ({ state, code }) => {
      if (state === 'waiting') lastCode = code;
      // It goes on trying: once there is an agreement it is let in.
      if (state === 'waiting' && code === 'consent.required') ended(() => reject(unagreed()));
      if (state === 'connected') ended(resolve);
      if (state === 'closed') ended(() => reject(finalError(code, server)));
    });
    const late = clock.after(connectWaitMs, () =>
      ended(() => {
        const code = lastCode === 'server.untrusted' ? lastCode : 'server.unreachable';
        const why =
          code === 'server.untrusted'
            ? 'shows a certificate that is not its own'
            : 'cannot be reached';
        const message = `${server} ${why}; the client goes on trying.`;
        reject(new ClientError(code, message));
      }),
    );
  });
}

const unagreed = (): ClientError => {
  const message = 'The server lets nobody in who has not agreed to what it asks for (consents).';
  return new ClientError('consent.required', message);
};

/** Why a connection ended for good. */
export function finalError(code: string | undefined, server: string): ClientError {
  if (code === undefined) return closed();
  if (code === 'server.unreachable') {
    return new ClientError(code, `${server} cannot be reached; the client tries no more.`);
  }
  if (code === 'auth.invalid') {
    const message = 'The server does not know this profile (any more); register a new one.';
    return new ClientError('auth.invalid', message);
  }
  if (code === 'device.removed') {
    const message = 'This device was taken out of its account; link it again as a new one.';
    return new ClientError('device.removed', message);
  }
  return new ClientError('server.refused', `The server ended the connection: ${code}.`);
}
