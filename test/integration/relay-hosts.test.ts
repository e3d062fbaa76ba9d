// The relay between hosts: workers bring each other's requests over TLS that only the cluster's
// secrets open.

import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, createServer as createNetServer } from 'node:net';
import {
  connect as connectTls,
  createServer as createTlsServer,
  getCACertificates,
  setDefaultCACertificates,
} from 'node:tls';
import { openRelay } from '#gateway';
import type { MemberId } from '#protocol';
import { afterEach, expect, it, vi } from 'vitest';
import { callRelay, parseTlsAddress } from '../../src/gateway/relay/dial.ts';
import type { ForwardOutcome } from '../../src/gateway/relay/forward.ts';
import { forwardRequest } from '../../src/gateway/relay/forward.ts';
import { selfSigned } from '../support/certificate.ts';

const key = randomBytes(32);
const hostA = '127.0.0.1';
const hostB = '127.0.0.2';
const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function relayOf(host: string, ports: string, name = 'w0-aaaaaaaaaa') {
  const config = { dataDir: '/nowhere', ALDIS_RELAY_HOST: host, ALDIS_RELAY_PORTS: ports };
  const relay = await openRelay({ config, member: name as MemberId, key });
  closing.push(() => relay.close());
  return relay;
}

/** A door of another worker, which passes everything on; resolves with how that went. */
async function passOn(address: string, withKey: Uint8Array | undefined): Promise<ForwardOutcome> {
  let outcome: ForwardOutcome = 'answered';
  const done = Promise.withResolvers<void>();
  const door = createServer((request, response) => {
    void forwardRequest(request, response, address, withKey).then((found) => {
      outcome = found;
      response.end();
      done.resolve();
    });
  });
  await new Promise<void>((resolve) => door.listen(0, hostA, resolve));
  const { port } = door.address() as AddressInfo;
  await fetch(`http://${hostA}:${port}/socket.io/?sid=x`, { method: 'POST', body: 'hello' });
  await done.promise;
  door.close();
  door.closeAllConnections();
  return outcome;
}

it('passes requests on to who has the same secrets, and to nobody else', async () => {
  const relay = await relayOf(hostB, '17500-17519');
  const seen: string[] = [];
  relay.serve({
    request(request, response) {
      request.on('data', (bytes) => seen.push(String(bytes)));
      request.on('end', () => response.end('yes'));
    },
    upgrade: (_request, socket) => socket.destroy(),
  });
  expect(relay.address).toMatch(/^tls:\/\/127\.0\.0\.2:175\d\d$/);
  expect(await passOn(relay.address, key)).toBe('answered');
  expect(seen).toEqual(['hello']);
  expect(await passOn(relay.address, randomBytes(32))).toBe('unreachable');
  expect(await passOn(relay.address, undefined)).toBe('unreachable');
  expect(seen).toEqual(['hello']);
});

it('shows nothing to those who come without the key, with TLS or without', async () => {
  const relay = await relayOf(hostB, '17500-17519');
  let requests = 0;
  relay.serve({
    request: () => void (requests += 1),
    upgrade: () => void (requests += 1),
  });
  const place = parseTlsAddress(relay.address);
  if (!place) throw new Error('not an address');
  const asked = 'GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\n\r\n';
  const answered = (socket: ReturnType<typeof connect>) =>
    new Promise<string>((resolve) => {
      let said = '';
      socket.on('data', (bytes) => (said += String(bytes)));
      socket.on('error', () => resolve(said));
      socket.on('close', () => resolve(said));
      socket.write(asked);
    });
  expect(await answered(connect(place))).not.toContain('HTTP');
  expect(await answered(connectTls({ ...place, rejectUnauthorized: false }))).toBe('');
  expect(requests).toBe(0);
});

it('believes no certificate, not even one of an authority that this machine trusts', async () => {
  const { cert, key: certKey } = await selfSigned();
  const usual = getCACertificates('default');
  setDefaultCACertificates([...usual, cert]);
  closing.push(async () => setDefaultCACertificates(usual));
  let heard = '';
  // It passes the shared key by and answers with its certificate.
  const impostor = createTlsServer({ cert, key: certKey, minVersion: 'TLSv1.3' }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes) => (heard += String(bytes)));
    socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 3\r\n\r\nyes');
  });
  impostor.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => impostor.listen(0, hostA, resolve));
  closing.push(() => new Promise((resolve) => impostor.close(resolve)));
  const { port } = impostor.address() as AddressInfo;
  const trusting = connectTls({ host: hostA, port });
  await new Promise<void>((resolve) => trusting.once('secureConnect', resolve));
  expect(trusting.authorized, 'anybody else would believe it').toBe(true);
  trusting.destroy();
  expect(await passOn(`tls://${hostA}:${port}`, key)).toBe('unreachable');
  // Set for the sake of some other server, such as a database.
  vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
  closing.push(async () => void vi.unstubAllEnvs());
  expect(await passOn(`tls://${hostA}:${port}`, key)).toBe('unreachable');
  expect(heard).toBe('');
});

it('takes no key that is too short, at either end', async () => {
  for (const short of [new Uint8Array(0), randomBytes(31)]) {
    expect(callRelay('tls://b.example:7400', short)).toBeUndefined();
    const config = {
      dataDir: '/nowhere',
      ALDIS_RELAY_HOST: hostA,
      ALDIS_RELAY_PORTS: '17530-17530',
    };
    const opening = openRelay({ config, member: 'w0-aaaaaaaaaa' as MemberId, key: short });
    await expect(opening).rejects.toThrow('too short');
  }
});

it('gives each worker of a host a port of its own, and says when none is left', async () => {
  const range = '17520-17521';
  const addresses = [await relayOf(hostB, range), await relayOf(hostB, range)].map(
    (relay) => relay.address,
  );
  expect(addresses).toEqual(['tls://127.0.0.2:17520', 'tls://127.0.0.2:17521']);
  await expect(relayOf(hostB, range)).rejects.toThrow('EADDRINUSE');
  expect((await relayOf(hostA, range)).address).toBe('tls://127.0.0.1:17520');
});

it('gives up a host that takes the connection and says nothing', async () => {
  const silent = createNetServer((socket) => socket.resume());
  await new Promise<void>((resolve) => silent.listen(0, hostB, resolve));
  closing.push(() => new Promise((resolve) => silent.close(resolve)));
  const { port } = silent.address() as AddressInfo;
  expect(await passOn(`tls://${hostB}:${port}`, key)).toBe('unreachable');
});

it('reads addresses of both kinds', () => {
  expect(parseTlsAddress('tls://[::1]:7400')).toEqual({ host: '::1', port: 7400 });
  expect(parseTlsAddress('tls://b.example:7400')).toEqual({ host: 'b.example', port: 7400 });
  expect(parseTlsAddress('/data/relay/w0.sock')).toBeUndefined();
  expect(callRelay('tls://b.example:7400', undefined)).toBeUndefined();
});
