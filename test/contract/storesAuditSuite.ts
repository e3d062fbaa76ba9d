// Promises of the store of the operators' log, and of the log over it.

import { expect, test } from 'vitest';
import { createAuditChain } from '#crypto';
import type { DurableStores } from '#persistence';
import { openAuditLog } from '#persistence';
import type { AuditedBy, AuditLog, AuditRow, SealedAuditHead } from '#ports';
import { Unreachable } from '#ports';
import { silentLog, systemClock } from '#runtime';
import { testSealer } from '../support/storeSubjects.ts';

const by: AuditedBy = { door: 'http', token: 'a1b2c3d4', name: 'ada' };
const chain = createAuditChain({ indexKey: Buffer.alloc(32, 5).toString('base64') });

const row = (seq: number, fill = seq): AuditRow => ({
  ...{ seq, bytes: new Uint8Array(40).fill(fill), hash: new Uint8Array(32).fill(fill) },
});
const head = (seq: number, fill = seq): SealedAuditHead => ({
  ...{ seq, hash: new Uint8Array(32).fill(fill), mac: new Uint8Array(32).fill(fill + 1) },
});

/** The store is one for all of them, and never emptied: each goes on where another has ended. */
export function auditPromises(stores: () => DurableStores): void {
  const open = (): AuditLog =>
    openAuditLog({
      ...{ store: stores().audit, chain, sealer: testSealer(), log: silentLog },
      // What waits for others really waits.
      clock: systemClock,
    });
  const note = async (log: AuditLog, uses: number) => {
    const seq = await log.begin(by, { act: 'invitation.make', facts: { uses } });
    await log.end(seq, 'done');
    return seq;
  };

  test('of acts noted at once by several workers all are in one chain', async () => {
    const workers = [open(), open(), open()];
    const noted = await Promise.all(
      Array.from({ length: 24 }, (_, index) => note(workers[index % 3] ?? open(), index)),
    );
    expect(new Set(noted).size).toBe(24);
    const verdict = await open().verify();
    expect(verdict).toMatchObject({ entries: 48, faults: [] });
    expect(verdict.head?.seq).toBe(48);
    const page = await open().lines({ limit: 100 });
    expect(page.lines.map(({ seq }) => seq)).toEqual(noted.toSorted((a, b) => b - a));
    expect(page.lines.every(({ outcome }) => outcome === 'done')).toBe(true);
    const uses = page.lines.map(({ facts }) => Number(facts?.['uses']));
    expect(uses.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 24 }, (_, one) => one));
  });

  test('acts are read page by page, each with how it ended', async () => {
    const log = open();
    const first = await log.lines({ limit: 10 });
    const second = await log.lines({ limit: 100, beforeSeq: first.nextBeforeSeq ?? 0 });
    const all = await log.lines({ limit: 100 });
    expect([...first.lines, ...second.lines]).toEqual(all.lines);
    expect(second.nextBeforeSeq).toBeUndefined();
  });

  test('acts about one account are found by its name in the log', async () => {
    const log = open();
    const account = 'ab'.repeat(16);
    const seq = await log.begin(by, { act: 'account.show', account });
    await log.end(seq, 'account.not_found');
    const { lines } = await log.lines({ account, limit: 10 });
    const told = { seq, act: 'account.show', account, by, outcome: 'account.not_found' };
    expect(lines).toEqual([{ ...told, atMs: expect.any(Number) }]);
  });

  test('what the store holds says neither who acted nor what was done', async () => {
    const seq = await note(open(), 77);
    const [found] = await stores().audit.below(seq + 1, 1);
    expect(found?.seq).toBe(seq);
    const text = Buffer.from(found?.bytes ?? []).toString('latin1');
    expect(text.length).toBeGreaterThan(40);
    expect(text).not.toMatch(/invitation|ada|a1b2c3d4|uses/);
  });

  test('an entry is put behind the head that was seen, and no other', async () => {
    const { audit } = stores();
    const seen = await audit.head();
    const last = await audit.last();
    if (!seen || !last) throw new Error('the log is empty');
    expect([last.seq, last.hash]).toEqual([seen.seq, seen.hash]);
    const next = seen.seq + 1;
    expect(await audit.append(undefined, [row(next)], head(next))).toBe(false);
    expect(await audit.append({ ...seen, mac: head(1).mac }, [row(next)], head(next))).toBe(false);
    // A number is taken once, whatever the head says.
    expect(await audit.append(seen, [row(last.seq)], head(next))).toBe(false);
    expect(await audit.head()).toEqual(seen);
    const both = await Promise.all(
      [7, 8].map((fill) => audit.append(seen, [row(next, fill)], head(next, fill))),
    );
    expect(both.sort()).toEqual([false, true]);
    const [kept] = await audit.from(next, 10);
    const headNow = await audit.head();
    expect(headNow?.hash).toEqual(kept?.hash);
    expect(await audit.last()).toEqual(kept);
    expect(await audit.from(next - 1, 1)).toEqual([last]);
    expect((await audit.below(next + 1, 2)).map(({ seq }) => seq)).toEqual([next, next - 1]);
    expect(await audit.below(1, 5)).toEqual([]);
  });

  test('several entries are put behind the head at once, or none of them', async () => {
    const { audit } = stores();
    const seen = await audit.head();
    if (!seen) throw new Error('the log is empty');
    const { seq } = seen;
    const two = [row(seq + 1), row(seq + 2)];
    expect(await audit.append(seen, [row(seq + 1), row(seq)], head(seq + 1))).toBe(false);
    expect(await audit.from(seq + 1, 10)).toEqual([]);
    expect(await audit.append(seen, two, head(seq + 2))).toBe(true);
    expect(await audit.from(seq + 1, 10)).toEqual(two);
    expect((await audit.head())?.seq).toBe(seq + 2);
  });

  test('behind an end that is not its own the log goes on, and says so for ever', async () => {
    // The test before has left one.
    const verdict = await open().verify();
    expect(verdict.faults.map(({ kind }) => kind)).toEqual(['changed', 'unsealed']);
    const seq = await note(open(), 5);
    const { faults, head: sealed } = await open().verify();
    expect(faults.map(({ kind }) => kind)).toEqual(['changed', 'mended']);
    expect(faults[1]).toEqual({ kind: 'mended', fromSeq: seq - 1, toSeq: seq - 1 });
    expect(sealed?.seq).toBe(seq + 1);
  });

  test('where the store does not answer nothing is noted', async () => {
    const away = async () => {
      throw new Unreachable('away');
    };
    const store = { ...stores().audit, head: away, last: away, append: away };
    const log = openAuditLog({
      ...{ store: { ...store, from: away, below: away }, chain, sealer: testSealer() },
      ...{ clock: systemClock, log: silentLog },
    });
    await expect(log.begin(by, { act: 'account.show' })).rejects.toBeInstanceOf(Unreachable);
    await expect(log.end(3, 'done')).resolves.toBeUndefined();
  });
}
