// One process of the pre-key race: several takers on one pool, each of whom takes one key. A line
// goes into the process's log before each take and another after it, written through at once, so
// that the log tells what was under way when the process was killed.
//
// Shape of the log: `before TAKER`, `after TAKER KEYID`, `after TAKER none`, `failed TAKER`.

import { appendFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { openDurableStores } from '#persistence';
import { silentLog, systemClock } from '#runtime';
import { knownSealer } from '../sealer.ts';
import { poolOf } from './pool.ts';

/** What a taker process is told, as JSON in its first argument. */
export interface TakerOrders {
  readonly mongodbUrl?: string;
  readonly dataDir: string;
  readonly account: string;
  readonly log: string;
  readonly takers: number;
  /** The process kills itself with SIGKILL when this many of its takes have been answered. */
  readonly killAfter?: number;
}

/** Turns of the event loop over which the takers of one process start. */
const startTurns = 12;

async function main(orders: TakerOrders): Promise<void> {
  const { mongodbUrl, dataDir, log, killAfter } = orders;
  const stores = await openDurableStores({
    mongodbUrl,
    dataDir,
    sealer: knownSealer(),
    clock: systemClock,
    log: silentLog,
  });
  const pool = poolOf(orders.account);
  const note = (line: string) => appendFileSync(log, `${line}\n`);
  let answered = 0;
  const take = async (taker: number) => {
    for (let turn = taker % startTurns; turn > 0; turn--) await nextTurn();
    note(`before ${taker}`);
    try {
      const key = await stores.preKeys.takeEc(pool);
      note(`after ${taker} ${key ? key.keyId : 'none'}`);
    } catch {
      note(`failed ${taker}`);
    }
    answered += 1;
    if (answered === killAfter) process.kill(process.pid, 'SIGKILL');
  };
  process.once('message', async () => {
    await Promise.all(Array.from({ length: orders.takers }, (_, taker) => take(taker)));
    await stores.close();
    process.disconnect();
  });
  process.send?.('ready');
}

await main(JSON.parse(process.argv[2] ?? '{}'));
