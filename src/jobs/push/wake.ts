// A wake as it stands in the queue of jobs: whose (under a pseudonym, so that a job which outlives
// its account names nobody), how urgent and since when; no token, no content.
// It is signed with the id of its job, so that a copy is worth nothing.

import type { Wake } from '#ports';
import { parseAccountId, parseDeviceId, parseQueueGeneration } from '#protocol';
import type { JobMac, SignedData } from '../signed.ts';
import { isSigned, signData } from '../signed.ts';

export const pushJob = 'push';

/** A wake that has a job. */
export interface QueuedWake extends Omit<Wake, 'afterMs'> {
  readonly id: string;
  /** It has its permit of what can wait; a repeat needs no other. */
  readonly isPermitted: boolean;
}

export function signWake(mac: JobMac, wake: QueuedWake): SignedData {
  const { account, device, generation } = wake.life;
  return signData(mac, pushJob, {
    id: wake.id,
    whose: mac.veil(account),
    device,
    generation,
    isUrgent: wake.isUrgent,
    atMs: wake.atMs,
    despiteSocket: wake.despiteSocket,
    isPermitted: wake.isPermitted,
  });
}

/** The wake of a job; undefined for whatever was not signed here for this very job. */
export function readWake(
  mac: JobMac,
  id: string | undefined,
  signed: unknown,
): QueuedWake | undefined {
  if (id === undefined || !isSigned(mac, pushJob, signed)) return undefined;
  const { data } = signed;
  // A job of an earlier version names it.
  const { whose, account: named } = data;
  const account = parseAccountId(whose === undefined ? String(named) : mac.unveil(String(whose)));
  const device = parseDeviceId(String(data['device']));
  const generation = parseQueueGeneration(String(data['generation']));
  if (!account || !device || !generation || data['id'] !== id) return undefined;
  return {
    id,
    life: { account, device, generation },
    isUrgent: data['isUrgent'] === true,
    atMs: Number(data['atMs']),
    despiteSocket: data['despiteSocket'] === true,
    isPermitted: data['isPermitted'] === true,
  };
}
