// Where a stranger's word may send us: addresses by their form, names by where they lead.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { isPublicAddress, lookupPublic, PushAddresses } from '../../../src/push/addresses.ts';

describe('an address', () => {
  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '100.64.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.0.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '0.0.0.0',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '::ffff:127.0.0.1',
    '64:ff9b::7f00:1',
    '2001:db8::1',
    '2002:7f00:1::',
    'localhost',
    '',
  ])('%s is not public', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['1.1.1.1', '172.32.0.1', '192.167.255.255', '2606:4700::1111', '2a00:1450:4001::1'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});

describe('an endpoint', () => {
  const addresses = new PushAddresses('ntfy.lan, 10.1.2.3:8080');

  it.each([
    'http://push.example.org/x',
    'https://127.0.0.1/x',
    'https://[::1]/x',
    'https://[::ffff:10.0.0.1]/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://user@push.example.org/x',
    'https://push.example.org/x#y',
    'ftp://ntfy.lan/x',
    'file:///etc/passwd',
    'https://10.1.2.3:8081/x',
    'push.example.org',
    `https://push.example.org/${'x'.repeat(1024)}`,
  ])('%s is not sent to', (endpoint) => {
    expect(addresses.parse(endpoint)).toBeUndefined();
  });

  it.each([
    'https://updates.push.services.mozilla.com/wpush/v2/gAAAAA',
    'https://1.1.1.1/x',
    'http://ntfy.lan/up?id=1',
    'https://ntfy.lan:8443/up',
    'http://10.1.2.3:8080/up',
  ])('%s may be', (endpoint) => {
    expect(addresses.parse(endpoint)?.href).toBe(endpoint);
  });

  it('whose name leads to this machine is refused where it is set', async () => {
    expect(await addresses.mayReach('https://localhost/x')).toBe(false);
    expect(await addresses.mayReach('https://localhost.invalid/x')).toBe(false);
    expect(await new PushAddresses('localhost').mayReach('http://localhost/x')).toBe(true);
  });

  it('whose name leads there only when a socket is opened gets no socket', async () => {
    let visits = 0;
    const server = createServer(() => visits++);
    server.on('connection', () => visits++);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { request } = await import('node:http');
    const failed = await new Promise<Error & { code?: string }>((resolve) => {
      request({ host: 'localhost', port, lookup: lookupPublic as never })
        .on('error', resolve)
        .end();
    });
    expect(failed.code).toBe('ENOTPUBLIC');
    expect(visits).toBe(0);
    server.close();
  });

  it('of a name server that never answers holds up no other name', async () => {
    const addresses = new PushAddresses('');
    const strangers = Array.from({ length: 200 }, (_, n) =>
      addresses.mayReach(`https://x${n}.invalid/x`),
    );
    expect(resolvesByThreads()).toBe(0);
    expect(new Set(await Promise.all(strangers))).toEqual(new Set([false]));
  });
});

/** Look-ups that the threads of this process work on, or have still to. */
function resolvesByThreads(): number {
  return process.getActiveResourcesInfo().filter((one) => one === 'GetAddrInfoReqWrap').length;
}
