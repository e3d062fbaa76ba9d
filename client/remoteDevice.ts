// A device of anybody, as what comes from it names it.

import type { AccountId } from '#protocol';

export interface RemoteDevice {
  readonly account: AccountId;
  readonly device: number;
}
