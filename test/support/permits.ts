// A permit to send that never ends, for tests that are about something else.

import type { Permit } from '#routing';

const forever: Permit = { untilMs: Number.POSITIVE_INFINITY };

export const freePermits = {
  under: <T>(_device: unknown, send: (permit: Permit) => Promise<T>): Promise<T> => send(forever),
  evict: async (): Promise<void> => undefined,
};
