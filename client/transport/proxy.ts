// A way to a server that goes through a proxy: HTTP CONNECT, or SOCKS 5. Names are looked up there,
// not here.

import { request as requestPlain } from 'node:http';
import { request as requestSecure } from 'node:https';
import type { Socket } from 'node:net';
import { SocksClient } from 'socks';
import { wrong } from '../clientError.ts';

/** No way through in this time: it is none. */
export const dialTimeoutMs = 15_000;

const ports: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'socks5:': 1080,
  'socks5h:': 1080,
};

/** Refuses: argument.invalid. */
export function readProxy(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !Object.hasOwn(ports, url.protocol) || url.hostname === '') {
    throw wrong('A proxy looks like http://proxy.example:3128 or socks5://127.0.0.1:1080.');
  }
  return url;
}

/** A connection to that host, made by the proxy. Throws where the proxy makes none. */
export function throughProxy(proxy: URL, host: string, port: number): Promise<Socket> {
  return proxy.protocol.startsWith('socks')
    ? bySocks(proxy, host, port)
    : byTunnel(proxy, host, port);
}

const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '');
const portOf = ({ port, protocol }: URL): number => Number(port) || (ports[protocol] ?? 0);

async function bySocks(proxy: URL, host: string, port: number): Promise<Socket> {
  const { username, password } = proxy;
  const made = SocksClient.createConnection({
    proxy: {
      type: 5,
      host: hostOf(proxy),
      port: portOf(proxy),
      ...(username === ''
        ? {}
        : { userId: decodeURIComponent(username), password: decodeURIComponent(password) }),
    },
    command: 'connect',
    destination: { host, port },
    timeout: dialTimeoutMs,
  });
  // What the package throws has the password with it, for whoever prints it.
  const { socket } = await made.catch(({ message }: Error) => {
    throw new Error(`The proxy makes no connection: ${message}`);
  });
  return socket;
}

function byTunnel(proxy: URL, host: string, port: number): Promise<Socket> {
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const { username, password } = proxy;
  const said = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const proof = `Basic ${Buffer.from(said).toString('base64')}`;
  const request = proxy.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const asked = request({
      host: hostOf(proxy),
      port: portOf(proxy),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...(username === '' ? {} : { 'proxy-authorization': proof }) },
      agent: false,
      timeout: dialTimeoutMs,
    });
    asked.once('timeout', () => asked.destroy(new Error('The proxy does not answer.')));
    asked.once('error', reject);
    asked.once('connect', ({ statusCode }, socket: Socket, first) => {
      if (statusCode !== 200) {
        socket.destroy();
        reject(new Error(`The proxy refused the connection: ${statusCode}.`));
        return;
      }
      socket.setTimeout(0);
      if (first.length > 0) socket.unshift(first);
      resolve(socket);
    });
    asked.end();
  });
}
