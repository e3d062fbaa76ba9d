// A process that appends to the embedded store until it is killed, and tells its parent the
// position of each write once it is acknowledged. Arguments: data folder, account id, generation,
// writer's number from 1 to 4.

import { openDurableStores } from '#persistence';
import { parseDeviceAddress, parseQueueGeneration } from '#protocol';
import { silentLog, systemClock } from '#runtime';
import { archived, testSealer } from './storeSubjects.ts';

const writers = 4;
const [dataDir = '', account = '', life = '', writer = '1'] = process.argv.slice(2);
const device = parseDeviceAddress(account);
const generation = parseQueueGeneration(life);
if (!device || !generation) throw new Error('not a queue');
const common = { sealer: testSealer(), clock: systemClock, log: silentLog };
const stores = await openDurableStores({ dataDir, ...common });
// Without a parent there is nobody to acknowledge to.
process.once('disconnect', () => process.exit());
for (let position = Number(writer); ; position += writers) {
  await stores.archive.append({ ...device, generation }, [archived(position)]);
  process.send?.(position);
}
