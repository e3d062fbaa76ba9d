// A restore takes back no act of an operator: the restored store goes on with the log of the one it
// takes the place of.

import { expect, it } from 'vitest';
import { createAuditChain } from '#crypto';
import { openAuditLog, openMemoryStores } from '#persistence';
import type { AuditStore } from '#ports';
import { ManualClock, silentLog } from '#runtime';
import { goOnWithLog } from '../../../cluster/backup/noting.ts';

const clock = new ManualClock();
const chain = createAuditChain({ indexKey: Buffer.alloc(32, 5).toString('base64') });
const others = createAuditChain({ indexKey: Buffer.alloc(32, 6).toString('base64') });

function opened(under = chain) {
  const store = openMemoryStores(undefined, clock).audit;
  const audit = openAuditLog({
    ...{ store, chain: under, sealer: undefined, clock },
    log: silentLog,
  });
  const note = async (uses: number) => {
    const seq = await audit.begin({ door: 'http' }, { act: 'invitation.make', facts: { uses } });
    await audit.end(seq, 'done');
  };
  return { store, audit, note };
}

type Log = ReturnType<typeof opened>;

/** The log of a store that is moved aside, in which the restore is noted. */
async function formerOf({ audit, store }: Log) {
  const begun = await audit.begin({ door: 'machine' }, { act: 'backup.restore' });
  const head = await store.head();
  if (!head) throw new Error('no head');
  return { begun, head, rows: await store.from(1, 1000) };
}

const acts = async ({ audit }: Log) => {
  const { lines } = await audit.lines({ limit: 100 });
  return lines.map((one) => `${one.act} ${String(one.facts?.['uses'] ?? '')} ${one.outcome}`);
};

/** Two logs with one beginning: what a backup has, and what was there in the end. */
async function split() {
  const [present, restored] = [opened(), opened()];
  for (const uses of [1, 2]) await present.note(uses);
  for (const row of await present.store.from(1, 10)) {
    const head = { seq: row.seq, hash: row.hash, mac: chain.mac(row.seq, row.hash) };
    await restored.store.append(await restored.store.head(), [row], head);
  }
  return { present, restored };
}

it('what was done after the backup stays in the log, and so does the restore', async () => {
  const { present, restored } = await split();
  await present.note(3);
  await goOnWithLog(restored, chain, await formerOf(present), 5);
  expect(await acts(restored)).toEqual([
    'backup.restore  done',
    ...['invitation.make 3 done', 'invitation.make 2 done', 'invitation.make 1 done'],
  ]);
  expect((await restored.audit.verify()).faults).toEqual([]);
});

it('a long log is carried in few transactions', async () => {
  const { present, restored } = await split();
  for (let uses = 3; uses < 303; uses++) await present.note(uses);
  const former = await formerOf(present);
  let appends = 0;
  const store: AuditStore = {
    head: () => restored.store.head(),
    last: () => restored.store.last(),
    from: (seq, limit) => restored.store.from(seq, limit),
    below: (seq, limit) => restored.store.below(seq, limit),
    append(...given) {
      appends += 1;
      return restored.store.append(...given);
    },
  };
  await goOnWithLog({ ...restored, store }, chain, former, 5);
  expect(appends).toBe(2);
  expect(await restored.audit.verify()).toMatchObject({ entries: 606, faults: [] });
});

it('a backup of before there was a log goes on with it whole', async () => {
  const [present, restored] = [opened(), opened()];
  await present.note(1);
  await goOnWithLog(restored, chain, await formerOf(present), 5);
  expect(await restored.audit.verify()).toMatchObject({ entries: 4, faults: [] });
});

it('without a log that can be read, or behind another, the restore is noted as such', async () => {
  const foreign = opened(others);
  await foreign.note(9);
  const apart = opened();
  await apart.note(8);
  for (const former of [undefined, await formerOf(foreign), await formerOf(apart)]) {
    const { restored } = await split();
    await goOnWithLog(restored, chain, former, 5);
    const { lines } = await restored.audit.lines({ limit: 1 });
    const facts = { madeAtMs: 5, formerLog: false };
    expect(lines).toMatchObject([{ act: 'backup.restore', outcome: 'done', facts }]);
    expect(await restored.audit.verify()).toMatchObject({ entries: 6, faults: [] });
  }
});

it('what was changed in the former log is found in the one that goes on', async () => {
  const { present, restored } = await split();
  await present.note(3);
  const former = await formerOf(present);
  const rows = former.rows.filter(({ seq }) => seq !== 5);
  await goOnWithLog(restored, chain, { ...former, rows }, 5);
  const { faults } = await restored.audit.verify();
  expect(faults).toEqual([{ kind: 'missing', fromSeq: 5, toSeq: 5 }]);
});
