// The network of one client, which asks nothing of a server once the client was closed: there is no
// answer then, and it is known why.

import type { Chores } from '../chores.ts';
import { closed } from '../clientError.ts';
import type { EventAnswer, EventBody } from '#protocol';
import type { CallEventName, Network, Transport } from './transport.ts';
import { NoAnswer } from './transport.ts';

export function untilClosed(network: Network, chores: Pick<Chores, 'isStopped'>): Network {
  const ask = async <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    if (chores.isStopped) throw new NoAnswer('The client was closed.', { cause: closed() });
    return work();
  };
  const { bytes } = network;
  return {
    http: (server, what) => ask(() => network.http(server, what)),
    ...(bytes && { bytes: (server, what) => ask(() => bytes.call(network, server, what)) }),
    transport: (...of) => guarded(network.transport(...of), ask),
  };
}

function guarded(
  transport: Transport,
  ask: <Answer>(work: () => Promise<Answer>) => Promise<Answer>,
): Transport {
  return {
    open: (...how) => transport.open(...how),
    get connected() {
      return transport.connected;
    },
    get member() {
      return transport.member;
    },
    serverMs: () => transport.serverMs(),
    send: (frame) => ask(() => transport.send(frame)),
    sendGroup: (frame) => ask(() => transport.sendGroup(frame)),
    ...(transport.call && { call: (name, body) => ask(() => called(transport, name, body)) }),
    ack: (guids) => ask(() => transport.ack(guids)),
    topic: (what) => ask(() => transport.topic(what)),
    request: (what) => ask(() => transport.request(what)),
    restart: () => transport.restart(),
    close: () => transport.close(),
  };
}

function called<Name extends CallEventName>(
  transport: Transport,
  name: Name,
  body: EventBody<Name>,
): Promise<EventAnswer<Name>> {
  if (!transport.call) throw new NoAnswer('There are no calls on this connection.');
  return transport.call(name, body);
}
