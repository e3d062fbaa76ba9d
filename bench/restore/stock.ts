// What a restore is measured on: envelopes that wait, half of them in Redis and half in the store,
// and pools of one-time keys of which some were handed out.

import { randomBytes, randomUUID } from 'node:crypto';
import { newQueueGeneration, newQueueKey } from '#crypto';
import type { DurableStores } from '#persistence';
import type { EnvelopeQueue, PreKeyPool, QueueAddress } from '#ports';
import type { AccountId, DeviceId, EnvelopeGuid, FencingToken } from '#protocol';
import { someAtOnce } from '#lab/someAtOnce.ts';

const devicesCount = 2000;
const poolsCount = 200;
const keysPerPool = 20;
const contentBytes = 300;
const insertsAtOnce = 1000;
const pageLength = 100;
const fence = 1 as FencingToken;

export interface Stock {
  readonly devices: readonly QueueAddress[];
  readonly pools: readonly PreKeyPool[];
  /** Of every envelope. */
  readonly guids: Set<string>;
}

export function newStock(): Stock {
  const device = (): QueueAddress => ({
    account: randomUUID() as AccountId,
    device: 1 as DeviceId,
    generation: newQueueGeneration(),
    key: newQueueKey(),
  });
  const devices = Array.from({ length: devicesCount }, device);
  const pools = devices.slice(0, poolsCount).map((one) => ({ ...one, identity: 'aci' as const }));
  return { devices, pools, guids: new Set() };
}

/** Puts so many envelopes to where they wait, all on disk. */
export async function fill(
  { devices, pools, guids }: Stock,
  { archive, preKeys }: Pick<DurableStores, 'archive' | 'preKeys'>,
  queue: EnvelopeQueue,
  envelopes: number,
): Promise<void> {
  const newGuid = () => {
    const guid = randomBytes(16).toString('hex') as EnvelopeGuid;
    guids.add(guid);
    return guid;
  };
  const perDevice = Math.ceil(envelopes / 2 / devices.length);
  const content = randomBytes(contentBytes);
  for (const device of devices) {
    const rows = Array.from({ length: perDevice }, (_, at) => ({
      guid: newGuid(),
      position: at + 1,
      sealed: new Uint8Array(randomBytes(contentBytes)),
      storedAtMs: Date.now(),
    }));
    await archive.append(device, rows);
  }
  const inserts = devices.flatMap((device) => Array.from({ length: perDevice }, () => device));
  await someAtOnce(insertsAtOnce, inserts, async (device) => {
    const { outcome } = await queue.insert(device, fence, newGuid(), content);
    if (outcome !== 'stored') throw new Error(outcome);
  });
  for (const pool of pools) {
    const keys = Array.from({ length: keysPerPool }, (_, at) => ({
      keyId: at + 1,
      publicKey: new Uint8Array(randomBytes(33)),
    }));
    await preKeys.replaceEc(pool, keys);
  }
}

/** Takes so many keys of each pool, as whoever writes to its device; answers their names. */
export async function takeKeys(
  { pools }: Stock,
  { preKeys }: Pick<DurableStores, 'preKeys'>,
  each: number,
): Promise<string[]> {
  const taken: string[] = [];
  for (const pool of pools) {
    for (let n = 0; n < each; n++) {
      const key = await preKeys.takeEc(pool);
      if (key) taken.push(`${pool.account} ${key.keyId}`);
    }
  }
  return taken;
}

/** The guids of all that waits in Redis and opens, and of what is in the store. */
export async function waiting(
  { devices }: Stock,
  { archive }: Pick<DurableStores, 'archive'>,
  queue: EnvelopeQueue,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const device of devices) {
    const last = Number.MAX_SAFE_INTEGER;
    for (let [after, more] = [0, true]; more; ) {
      const page = await archive.page(device, after, last, pageLength);
      for (const { guid } of page.envelopes) found.add(guid);
      after = page.envelopes.at(-1)?.position ?? after;
      more = page.more;
    }
    for (let [after, more] = [0, true]; more; ) {
      const page = await queue.page(device, fence, after, pageLength);
      if (page === 'fenced') throw new Error('another owner');
      for (const { guid } of page.envelopes) found.add(guid);
      after = page.envelopes.at(-1)?.position ?? after;
      more = page.more;
    }
  }
  return found;
}
