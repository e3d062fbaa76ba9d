// New devices that wait for their primary, over workers in memory whose bus may lose anything.

import type { MemberId } from '#protocol';
import { limits, linkAddressEvent, linkMessageEvent } from '#protocol';
import { ManualClock } from '#runtime';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Provision } from '../../../src/gateway/egress/egress.ts';
import type { WaitingClient } from '../../../src/gateway/sockets/waitingDevices.ts';
import {
  provideEveryMs,
  provideTimesMax,
  WaitingDevices,
  waitingPerAddressMax,
} from '../../../src/gateway/sockets/waitingDevices.ts';

const body = new Uint8Array([1, 2, 3]);
const linkWait = { name: 'linkWait', burst: 1, refillMs: 1, onFailure: 'closed' } as const;
let clock: ManualClock;
let workers: Map<string, WaitingDevices>;
let carried: Provision[];
/** What the bus does with a delivery: how often it arrives. */
let arrives: (delivery: Provision) => number;
let allowed: boolean;

function worker(name: string): WaitingDevices {
  const member = name as MemberId;
  const made = new WaitingDevices({
    clock,
    limiter: {
      take: async () => (allowed ? { allowed } : { allowed, retryAfterMs: 5 }),
    },
    limits: { linkWait },
    router: {
      member,
      relayAddress: async (other) => (workers.has(other) ? 'there' : undefined),
      deliver(to, delivery) {
        carried.push(delivery as Provision);
        for (let n = arrives(delivery as Provision); n > 0; n--) {
          workers.get(to.member)?.hear(delivery as Provision);
        }
      },
    },
  });
  workers.set(name, made);
  return made;
}

class Client implements WaitingClient {
  isOpen = true;
  onEnd: (() => void) | undefined;
  readonly heard: string[] = [];
  address = '';
  readonly ip: string;
  constructor(ip = '192.0.2.1') {
    this.ip = ip;
  }
  emitLink(name: string, bytes: Uint8Array): void {
    this.heard.push(name);
    if (name === 'link:address') this.address = linkAddressEvent.body.decode(bytes).address;
    else expect([...linkMessageEvent.body.decode(bytes).body]).toEqual([...body]);
  }
  close(): void {
    this.isOpen = false;
    this.onEnd?.();
  }
  cut(): void {
    this.close();
  }
}

/** A device that waits at this worker. */
async function waiting(at: WaitingDevices, client = new Client()): Promise<Client> {
  await at.admit(client, {}, (refused) => expect(refused).toBeUndefined());
  at.open(client);
  return client;
}

const refusalOf = (at: WaitingDevices, auth: unknown = {}) =>
  new Promise((resolve) => {
    void at.admit(new Client(), auth, (refused) => resolve(refused?.code));
  });

/** Lets the clock run until an answer is there. */
async function answered(asked: Promise<boolean>): Promise<boolean> {
  let answer: boolean | undefined;
  void asked.then((value) => (answer = value));
  for (let n = 0; answer === undefined && n <= provideTimesMax; n++) {
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
    clock.advance(provideEveryMs);
  }
  return asked;
}

let alpha: WaitingDevices;
let beta: WaitingDevices;

beforeEach(() => {
  clock = new ManualClock();
  workers = new Map();
  carried = [];
  arrives = () => 1;
  allowed = true;
  alpha = worker('alpha-1');
  beta = worker('beta-2');
});

describe('a new device', () => {
  it('hears its address, then one message, then nothing: the connection ends', async () => {
    const client = await waiting(alpha);
    expect(client.address).toMatch(/^[A-Za-z0-9_-]{28,64}$/);
    expect(await alpha.provide(client.address, body)).toBe(true);
    expect(await alpha.provide(client.address, body)).toBe(false);
    expect(client.heard).toEqual(['link:address', 'link:message']);
    expect(client.isOpen).toBe(false);
  });

  it('is reached from another worker, whatever the bus loses or repeats', async () => {
    const client = await waiting(alpha);
    let lost = 0;
    arrives = ({ type }) => (lost++ < 4 ? 0 : type === 'provision' ? 2 : 1);
    expect(await answered(beta.provide(client.address, body))).toBe(true);
    expect(client.heard).toEqual(['link:address', 'link:message']);
    expect(await answered(beta.provide(client.address, body))).toBe(false);
  });

  it('is told no second message by one whose answer was lost', async () => {
    const client = await waiting(alpha);
    arrives = ({ type }) => (type === 'provisioned' && carried.length < 6 ? 0 : 1);
    expect(await answered(beta.provide(client.address, body))).toBe(true);
    expect(carried.filter(({ type }) => type === 'provision').length).toBeGreaterThan(2);
    expect(client.heard).toEqual(['link:address', 'link:message']);
  });

  it('that is gone is told nothing', async () => {
    const client = await waiting(alpha);
    client.close();
    expect(await alpha.provide(client.address, body)).toBe(false);
    expect(await answered(beta.provide(client.address, body))).toBe(false);
  });

  it('waits ten minutes', async () => {
    const client = await waiting(alpha);
    clock.advance(limits.linkWaitMs - 1);
    expect(client.isOpen).toBe(true);
    clock.advance(1);
    expect(client.isOpen).toBe(false);
    expect(await alpha.provide(client.address, body)).toBe(false);
  });

  it('goes when its worker stops, and none comes in its place', async () => {
    const client = await waiting(alpha);
    alpha.drain();
    expect(client.isOpen).toBe(false);
    expect(await refusalOf(alpha)).toBe('server.draining');
  });
});

describe('an address', () => {
  it.each(['', 'x', 'alpha-1', `alpha-1${'A'.repeat(24)}`, `../..${'A'.repeat(24)}`])(
    'that is guessed (%j) reaches nobody',
    async (address) => {
      await waiting(alpha);
      expect(await answered(beta.provide(address, body))).toBe(false);
    },
  );

  it('of a worker that is gone is answered at once', async () => {
    const client = await waiting(alpha);
    workers.delete('alpha-1');
    expect(await beta.provide(client.address, body)).toBe(false);
    expect(carried).toEqual([]);
  });

  it('of a worker that says nothing is given up', async () => {
    const client = await waiting(alpha);
    arrives = () => 0;
    expect(await answered(beta.provide(client.address, body))).toBe(false);
    expect(carried).toHaveLength(provideTimesMax);
  });
});

describe('a crowd', () => {
  it('of one address has so many places, and gets them back', async () => {
    const clients: Client[] = [];
    for (let n = 0; n < waitingPerAddressMax; n++) clients.push(await waiting(alpha));
    expect(await refusalOf(alpha)).toBe('rate.limited');
    await waiting(alpha, new Client('192.0.2.2'));
    clients[0]?.close();
    expect(await refusalOf(alpha)).toBeUndefined();
  });

  it('that comes together has no more, and each of the others is told', async () => {
    const refusals = await Promise.all(
      Array.from({ length: waitingPerAddressMax + 5 }, () => refusalOf(alpha)),
    );
    expect(refusals.filter((code) => code === 'rate.limited')).toHaveLength(5);
    expect(refusals.filter((code) => code === undefined)).toHaveLength(waitingPerAddressMax);
  });

  it('is held up by a bucket of its own, which costs no place', async () => {
    allowed = false;
    for (let n = 0; n < 2 * waitingPerAddressMax; n++) {
      expect(await refusalOf(alpha)).toBe('rate.limited');
    }
    allowed = true;
    expect(await refusalOf(alpha)).toBeUndefined();
  });

  it('of another protocol is not let in', async () => {
    expect(await refusalOf(alpha, { protocol: 99 })).toBe('handshake.protocol');
    expect(await refusalOf(alpha, { protocol: limits.protocolVersion })).toBeUndefined();
  });
});
