// Ports of 127.0.0.1 that nobody listens on just now.

import { createServer } from 'node:net';

/**
 * Below those that a system gives to connections and to whoever asks for any (Linux: from 32,768
 * on): nobody comes upon one of these by chance between two starts of a server that has it.
 */
const portMin = 10_000;
const portMax = 32_000;
const portsTried = 500;

export const freePort = (): Promise<number> => freePorts(1);

/** The first of so many ports in a row, or of two that lie so far apart. */
export async function freePorts(count: number, apart = 1): Promise<number> {
  const reach = (count - 1) * apart;
  for (let attempt = 0; attempt < portsTried; attempt++) {
    const first = portMin + Math.floor(Math.random() * (portMax - portMin - reach));
    const all = Array.from({ length: count }, (_, at) => isFree(first + at * apart));
    if ((await Promise.all(all)).every(Boolean)) return first;
  }
  throw new Error('no free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
