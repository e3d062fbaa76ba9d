// A device that goes away and comes back, over a network of the test's own.

import { describe, expect, it } from 'vitest';
import { NoAnswer } from '#client';
import type { ConnectionState, Network, Transport, TransportHandlers } from '#client';
import { SwitchedNetwork } from '../../../../bench/load/switchedNetwork.ts';

class FakeTransport implements Transport {
  handlers: TransportHandlers | undefined;
  restarts = 0;
  connected = false;
  readonly member = 'worker';
  readonly serverMs = () => undefined;

  open(handlers: TransportHandlers): void {
    this.handlers = handlers;
    this.connected = true;
    handlers.state('connected');
  }

  send = () => Promise.resolve({ serverTimestamp: 1, needsSync: false });
  sendGroup = () => Promise.resolve({ serverTimestamp: 1, mismatches: [], unknown: [], held: [] });
  ack = () => Promise.resolve({});
  topic = () => Promise.resolve({});
  request = () => Promise.resolve({ status: 200, headers: {}, body: undefined });

  restart(): void {
    this.restarts += 1;
  }

  close(): void {
    this.connected = false;
    this.handlers?.state('closed');
  }
}

function rig() {
  const made: FakeTransport[] = [];
  const network: Network = {
    http: () => Promise.resolve({ status: 200, headers: {}, body: undefined }),
    transport() {
      const transport = new FakeTransport();
      made.push(transport);
      return transport;
    },
  };
  const switched = new SwitchedNetwork(network);
  const clock = { now: () => 0, after: () => ({ cancel() {} }) };
  const transport = switched.transport('', { username: '', password: '' }, clock);
  const states: ConnectionState[] = [];
  const delivered: number[] = [];
  transport.open({
    state: (state) => states.push(state),
    deliver: (envelopes) => delivered.push(envelopes.length),
    queueEmpty: () => undefined,
    notice: () => undefined,
    security: () => undefined,
    signal: () => undefined,
    presence: () => undefined,
  });
  return { switched, transport, made, states, delivered };
}

describe('a switched network', () => {
  it('takes a device away without closing it, and brings it back on a new connection', () => {
    const { switched, transport, made, states } = rig();
    switched.leave();
    expect(transport.connected).toBe(false);
    switched.comeBack();
    expect(transport.connected).toBe(true);
    expect(states).toEqual(['connected', 'waiting', 'connected']);
    expect(made).toHaveLength(2);
  });

  it('answers nothing while the device is away', async () => {
    const { switched, transport } = rig();
    switched.leave();
    await expect(transport.ack([])).rejects.toThrow(NoAnswer);
    switched.comeBack();
    await expect(transport.ack([])).resolves.toEqual({});
  });

  it('does not hear what an old connection still says', () => {
    const { switched, made, delivered } = rig();
    switched.leave();
    switched.comeBack();
    made[0]?.handlers?.deliver([new Uint8Array(1)]);
    made[1]?.handlers?.deliver([new Uint8Array(1), new Uint8Array(1)]);
    expect(delivered).toEqual([2]);
  });

  it('drops a connection by letting it come back by itself', () => {
    const { switched, made } = rig();
    switched.drop();
    expect(made[0]?.restarts).toBe(1);
  });

  it('stays closed once it is closed, also when the device is away', () => {
    const { switched, transport, made, states } = rig();
    switched.leave();
    transport.close();
    switched.comeBack();
    expect(made).toHaveLength(1);
    expect(states.at(-1)).toBe('closed');
  });
});
