// Leave to send that never ends, for tests that are about something else.

import type { Leave } from '#routing';

const forever: Leave = { untilMs: Number.POSITIVE_INFINITY };

export const freePermits = {
  under: <T>(_device: unknown, send: (leave: Leave) => Promise<T>): Promise<T> => send(forever),
  evict: async (): Promise<void> => undefined,
};
