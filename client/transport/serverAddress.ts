// Which servers a password may be sent to. Without TLS it is read by everyone on the way, and so is
// who writes to whom; only a server on this machine has no way in between.

import { ClientError } from '../clientError.ts';

const secure: readonly string[] = ['https:', 'wss:'];
const plainSchemes: readonly string[] = ['http:', 'ws:'];
/** Hosts as URLs write them, whatever form they were given in. */
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

export const isLoopback = ({ hostname }: URL): boolean => loopback.test(hostname);

/**
 * Refuses: server.insecure for a plain address of another host, unless the caller says that it may
 * be; server.unreadable for what is no address of a server, or more than that: a path would be
 * left away without a word, and so would a name and a password. `isHere`: connections begin on this
 * machine.
 */
export function checkServer(address: string, insecure: boolean, isHere = true): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const plain = url !== undefined && plainSchemes.includes(url.protocol);
  if (!url || (!plain && !secure.includes(url.protocol))) {
    const message = `${address} is no server address; it looks like https://chat.example`;
    throw new ClientError('server.unreadable', message);
  }
  if (plain && !insecure && !(isHere && isLoopback(url))) {
    throw new ClientError(
      'server.insecure',
      `${url.origin} is another host without TLS: your password, and who writes to whom, could ` +
        'be read and changed on the way. Use https://, or say insecure (--insecure) if you trust ' +
        'the whole network in between.',
    );
  }
  const { pathname, search, hash, username, password } = url;
  if (pathname !== '/' || `${search}${hash}${username}${password}` !== '') {
    const message = `A server's address ends with its host and port: ${url.origin}`;
    throw new ClientError('server.unreadable', message);
  }
}
