// The last look at a run: whether everything came true that was promised.

import type { FencingToken } from '#protocol';
import { queueOf } from './accounts.ts';
import type { Device } from './device.ts';
import type { World } from './world.ts';

/** What was acknowledged and never shown has to be there at least. */
export async function lastLook(world: World): Promise<void> {
  const { ledger } = world;
  for (const device of world.devices) {
    const lastFence = Number.MAX_SAFE_INTEGER as FencingToken;
    const page = await world.queue.page(queueOf(device.account), lastFence, 0, 1000);
    const waiting = page === 'fenced' ? [] : page.envelopes;
    const mine = ledger.letters.filter((letter) => letter.to === device.index);
    const unshown = mine.filter((letter) => letter.acknowledged && letter.shown === 0);
    if (unshown.length > waiting.length) {
      const what = `${unshown.length} acknowledged, ${waiting.length} queued`;
      return ledger.broken('I1', `letters for device ${device.index} are lost: ${what}`);
    }
    if (waiting.length > 0) {
      const what = `${waiting.length} envelopes (${unshown.length} never shown)`;
      return ledger.broken('I10', `${what} still wait for device ${device.index}`);
    }
  }
  for (const [index, profile] of world.profiles.entries()) {
    const { account } = world.devices[index] as Device;
    const document = await world.accounts.claim(account, Number.MAX_SAFE_INTEGER as FencingToken);
    if (typeof document === 'object') profile.judge(document.devices[0]?.name);
  }
  await world.household?.judge();
  await world.circle?.judge();
  if (world.eviction?.isOver === false) ledger.broken('I13', 'a deletion is never answered');
  if (ledger.open > 0) ledger.broken('I10', `${ledger.open} letters never came through`);
}
