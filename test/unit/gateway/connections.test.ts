// The life of a connection without a transport: the real actors and events; clients that nothing
// carries.

import { setImmediate as nextTurn } from 'node:timers/promises';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConnectionId, Refusal, Result, ServerEventName } from '#protocol';
import {
  clientEvents,
  decodeAckAnswer,
  decodeClosing,
  decodeResponse,
  decodeSendAnswer,
  encodeAck,
  encodeRequest,
  encodeSend,
  limits,
  ok,
} from '#protocol';
import { ConnectionIndex } from '../../../src/gateway/egress/connectionIndex.ts';
import { createAuthenticator } from '../../../src/gateway/ingress/authenticate.ts';
import type { AskedConsent } from '../../../src/gateway/ingress/consentsFile.ts';
import { LateAnswers } from '../../../src/gateway/ingress/lateAnswers.ts';
import { Admission } from '../../../src/gateway/sockets/admission.ts';
import type { Client, Joined } from '../../../src/gateway/sockets/connections.ts';
import { Connections, refusedLingerMs } from '../../../src/gateway/sockets/connections.ts';
import { ask, basic, join } from '../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../support/gatewayServices.ts';
import { freePermits } from '../../support/permits.ts';
import { nobodyNameless } from '../../support/anonymous.ts';
import { noCallDoor, noWaiting } from '../../support/topics.ts';

const id = 'c1' as ConnectionId;
let test: ReturnType<typeof createTestServices>;
let connections: Connections;
let index: ConnectionIndex;
let auth: object;
let asked: string[];
let lacking: AskedConsent[];
let fault: (type: string) => Result<never> | undefined;

beforeEach(async () => {
  test = createTestServices();
  const { services, router } = test;
  const api = apiOver(services);
  const ada = await join(api, operatorToken);
  const username = `${ada.account}.1`;
  auth = { protocol: limits.protocolVersion, username, password: ada.password };
  [asked, fault, lacking] = [[], () => undefined, []];
  router.fault = ({ type }) => {
    asked.push(type);
    return fault(type);
  };
  index = new ConnectionIndex();
  connections = new Connections({
    waiting: noWaiting,
    ...services,
    api,
    anonymous: nobodyNameless,
    anonymousPerAddressMax: 2,
    acceptSend: async () => ok({ serverTimestamp: 1, needsSync: false }),
    authenticator: createAuthenticator(services),
    permits: freePermits,
    index,
    admission: new Admission(services.clock),
    callDoor: noCallDoor,
    consents: lacking,
    late: new LateAnswers(services),
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
    expect(index.size).toBe(1);
    connections.open(client, id);
    expect(client.heard.map(({ name }) => name)).toEqual(['server:hello']);
    client.close();
    expect(index.size).toBe(0);
    await vi.waitFor(() => expect(asked).toEqual(['authenticate', 'attach', 'detach']), {
      timeout: 30_000,
    });
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
    await vi.waitFor(() => expect(asked).toContain('detach'), { timeout: 30_000 });
    expect(index.size).toBe(0);
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

  it('is refused without an agreement that is required, and let in with it', async () => {
    lacking.push({ document: 'terms', version: '2', required: true });
    const client = new FakeClient();
    expect((await admit(client))?.code).toBe('consent.required');
    expect([index.size, asked]).toEqual([0, ['authenticate']]);
    lacking.pop();
    lacking.push({ document: 'news', version: '1' });
    expect(await admit(new FakeClient())).toBeUndefined();
  });

  it('is refused when what it needs is withdrawn while its handshake is under way', async () => {
    lacking.push({ document: 'terms', version: '2', required: true });
    const { services, router } = test;
    const api = apiOver({ ...services, consents: lacking });
    const { username, password } = auth as Record<'username' | 'password', string>;
    const authorization = basic(username, password);
    const path = '/v1/accounts/consents/terms';
    await ask(api, 'PUT', path, { authorization, body: { version: '2' } });
    const real = router.ask.bind(router);
    let gone: number | undefined;
    vi.spyOn(router, 'ask').mockImplementation(async (to, command) => {
      if ((command as { type: string }).type === 'attach' && gone === undefined) {
        gone = 0;
        gone = (await ask(api, 'DELETE', path, { authorization })).status;
      }
      return real(to, command);
    });
    expect((await admit(new FakeClient()))?.code).toBe('consent.required');
    expect([gone, index.size]).toEqual([200, 0]);
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
    expect(index.size).toBe(0);
    expect((await admit(new FakeClient()))?.code).toBe('server.draining');
  });
});

describe('a connection without a name', () => {
  const nameless = { protocol: limits.protocolVersion, anonymous: true };
  const idOf = (n: number) => `n${n}` as ConnectionId;
  const enter = (client: Client, n: number, shown: object = nameless) =>
    new Promise<Refusal | undefined>((resolve) => {
      connections.admit(client, idOf(n), shown, resolve);
    });
  const say = (client: FakeClient, name: string, body: Uint8Array) =>
    new Promise<Uint8Array>((reply) =>
      client.joined?.receive({ name, body, bytes: body.length, reply }),
    );

  it('is greeted, asks nobody who it is, and is nowhere once it has gone', async () => {
    const client = new FakeClient();
    expect(await enter(client, 1)).toBeUndefined();
    connections.open(client, idOf(1));
    expect(client.heard.map(({ name }) => name)).toEqual(['server:hello']);
    client.close();
    await nextTurn();
    expect([asked, index.size]).toEqual([[], 0]);
  });

  it('shows no credentials besides', async () => {
    for (const also of [{ token: 't' }, { username: 'u' }, { password: 'p' }]) {
      const refused = await enter(new FakeClient(), 1, { ...nameless, ...also });
      expect(refused?.code).toBe('request.malformed');
    }
    const refused = await enter(new FakeClient(), 1, { ...nameless, anonymous: false });
    expect(refused?.code).toBe('auth.invalid');
  });

  it('may send, to one or to many, and request, and nothing else of all events', async () => {
    const client = new FakeClient();
    await enter(client, 1);
    connections.open(client, idOf(1));
    for (const { name, who } of clientEvents.values()) {
      if (who.includes('anonymous')) continue;
      const answer = await say(client, name, new Uint8Array(0));
      expect(decodeAckAnswer(answer).refusal?.code, name).toBe('auth.forbidden');
    }
    const frame = { guid: new Uint8Array(16), destination: '', contents: [], timestamp: 1 };
    const send = encodeSend({ ...frame, ephemeral: false, urgent: true });
    expect(decodeSendAnswer(await say(client, 'send', send)).refusal?.code).toBe('auth.invalid');
    const request = { verb: 'GET', path: '/v1/accounts/whoami', headers: [] };
    const asking = encodeRequest({ ...request, body: new Uint8Array(0) });
    expect(decodeResponse(await say(client, 'request', asking)).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('has an address that holds only so many, and gets a place back', async () => {
    const clients = [new FakeClient(), new FakeClient(), new FakeClient()];
    const [one, two, three] = clients as [FakeClient, FakeClient, FakeClient];
    expect(await enter(one, 1)).toBeUndefined();
    expect(await enter(two, 2)).toBeUndefined();
    expect(await enter(three, 3)).toMatchObject({ code: 'rate.limited' });
    one.close();
    expect(await enter(new FakeClient(), 4)).toBeUndefined();
  });

  it('is sent away by a drain like everybody', async () => {
    const client = new FakeClient();
    await enter(client, 1);
    connections.open(client, idOf(1));
    await connections.drain();
    expect(client.heard.map(({ name }) => name)).toEqual(['server:hello', 'server:closing']);
    expect(client.isOpen).toBe(false);
  });
});
