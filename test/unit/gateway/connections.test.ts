// The life of a connection without a transport: the real actors and desk, and clients that nothing
// carries.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionId, Refusal, Result, ServerEventName } from '#protocol';
import { decodeClosing, encodeAck, limits, ok } from '#protocol';
import { ConnectionTable } from '../../../src/gateway/egress/table.ts';
import { createAuthenticator } from '../../../src/gateway/ingress/authenticate.ts';
import { Admission } from '../../../src/gateway/sockets/admission.ts';
import type { Client, Joined } from '../../../src/gateway/sockets/connections.ts';
import { Connections, refusedLingerMs } from '../../../src/gateway/sockets/connections.ts';
import { join } from '../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../support/gatewayServices.ts';
import { freePermits } from '../../support/permits.ts';
import { noWaiting } from '../../support/topics.ts';

const id = 'c1' as ConnectionId;
let test: ReturnType<typeof createTestServices>;
let connections: Connections;
let table: ConnectionTable;
let auth: object;
let asked: string[];
let fault: (type: string) => Result<never> | undefined;

beforeEach(async () => {
  test = createTestServices();
  const { services, router } = test;
  const api = apiOver(services);
  const ada = await join(api, operatorToken);
  const username = `${ada.account}.1`;
  auth = { protocol: limits.protocolVersion, username, password: ada.password };
  [asked, fault] = [[], () => undefined];
  router.fault = ({ type }) => {
    asked.push(type);
    return fault(type);
  };
  table = new ConnectionTable();
  connections = new Connections({
    waiting: noWaiting,
    ...services,
    api,
    acceptSend: async () => ok({ serverTimestamp: 1, needsSync: false }),
    authenticator: createAuthenticator(services),
    permits: freePermits,
    table,
    admission: new Admission(services.clock),
  });
});

class FakeClient implements Client {
  readonly ip = '192.0.2.1';
  isOpen = true;
  onEnd: (() => void) | undefined;
  joined: Joined | undefined;
  readonly heard: { name: ServerEventName; body: Uint8Array | undefined }[] = [];
  join(joined: Joined): void {
    this.joined = joined;
  }
  emit(name: ServerEventName, body?: Uint8Array): void {
    this.heard.push({ name, body });
  }
  backlogBytes(): number {
    return 0;
  }
  holdsBack(): boolean {
    return false;
  }
  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.onEnd?.();
  }
  cut(): void {
    this.close();
  }
}

const admit = (client: Client, shown: object = auth) =>
  new Promise<Refusal | undefined>((resolve) => {
    connections.admit(client, id, shown, resolve);
  });

describe('a connection', () => {
  it('is admitted, hears hello, and is detached when its client is gone', async () => {
    const client = new FakeClient();
    expect(await admit(client)).toBeUndefined();
    expect(table.size).toBe(1);
    connections.open(client, id);
    expect(client.heard.map(({ name }) => name)).toEqual(['server:hello']);
    client.close();
    expect(table.size).toBe(0);
    await vi.waitFor(() => expect(asked).toEqual(['authenticate', 'attach', 'detach']));
  });

  it('is detached, and not opened, when its client goes while it is attached', async () => {
    const client = new FakeClient();
    fault = (type) => {
      if (type === 'attach') client.close();
      return undefined;
    };
    expect(await admit(client)).toBeUndefined();
    connections.open(client, id);
    expect(client.heard).toEqual([]);
    await vi.waitFor(() => expect(asked).toContain('detach'));
    expect(table.size).toBe(0);
  });

  it('costs no look-up when its client goes before its turn', async () => {
    const client = new FakeClient();
    const refused = admit(client);
    client.close();
    expect((await refused)?.code).toBe('handshake.timeout');
    expect(asked).toEqual([]);
  });

  it('is refused, and hung up on when there was time to read why', async () => {
    const client = new FakeClient();
    expect((await admit(client, { ...auth, protocol: 0 }))?.code).toBe('handshake.protocol');
    test.clock.advance(refusedLingerMs - 1);
    expect(client.isOpen).toBe(true);
    test.clock.advance(1);
    expect(client.isOpen).toBe(false);
  });

  it('is sent away by a drain when its events are answered, and nobody comes in', async () => {
    const client = new FakeClient();
    await admit(client);
    connections.open(client, id);
    const order: string[] = [];
    const body = encodeAck([new Uint8Array(16).fill(1)]);
    const reply = () => void order.push('answered');
    client.joined?.receive({ name: 'ack', body, bytes: body.length, reply });
    const emit = client.emit.bind(client);
    client.emit = (name, bytes) => {
      order.push(name);
      emit(name, bytes);
    };
    await connections.drain();
    expect(order).toEqual(['answered', 'server:closing']);
    expect(decodeClosing(client.heard.at(-1)?.body ?? new Uint8Array()).code).toBe(
      'server.draining',
    );
    await nextTurn();
    expect(table.size).toBe(0);
    expect((await admit(new FakeClient()))?.code).toBe('server.draining');
  });
});
