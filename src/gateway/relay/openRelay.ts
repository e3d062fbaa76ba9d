// A worker's relay, opened before anybody knows of it: its address is announced with the worker's
// membership. On one machine it is a private Unix socket; with ALDIS_RELAY_HOST it is a port that
// the other hosts reach.

import type { MemberId } from '#protocol';
import type { Config } from '#runtime';
import { relayAddressOf, relayFolder } from './address.ts';
import type { RelayKey } from './dial.ts';
import type { RelayHandlers } from './listener.ts';
import { listenRelay, listenRelayTls, ownFolder } from './listener.ts';

export interface Relay {
  /** Where the other workers reach this one. */
  readonly address: string;
  /** Belongs to this user alone; the workers of this machine have their sockets in it. */
  readonly folder: string;
  /** What this worker reaches those of other hosts with. */
  readonly key: RelayKey;
  /** Names who serves what arrives; until then it is answered that nobody does. */
  serve(handlers: RelayHandlers): void;
  close(): Promise<void>;
}

export interface RelayParts {
  readonly config: Pick<Config, 'dataDir' | 'ALDIS_RELAY_HOST' | 'ALDIS_RELAY_PORTS'>;
  readonly member: MemberId;
  readonly key: RelayKey;
}

/** Opens the relay. Throws when its folder is another's, or no port of the range is free. */
export async function openRelay({ config, member, key }: RelayParts): Promise<Relay> {
  let serving: RelayHandlers | undefined;
  const handlers: RelayHandlers = {
    request(request, response) {
      if (serving) serving.request(request, response);
      else response.writeHead(503, { connection: 'close' }).end();
    },
    upgrade(request, socket, head) {
      if (serving) serving.upgrade(request, socket, head);
      else socket.destroy();
    },
  };
  const { ALDIS_RELAY_HOST: host, ALDIS_RELAY_PORTS: range } = config;
  const [first = 0, last = 0] = range.split('-').map(Number);
  const folder = relayFolder(config);
  await ownFolder(folder);
  const listener = host
    ? await listenRelayTls({ host, first, last }, key, handlers)
    : await listenRelay(relayAddressOf(config, member), handlers);
  return {
    address: listener.address,
    folder,
    key,
    serve(them) {
      serving = them;
    },
    close: () => listener.close(),
  };
}
