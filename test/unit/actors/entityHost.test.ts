// The actors of a worker as routing meets them: shards that come and go, and actors that crash.

import type { AccountId, FencingToken } from '#protocol';
import { accountAddress, shardOf } from '#protocol';
import { describe, expect, it } from 'vitest';
import { attach, newAccountId, newSend, socket } from '../../support/accounts.ts';
import { ActorsBench } from '../../support/actorsBench.ts';
import { away } from '../../support/faults.ts';

const { registered } = ActorsBench;

describe('a shard', () => {
  it('that is not open, or whose lease has lapsed, is not served', async () => {
    const bench = await registered();
    bench.leaseHolds = false;
    expect(await bench.code({ type: 'describe' })).toBe('shard.not_owner');
    bench.leaseHolds = true;
    await bench.host.close(bench.shard);
    expect(await bench.code({ type: 'describe' })).toBe('shard.not_owner');
  });

  it('withholds the answer of a send when the lease lapsed while it was stored', async () => {
    const bench = await registered();
    const open = bench.queue.hold('delays', 'insert');
    const asked = bench.code(newSend());
    await bench.turns();
    bench.leaseHolds = false;
    open();
    expect(await asked).toBe('shard.not_owner');
  });

  it('that a newer owner has claimed is given up at the first load', async () => {
    const bench = await registered();
    await bench.host.close(bench.shard);
    await bench.accounts.real.claim(bench.id, 9 as FencingToken);
    bench.open(2);
    expect(await bench.code({ type: 'describe' })).toBe('shard.not_owner');
    expect(await bench.code({ type: 'describe' })).toBe('shard.not_owner');
    bench.open(10);
    expect(await bench.code({ type: 'describe' })).toBe('ok');
  });

  it('ends what it had begun before it closes, and gives back what it had not', async () => {
    const bench = await registered();
    const open = bench.accounts.hold('waits');
    const begun = bench.code({ type: 'deleteAccount' });
    const unread = bench.code({ type: 'describe' });
    await bench.turns();
    let closed = false;
    const closing = bench.host.close(bench.shard).then(() => (closed = true));
    expect(await unread).toBe('shard.not_owner');
    expect(closed).toBe(false);
    open();
    expect(await begun).toBe('ok');
    await closing;
    expect(await bench.document()).toBeUndefined();
  });

  it('answers everything when it closes, even what hangs', async () => {
    const bench = await registered();
    bench.queue.hold('delays', 'insert');
    const asked = bench.code(newSend());
    await bench.turns();
    const closing = bench.host.close(bench.shard);
    bench.clock.advance(500);
    expect(await asked).toBe('shard.not_owner');
    await closing;
  });

  describe('that is asked for several of its entities at once', () => {
    const stranger = (bench: ActorsBench) => {
      for (;;) {
        const id = newAccountId();
        if (shardOf(accountAddress(id)) === bench.shard) return id;
      }
    };
    const ask = (bench: ActorsBench, ids: readonly AccountId[]) => {
      const { contents, ...common } = newSend();
      const each = ids.map((id) => ({ id, contents }));
      return bench.host.handle(accountAddress(bench.id), { ...common, each });
    };

    it('says which of them have refused, and why; the others have done it', async () => {
      const bench = await registered();
      await bench.value(attach());
      const elsewhere = Array.from({ length: 9 }, newAccountId).find(
        (id) => shardOf(accountAddress(id)) !== bench.shard,
      ) as AccountId;
      const answer = await ask(bench, [stranger(bench), bench.id, elsewhere]);
      const refused = [
        { at: 0, refusal: { code: 'account.not_found' } },
        { at: 2, refusal: { code: 'request.invalid' } },
      ];
      expect(answer.ok && answer.value).toMatchObject({ refused: expect.arrayContaining(refused) });
      await bench.turns();
      expect(bench.delivery.guids(socket)).toHaveLength(1);
      expect(await ask(bench, [])).toEqual({ ok: true, value: { refused: [] } });
    });

    it('refuses the whole where one of them may be somebody else’s by now', async () => {
      const bench = await registered();
      const open = bench.queue.hold('delays', 'insert');
      const asked = ask(bench, [stranger(bench), bench.id]);
      await bench.turns();
      bench.leaseHolds = false;
      open();
      expect(await asked).toMatchObject({ ok: false, refusal: { code: 'shard.not_owner' } });
    });
  });

  it('is served again with all that was stored after it moved', async () => {
    const bench = await registered();
    await bench.value(newSend());
    await bench.host.close(bench.shard);
    bench.open(2);
    await bench.value(attach());
    await bench.turns();
    expect(bench.delivery.guids(socket).length).toBe(1);
  });
});

describe('an actor of an account', () => {
  it('leaves memory when it is idle and comes back with the next command', async () => {
    const bench = await registered();
    const claims = bench.accounts.calls('claim').length;
    await bench.value({ type: 'describe' });
    expect(bench.accounts.calls('claim')).toHaveLength(claims);
    bench.clock.advance(120_000);
    await bench.value({ type: 'describe' });
    expect(bench.accounts.calls('claim')).toHaveLength(claims + 1);
  });

  it('keeps its connections while its document rests, and reads it again when asked', async () => {
    const bench = await registered();
    await bench.value(attach());
    await bench.turns();
    const claims = bench.accounts.calls('claim').length;
    bench.clock.advance(300_000);
    await bench.turns();
    expect(bench.accounts.calls('claim')).toHaveLength(claims);
    await bench.value(newSend());
    await bench.turns();
    expect(bench.delivery.guids(socket).length).toBe(1);
    expect(bench.accounts.calls('claim')).toHaveLength(claims + 1);
    await bench.value(newSend());
    expect(bench.accounts.calls('claim')).toHaveLength(claims + 1);
  });

  it('serves while its store is away, as long as it was not idle for long', async () => {
    const bench = await registered();
    await bench.value(attach());
    await bench.turns();
    bench.accounts.begin(away);
    bench.clock.advance(30_000);
    await bench.turns();
    await bench.value(newSend());
    await bench.turns();
    expect(bench.delivery.guids(socket).length).toBe(1);
  });

  it('refuses while its store is away and loads when it is back', async () => {
    const bench = new ActorsBench();
    const end = bench.accounts.begin(away);
    expect(await bench.code({ type: 'describe' })).toBe('server.unavailable');
    end();
    expect(await bench.code({ type: 'describe' })).toBe('server.unavailable');
    bench.clock.advance(200);
    expect(await bench.code({ type: 'describe' })).toBe('account.not_found');
  });

  it('answers server.busy when its mailbox is full', async () => {
    const bench = await registered({ mailboxLengthMax: 4 });
    const open = bench.accounts.hold('waits');
    const asked = [bench.registration.command, ...Array(6).fill({ type: 'describe' })];
    const codes = asked.map((command) => bench.code(command));
    await bench.turns();
    open();
    expect((await Promise.all(codes)).filter((code) => code === 'server.busy').length).toBe(3);
  });

  it('survives a poison command, and is left alone for a while when they go on', async () => {
    const bench = await registered();
    const end = bench.queue.begin({ fails: new Error('poison') }, 'insert');
    for (let n = 0; n < 6; n++) {
      expect(await bench.code(newSend())).toBe('server.defect');
      await bench.turns();
      bench.clock.advance(900);
      await bench.turns();
    }
    end();
    expect(await bench.code({ type: 'describe' })).toBe('server.unavailable');
    bench.clock.advance(10_000);
    expect(await bench.code({ type: 'describe' })).toBe('ok');
  });
});
