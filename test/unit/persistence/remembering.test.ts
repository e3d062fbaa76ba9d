// By what a shard remembers the guids that it has accepted: which set, and what stands in it.

import { randomBytes } from 'node:crypto';
import { newQueueGeneration } from '#crypto';
import type { EnvelopeGuid } from '#protocol';
import { accountToBytes } from '#protocol';
import { expect, it } from 'vitest';
import type { Ledger } from '../../../src/persistence/redis/queue/ownedShard.ts';
import { Ledgers } from '../../../src/persistence/redis/queue/ownedShard.ts';
import { newDevice } from '../../contract/queueTwins.ts';

/** Sets that a number of 16 bits chooses among. */
const sets = 2 ** 16;
const ledgers = new Ledgers(randomBytes(16));
const newLedger = () => ledgers.of({ ...newDevice(), generation: newQueueGeneration() });

/** The guid of an upload's envelope, as its account makes it. */
function guidOf(upload: Buffer, { life }: Ledger): EnvelopeGuid {
  const account = accountToBytes(life.account);
  const guid = Buffer.from(upload.map((byte, at) => byte ^ (account[at] ?? 0)));
  guid[15] = (guid[15] ?? 0) ^ life.device;
  return guid.toString('hex') as EnvelopeGuid;
}

it('lets the guids of one upload stand in one set, each by itself', () => {
  const upload = randomBytes(16);
  const memories = Array.from({ length: 1000 }, () => {
    const ledger = newLedger();
    return ledger.memoryOf(guidOf(upload, ledger));
  });
  expect(new Set(memories.map(({ low }) => low % sets)).size).toBe(1);
  expect(new Set(memories.map(({ digits }) => digits)).size).toBe(1000);
});

it('spreads the guids of many uploads over the sets, and those of one device', () => {
  const ledger = newLedger();
  const chosen = (count: number, guid: () => EnvelopeGuid) => {
    const all = Array.from({ length: count }, () => ledger.memoryOf(guid()).low % 64);
    return new Set(all).size;
  };
  expect(chosen(2000, () => guidOf(randomBytes(16), ledger))).toBe(64);
  expect(chosen(2000, () => randomBytes(16).toString('hex') as EnvelopeGuid)).toBe(64);
});

it('lets nobody have uploads stand in one set who does not know the key', () => {
  const ledger = newLedger();
  const other = new Ledgers(randomBytes(16)).of(ledger.life);
  const setIn = (one: Ledger, upload: Buffer) => one.memoryOf(guidOf(upload, one)).low % sets;
  const uploads = Array.from({ length: 20_000 }, () => randomBytes(16));
  const together = uploads.filter((upload) => setIn(ledger, upload) % 16 === 0);
  expect(together.length).toBeGreaterThan(500);
  expect(new Set(together.map((upload) => setIn(other, upload) % 16)).size).toBe(16);
});

it('chooses the set by the last nine digits, and fits a whole number of 63 bits', () => {
  const ledger = newLedger();
  for (let n = 0; n < 1000; n++) {
    const { digits, low } = ledger.memoryOf(randomBytes(16).toString('hex'));
    expect(Number(digits.slice(-9))).toBe(low);
    expect(BigInt(digits) < 2n ** 63n).toBe(true);
  }
});
