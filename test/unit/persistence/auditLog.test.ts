// What somebody with the store but without the secrets may try with the operators' log.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createAuditChain } from '#crypto';
import { openAuditLog } from '#persistence';
import type { AuditHead, AuditLog } from '#ports';
import { ManualClock, silentLog } from '#runtime';
import { MemoryTables } from '../../../src/persistence/memory/tables.ts';
import { TableAuditStore } from '../../../src/persistence/tables/auditStore.ts';
import { testSealer } from '../../support/storeSubjects.ts';

const chain = createAuditChain({ indexKey: Buffer.alloc(32, 5).toString('base64') });
const acts = 6;
const entries = 2 * acts;

async function openedLog(count = acts) {
  const tables = new MemoryTables();
  const parts = { chain, sealer: testSealer(), clock: new ManualClock(), log: silentLog };
  const log = openAuditLog({ store: new TableAuditStore(tables), ...parts });
  for (let uses = 1; uses <= count; uses++) await noteOne(log, uses);
  return { log, rows: tables.table('audit'), heads: tables.table('auditHead') };
}

async function noteOne(log: AuditLog, uses: number): Promise<number> {
  const seq = await log.begin({ door: 'http' }, { act: 'invitation.make', facts: { uses } });
  await log.end(seq, 'done');
  return seq;
}

type Opened = Awaited<ReturnType<typeof openedLog>>;
type Rows = Opened['rows'];

const stored = (rows: Rows, seq: number) => Uint8Array.from(rows.get(seq) ?? []);

function flipped(bytes: Uint8Array, at: number, mask: number): Uint8Array {
  const changed = Uint8Array.from(bytes);
  changed[at % bytes.length] = (changed[at % bytes.length] ?? 0) ^ mask;
  return changed;
}

const seqs = fc.integer({ min: 1, max: entries });
const masks = fc.integer({ min: 1, max: 255 });
const places = fc.nat(1000);

/** What may be done to a log, none of which leaves it as it was. */
const tamperings: Readonly<Record<string, fc.Arbitrary<(log: Opened) => void>>> = {
  'changes an entry or its hash': fc.tuple(seqs, places, masks).map(([seq, at, mask]) => {
    return ({ rows }) => rows.put(seq, flipped(stored(rows, seq), at, mask));
  }),
  'cuts an entry short': fc.tuple(seqs, fc.nat(60)).map(([seq, length]) => {
    return ({ rows }) => rows.put(seq, stored(rows, seq).subarray(0, length));
  }),
  'removes entries in between or in front': fc
    .tuple(fc.integer({ min: 1, max: entries - 1 }), fc.integer({ min: 1, max: 5 }))
    .map(([first, count]) => ({ rows }: Opened) => {
      const end = Math.min(entries, first + count);
      for (let seq = first; seq < end; seq++) rows.remove(seq);
    }),
  'removes entries and closes the gap': fc.integer({ min: 1, max: entries - 1 }).map((first) => {
    return ({ rows }: Opened) => {
      for (let seq = first; seq < entries; seq++) rows.put(seq, stored(rows, seq + 1));
      rows.remove(entries);
    };
  }),
  'cuts off the end': fc.integer({ min: 0, max: entries - 1 }).map((left) => {
    return ({ rows }: Opened) => {
      for (let seq = left + 1; seq <= entries; seq++) rows.remove(seq);
    };
  }),
  'cuts off the end and makes up a head': fc
    .tuple(
      fc.integer({ min: 1, max: entries - 1 }),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
    )
    .map(([left, mac]) => ({ rows, heads }: Opened) => {
      for (let seq = left + 1; seq <= entries; seq++) rows.remove(seq);
      const count = Buffer.alloc(8);
      count.writeBigUInt64BE(BigInt(left));
      heads.put('head', Buffer.concat([count, stored(rows, left).subarray(0, 32), mac]));
    }),
  'swaps two entries': fc
    .tuple(seqs, seqs)
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => ({ rows }: Opened) => {
      const [first, second] = [stored(rows, one), stored(rows, other)];
      rows.put(one, second);
      rows.put(other, first);
    }),
  'repeats an entry at the end': seqs.map((seq) => ({ rows }: Opened) => {
    rows.put(entries + 1, stored(rows, seq));
  }),
  'takes the head away': fc.constant(({ heads }: Opened) => heads.remove('head')),
  'changes the head': fc.tuple(places, masks).map(([at, mask]) => ({ heads }: Opened) => {
    heads.put('head', flipped(Uint8Array.from(heads.get('head') ?? []), at, mask));
  }),
};

it('a log that nobody has touched is whole, also while it is empty', async () => {
  const empty = await openedLog(0);
  expect(await empty.log.verify()).toEqual({ entries: 0, head: undefined, faults: [] });
  const { log } = await openedLog();
  expect(await log.verify()).toMatchObject({ entries, head: { seq: entries }, faults: [] });
});

it.each(Object.keys(tamperings))('who %s is found out', async (name) => {
  const arbitrary = tamperings[name];
  if (!arbitrary) throw new Error('no such tampering');
  await fc.assert(
    fc.asyncProperty(arbitrary, async (tamper) => {
      const opened = await openedLog();
      tamper(opened);
      expect((await opened.log.verify()).faults).not.toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it.each(Object.keys(tamperings))('who %s is found out also when others went on', async (name) => {
  const arbitrary = tamperings[name];
  if (!arbitrary) throw new Error('no such tampering');
  await fc.assert(
    fc.asyncProperty(arbitrary, async (tamper) => {
      const opened = await openedLog();
      tamper(opened);
      const seq = await noteOne(opened.log, 99);
      const verdict = await opened.log.verify();
      expect(verdict.faults).not.toEqual([]);
      // And the act that came afterwards is there, in an end that holds.
      expect(verdict.head?.seq).toBe(seq + 1);
      const { lines } = await opened.log.lines({ limit: 1 });
      expect(lines[0]).toMatchObject({ facts: { uses: 99 }, outcome: 'done' });
    }),
    { numRuns: 40 },
  );
});

it('who puts an earlier end back as a whole is found out by an end kept elsewhere', async () => {
  const { log, rows, heads } = await openedLog(2);
  const early = Uint8Array.from(heads.get('head') ?? []);
  await noteOne(log, 3);
  const { head } = await log.verify();
  if (!head) throw new Error('no head');
  for (const seq of [5, 6]) rows.remove(seq);
  heads.put('head', early);
  // The store alone cannot know.
  expect((await log.verify()).faults).toEqual([]);
  expect((await log.verify(head)).faults).toEqual([{ kind: 'witness', fromSeq: 5, toSeq: 6 }]);
  for (const uses of [4, 5]) await noteOne(log, uses);
  expect((await log.verify(head)).faults).toEqual([{ kind: 'witness', fromSeq: 6, toSeq: 6 }]);
});

it('an end that was kept elsewhere, or its beginning, holds while all is there', async () => {
  const { log } = await openedLog();
  const { head } = await log.verify();
  if (!head) throw new Error('no head');
  await noteOne(log, 7);
  const kept: readonly AuditHead[] = [head, { ...head, hash: head.hash.subarray(0, 8) }];
  for (const one of kept) expect((await log.verify(one)).faults).toEqual([]);
  const other = { ...head, hash: flipped(head.hash, 0, 1) };
  expect((await log.verify(other)).faults).toHaveLength(1);
});

it('under other secrets nothing of it holds', async () => {
  const { rows, heads } = await openedLog();
  const tables = new MemoryTables();
  for (let seq = 1; seq <= entries; seq++) tables.table('audit').put(seq, stored(rows, seq));
  tables.table('auditHead').put('head', Uint8Array.from(heads.get('head') ?? []));
  const others = createAuditChain({ indexKey: Buffer.alloc(32, 6).toString('base64') });
  const parts = { chain: others, sealer: testSealer(), clock: new ManualClock(), log: silentLog };
  const { faults } = await openAuditLog({ store: new TableAuditStore(tables), ...parts }).verify();
  expect(faults[0]).toEqual({ kind: 'changed', fromSeq: 1, toSeq: entries });
});
