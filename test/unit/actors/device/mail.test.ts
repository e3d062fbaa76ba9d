// A device's mail as routing meets it: what is sent to it, and what its connection is told.

import { StoreFull } from '#ports';
import type { EnvelopeGuid } from '#protocol';
import { decodeEnvelope } from '#protocol';
import { metrics } from '#runtime';
import { describe, expect, it } from 'vitest';
import { overdueMs } from '../../../../src/actors/device/actor.ts';
import {
  acknowledge,
  attach,
  connection,
  newSend,
  primary,
  socket,
} from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { counted } from '../../../support/counted.ts';
import { away, unheard } from '../../../support/faults.ts';

const { registered } = ActorsBench;

describe('a send', () => {
  it('reaches a live connection without a read of the queue', async () => {
    const bench = await registered();
    await bench.value(attach());
    await bench.value(newSend());
    await bench.turns();
    const pages = bench.queue.calls('page').length;
    await bench.value(newSend());
    await bench.turns();
    expect(bench.delivery.guids(socket).length).toBe(2);
    expect(bench.delivery.types(socket)).toContain('queueEmpty');
    expect(bench.queue.calls('page')).toHaveLength(pages);
  });

  it('is not answered before the queue says that it is stored', async () => {
    const bench = await registered();
    const open = bench.queue.hold('delays', 'insert');
    let answered = false;
    const asked = bench.value(newSend()).then(() => (answered = true));
    await bench.turns();
    expect(answered).toBe(false);
    open();
    await asked;
  });

  it('does not wait for the one before it, and all of them come in order', async () => {
    const bench = await registered();
    const open = bench.queue.hold('delays', 'insert');
    const sends = Array.from({ length: 50 }, (_, n) =>
      newSend({ clientTimestamp: n + 1, serverTimestamp: n + 1 }),
    );
    const asked = sends.map((send) => bench.value(send));
    await bench.turns();
    expect(await bench.waiting()).toBe(50);
    open();
    await Promise.all(asked);
    await bench.value(attach());
    await bench.turns();
    const times = bench.delivery.told.flatMap(({ delivery }) =>
      delivery.type === 'envelopes'
        ? delivery.envelopes.map((one) => decodeEnvelope(one.bytes).clientTimestamp)
        : [],
    );
    expect(times).toEqual(sends.map((send) => send.clientTimestamp));
  });

  it('that is repeated is one envelope', async () => {
    const bench = await registered();
    const send = newSend();
    await Promise.all([bench.value(send), bench.value(send)]);
    await bench.value(send);
    await bench.value(attach());
    await bench.turns();
    expect(bench.delivery.guids(socket).length).toBe(1);
  });

  it('whose insert was stored and not heard of is delivered when it is repeated', async () => {
    const bench = await registered();
    await bench.value(attach());
    await bench.turns();
    bench.queue.once(unheard, 'insert');
    const send = newSend();
    expect(await bench.code(send)).toBe('server.unavailable');
    expect(await bench.code(send)).toBe('ok');
    await bench.turns();
    expect(bench.delivery.guids(socket).length).toBe(1);
  });

  it('hears that the store is full, and is taken when there is room again', async () => {
    const bench = await registered();
    const end = bench.queue.begin({ fails: new StoreFull('no room') }, 'insert');
    expect(await bench.code(newSend())).toBe('server.full');
    end();
    expect(await bench.code(newSend())).toBe('ok');
  });

  it('is refused when too many are under way or too much waits', async () => {
    const bench = await registered();
    const open = bench.queue.hold('delays', 'insert');
    const asked = Array.from({ length: 257 }, () => bench.code(newSend()));
    await bench.turns(40);
    open();
    const codes = await Promise.all(asked);
    expect(codes.filter((code) => code === 'server.busy').length).toBe(1);
    bench.queue.once({ says: { outcome: 'full' } }, 'insert');
    expect(await bench.code(newSend())).toBe('queue.full');
  });

  it('that is ephemeral reaches a live connection and is never stored', async () => {
    const bench = await registered();
    await bench.value(newSend({ ephemeral: true }));
    await bench.value(attach());
    await bench.turns();
    expect(bench.delivery.guids(socket)).toEqual([]);
    await bench.value(newSend({ ephemeral: true }));
    await bench.turns();
    expect(bench.delivery.guids(socket).length).toBe(1);
    expect(await bench.waiting()).toBe(0);
  });

  it('notes once that the sender wrote, and again when the store was away', async () => {
    const bench = await registered();
    const source = await bench.sender();
    const end = bench.relations.begin(away);
    await bench.value(newSend({ source }));
    await bench.turns();
    end();
    for (let i = 0; i < 3; i++) await bench.value(newSend({ source }));
    await bench.turns();
    expect(bench.relations.calls('replace')).toHaveLength(1);
    const { wrote } = await bench.relations.real.load(source.account, bench.id);
    expect(wrote.map(({ account }) => account)).toEqual([source.account]);
  });
});

describe('a connection', () => {
  it('gets what waits, and again what it did not acknowledge', async () => {
    const accepted = await counted(metrics.envelopesAccepted);
    const acknowledged = await counted(metrics.envelopesAcknowledged);
    const bench = await registered();
    for (let i = 0; i < 3; i++) await bench.value(newSend());
    await bench.value(attach());
    await bench.turns();
    expect(bench.delivery.types(socket)).toEqual(['envelopes', 'queueEmpty']);
    const [first, ...rest] = bench.delivery.guids(socket);
    await bench.value(acknowledge([first as EnvelopeGuid]));
    await bench.value({ type: 'detach', device: primary, connection: socket });
    await bench.value(attach('socket-2', 2));
    await bench.turns();
    expect(bench.delivery.guids(connection('socket-2'))).toEqual(rest);
    expect([await accepted(), await acknowledged()]).toEqual([3, 1]);
  });

  it('is supplied again once the queue answers again', async () => {
    const bench = await registered();
    await bench.value(newSend());
    const end = bench.queue.begin(away);
    await bench.value(attach());
    await bench.turns();
    expect(bench.delivery.told).toEqual([]);
    end();
    bench.clock.advance(100);
    await bench.turns();
    expect(bench.delivery.guids(socket).length).toBe(1);
  });

  it('is supplied again after its actor crashed', async () => {
    const bench = await registered();
    await bench.value(newSend());
    await bench.value(attach());
    await bench.turns();
    bench.queue.begin({ fails: new Error('defect') }, 'remove');
    const guids = bench.delivery.guids(socket);
    expect(await bench.code(acknowledge(guids))).toBe('server.defect');
    await bench.turns();
    expect(bench.delivery.guids(socket)).toEqual([...guids, ...guids]);
  });

  it('is refused and closed when a newer one is there', async () => {
    const bench = await registered();
    await bench.value(attach('newer', 5));
    expect(await bench.code(attach('older', 4, 2))).toBe('device.replaced');
    await bench.turns();
    expect(bench.delivery.types(connection('older'))).toEqual(['close']);
  });

  it('of before a take-over is not attached again', async () => {
    const bench = await registered();
    const { salt } = bench.registration.command.device.credential;
    expect(await bench.code({ ...attach(), credential: 'other' })).toBe('auth.invalid');
    expect(await bench.code({ ...attach(), credential: salt })).toBe('ok');
  });

  it('that is attached again by the same attempt is left as it is', async () => {
    const bench = await registered();
    await bench.value(attach());
    await bench.value(newSend());
    await bench.turns();
    await bench.value(attach());
    await bench.turns();
    expect(bench.delivery.guids(socket)).toHaveLength(1);
    await bench.value(attach('socket-1', 1, 2));
    await bench.turns();
    expect(bench.delivery.guids(socket)).toHaveLength(2);
  });

  it('is not handed again what it acknowledged while a page was on its way', async () => {
    const bench = await registered();
    await bench.value(newSend());
    await bench.value(attach());
    await bench.turns();
    const guids = bench.delivery.guids(socket);
    const open = bench.queue.hold('delays', 'page');
    await bench.value(attach('socket-1', 1, 2));
    await bench.turns();
    await bench.value(acknowledge(guids));
    open();
    await bench.turns();
    expect(bench.delivery.guids(socket)).toEqual(guids);
    await bench.value(attach('socket-1', 1, 3));
    await bench.value(newSend());
    await bench.turns();
    expect(bench.delivery.guids(socket)).toHaveLength(2);
  });

  it('that acknowledges nothing is handed everything again, ever more seldom', async () => {
    const bench = await registered();
    await bench.value(attach());
    await bench.value(newSend());
    await bench.turns();
    const handed = () => bench.delivery.guids(socket).length;
    const after = async (ms: number) => {
      bench.clock.advance(ms);
      await bench.turns();
      return handed();
    };
    expect([await after(overdueMs - 1), await after(1)]).toEqual([1, 2]);
    expect([await after(overdueMs), await after(overdueMs)]).toEqual([2, 3]);
    const [guid] = bench.delivery.guids(socket);
    await bench.value(acknowledge([guid as EnvelopeGuid]));
    expect(await after(600_000)).toBe(3);
  });

  it('that acknowledges while the queue is read anew has nothing looked for', async () => {
    const bench = await registered();
    await bench.value(attach());
    await Promise.all([newSend(), newSend()].map((send) => bench.value(send)));
    await bench.turns();
    const [first, second] = bench.delivery.guids(socket) as [EnvelopeGuid, EnvelopeGuid];
    const open = bench.queue.hold('delays', 'page');
    bench.clock.advance(overdueMs);
    await bench.turns();
    await bench.value(acknowledge([first]));
    bench.clock.advance(overdueMs);
    await bench.value(attach('socket-1', 1, 2));
    await bench.value(acknowledge([second]));
    expect(bench.queue.calls('locate')).toEqual([]);
    open();
    await bench.turns();
    expect(bench.delivery.guids(socket)).toEqual([first, second]);
    expect(await bench.waiting()).toBe(0);
  });

  it('hears notices', async () => {
    const bench = await registered();
    await bench.value(attach());
    await bench.value({ type: 'notify', notice: { kind: 'friend.requested', account: bench.id } });
    await bench.turns();
    expect(bench.delivery.types(socket)).toContain('notice');
  });
});
