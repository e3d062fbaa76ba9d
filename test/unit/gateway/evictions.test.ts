// What a connection hears when its device is evicted: nothing that has not left already.

import type { AccountId, ConnectionId, DeviceId, MemberId } from '#protocol';
import { ManualClock, silentLog } from '#runtime';
import { expect, it } from 'vitest';
import { Attachments } from '../../../src/gateway/egress/attachments.ts';
import { Connection, signalBacklogBytesMax } from '../../../src/gateway/egress/connection.ts';
import { Egress } from '../../../src/gateway/egress/egress.ts';
import { ConnectionIndex } from '../../../src/gateway/egress/connectionIndex.ts';
import { MemoryCluster } from '../../support/memoryCluster.ts';
import { freePermits } from '../../support/permits.ts';
import { noCalls, noTopics, noWaiting } from '../../support/topics.ts';

const account = '00000000-0000-4000-8000-000000000001' as AccountId;

it.each([
  ['nothing waits', false, 0, ['server:closing', '(close)']],
  ['the engine holds something back', true, 0, ['(cut)']],
  ['its client reads slowly', false, signalBacklogBytesMax + 1, ['(cut)']],
])('where %s', (_, isHolding, backlog, heard) => {
  const clock = new ManualClock();
  const cluster = new MemoryCluster();
  const router = cluster.router('alpha-1' as MemberId);
  const index = new ConnectionIndex();
  const attachments = new Attachments(router, index, clock, silentLog);
  new Egress(router, index, attachments, freePermits, noTopics, noCalls, noWaiting);
  const device = cluster.register(account, 'x');
  const events: string[] = [];
  const wire = {
    emit: (event: string) => void events.push(event),
    backlogBytes: () => backlog,
    holdsBack: () => isHolding,
    close: () => void events.push('(close)'),
    cut: () => void events.push('(cut)'),
  };
  const id = 'c1' as ConnectionId;
  const facts = { id, device, ip: '', ordinal: 1, connectedAtMs: 0 };
  const connection = new Connection(facts, wire, clock);
  index.add(connection);
  connection.open(new Uint8Array(0));
  const address = { account, device: 1 as DeviceId };
  const { credential } = device;
  const worker = { member: router.member, connection: '' as ConnectionId };
  router.deliver(worker, { type: 'evict', device: address, credential, code: 'device.removed' });
  expect(events).toEqual(['server:hello', ...heard]);
  const notice = { kind: 'devices.changed', account };
  router.deliver(
    { member: router.member, connection: id },
    { type: 'notice', device: address, notice },
  );
  expect(events).not.toContain('notice');
});

it('hears why it ends, however often its worker is told', () => {
  const clock = new ManualClock();
  const events: string[] = [];
  let isHolding = false;
  const wire = {
    emit: (event: string) => {
      events.push(event);
      // The second part of an event waits until the first has left.
      isHolding = event === 'server:closing';
    },
    backlogBytes: () => 0,
    holdsBack: () => isHolding,
    close: () => void events.push('(close)'),
    cut: () => void events.push('(cut)'),
  };
  const device = new MemoryCluster().register(account, 'x');
  const facts = { id: 'c1' as ConnectionId, device, ip: '', ordinal: 1, connectedAtMs: 0 };
  const connection = new Connection(facts, wire, clock);
  connection.open(new Uint8Array(0));
  connection.evict('account.deleted', 0);
  connection.evict('account.deleted', 0);
  expect(events).toEqual(['server:hello', 'server:closing', '(close)']);
});

it('is cut where it was being sent away and still holds something back', () => {
  const events: string[] = [];
  const wire = {
    emit: (event: string) => void events.push(event),
    backlogBytes: () => 0,
    holdsBack: () => true,
    close: () => void events.push('(close)'),
    cut: () => void events.push('(cut)'),
  };
  const device = new MemoryCluster().register(account, 'x');
  const facts = { id: 'c1' as ConnectionId, device, ip: '', ordinal: 1, connectedAtMs: 0 };
  const connection = new Connection(facts, wire, new ManualClock());
  connection.open(new Uint8Array(0));
  connection.close('server.draining', 1);
  connection.evict('device.removed', 0);
  expect(events.at(-1)).toBe('(cut)');
});

it('goes on where the word is older than what it was let in by', () => {
  const clock = new ManualClock();
  const cluster = new MemoryCluster();
  const router = cluster.router('alpha-1' as MemberId);
  const index = new ConnectionIndex();
  const attachments = new Attachments(router, index, clock, silentLog);
  const evicted: (number | undefined)[] = [];
  const permits = { evict: async (...[, , said]: unknown[]) => void evicted.push(said as number) };
  new Egress(router, index, attachments, permits, noTopics, noCalls, noWaiting);
  const known = cluster.register(account, 'x');
  const open = (id: string, evictions: number) => {
    const events: string[] = [];
    const wire = {
      emit: (event: string) => void events.push(event),
      backlogBytes: () => 0,
      holdsBack: () => false,
      close: () => void events.push('(close)'),
      cut: () => void events.push('(cut)'),
    };
    const device = { ...known, evictions };
    const facts = { id: id as ConnectionId, device, ip: '', ordinal: 1, connectedAtMs: 0 };
    const connection = new Connection(facts, wire, clock);
    index.add(connection);
    connection.open(new Uint8Array(0));
    return events;
  };
  const [older, newer] = [open('c1', 0), open('c2', 1)];
  const word = {
    type: 'evict',
    device: { account, device: 1 as DeviceId },
    credential: known.credential,
    code: 'account.suspended',
  } as const;
  const worker = { member: router.member, connection: '' as ConnectionId };
  router.deliver(worker, { ...word, evictions: 1 });
  expect(older).toEqual(['server:hello', 'server:closing', '(close)']);
  expect(newer).toEqual(['server:hello']);
  // What ends the credential itself has no ordinal, and ends all.
  router.deliver(worker, { ...word, code: 'device.removed' });
  expect(newer).toEqual(['server:hello', 'server:closing', '(close)']);
  expect(evicted).toEqual([1, undefined]);
});
