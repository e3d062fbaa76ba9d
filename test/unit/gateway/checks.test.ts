// Connections whose account's actor said something that the bus has lost, and nothing after it.

import { beforeEach, describe, expect, it } from 'vitest';
import type { ConnectionId, MemberId } from '#protocol';
import type { Router } from '#routing';
import { silentLog } from '#runtime';
import { Attachments } from '../../../src/gateway/egress/attachments.ts';
import { checkEveryMs, Checks, checkTurnMs } from '../../../src/gateway/egress/checks.ts';
import { Connection } from '../../../src/gateway/egress/connection.ts';
import type { ClientWire } from '../../../src/gateway/egress/plainConnection.ts';
import { Egress } from '../../../src/gateway/egress/egress.ts';
import { ConnectionIndex } from '../../../src/gateway/egress/connectionIndex.ts';
import { primary } from '../../support/accounts.ts';
import { ActorsBench } from '../../support/actorsBench.ts';
import { freePermits } from '../../support/permits.ts';
import { noCalls, noTopics, noWaiting } from '../../support/topics.ts';

const member = 'alpha-1' as MemberId;

let bench: ActorsBench;
let index: ConnectionIndex;
let attachments: Attachments;
let deliver: Parameters<Router['onDelivery']>[0];
let checked: number;

beforeEach(async () => {
  bench = new ActorsBench();
  await bench.register();
  index = new ConnectionIndex();
  checked = 0;
  const router = {
    member,
    ask: (_to: unknown, command: Parameters<ActorsBench['ask']>[0]) => {
      if (command.type === 'check') checked += 1;
      return bench.ask(command);
    },
    onShardsMoved() {},
    onDelivery(listener: typeof deliver) {
      deliver = listener;
    },
  } as unknown as Router;
  const { clock } = bench;
  attachments = new Attachments(router, index, clock, silentLog);
  new Egress(router, index, attachments, freePermits, noTopics, noCalls, noWaiting);
  new Checks({ router, index, attachments, clock });
});

async function connect(name: string, ordinal: number) {
  const { command } = bench.registration;
  const credential = command.device.credential.salt;
  const { pni } = command;
  const device = { account: bench.id, device: primary, pni, credential, hasSiblings: false };
  const events: string[] = [];
  const wire: ClientWire = {
    emit: (event) => void events.push(event),
    backlogBytes: () => 0,
    holdsBack: () => false,
    close: () => void events.push('(close)'),
    cut: () => void events.push('(cut)'),
  };
  const id = name as ConnectionId;
  const facts = { id, device, ip: '', ordinal, connectedAtMs: bench.clock.now() };
  const connection = new Connection(facts, wire, bench.clock);
  index.add(connection);
  expect((await attachments.attach(connection)).ok).toBe(true);
  await bench.turns();
  connection.open(new Uint8Array([1]));
  return events;
}

/** Hands on what the actors have said; otherwise the bus has lost it. */
function arrive(): void {
  for (const { to, delivery } of bench.delivery.told.splice(0)) deliver(to.connection, delivery);
}

async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += checkTurnMs) {
    bench.clock.advance(checkTurnMs);
    await bench.turns();
  }
}

describe('a connection is checked', () => {
  it('and told of the end of its queue, which was lost', async () => {
    const events = await connect('one', 7);
    bench.delivery.told.length = 0;
    await pass(2 * checkEveryMs);
    arrive();
    expect(events).toEqual(['server:hello', 'queue-empty']);
  });

  it('and sent away where another has taken its place unheard', async () => {
    const former = await connect('one', 7);
    await connect('two', 8);
    bench.delivery.told.length = 0;
    await pass(2 * checkEveryMs);
    // Nothing ends this wire by itself.
    expect(former).toEqual(['server:hello', 'server:closing', '(close)', '(cut)']);
  });

  it('once a minute, and left alone where nothing is missing', async () => {
    const events = await connect('one', 7);
    arrive();
    await pass(3 * checkEveryMs);
    expect(checked).toBe(3);
    expect(bench.delivery.told).toEqual([]);
    expect(events).toEqual(['server:hello', 'queue-empty']);
  });
});
