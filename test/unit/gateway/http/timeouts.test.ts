// The times after which HTTP hangs up, as the server was told them.

import { describe, expect, it } from 'vitest';
import { limits } from '#protocol';
import {
  createHttp,
  headersTimeoutMs,
  requestTimeoutMs,
  silentTimeoutMs,
} from '../../../../src/gateway/http/server.ts';
import { createTestServices } from '../../../support/gatewayServices.ts';

describe('the HTTP door', () => {
  it('hangs up on slow headers, slow bodies, and on those who never read', async () => {
    const { services } = createTestServices();
    const api = { answer: async () => ({ status: 204, headers: {}, body: new Uint8Array(0) }) };
    const { server, close } = await createHttp(services, api).then((app) => ({
      server: app.server,
      close: () => app.close(),
    }));
    expect(server.headersTimeout).toBe(headersTimeoutMs);
    expect(server.requestTimeout).toBe(requestTimeoutMs);
    expect(server.timeout).toBe(silentTimeoutMs);
    await close();
  });

  it('lets a long poll wait for the next ping', () => {
    expect(silentTimeoutMs).toBeGreaterThan(limits.pingIntervalMs);
  });
});
