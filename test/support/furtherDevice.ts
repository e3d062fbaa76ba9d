// A further device of an account, linked by the one that has it, within one process.

import { AldisClient } from '#client';

/** Where it asks, where it keeps its profile, and what it is called. */
export interface FurtherDevice {
  readonly server: string;
  readonly profile: string;
  readonly name?: string;
}

/** Resolves with the new device, not connected yet, once its owner has linked it. */
export async function linkFurther(owner: AldisClient, device: FurtherDevice): Promise<AldisClient> {
  let linked: Promise<number> | undefined;
  const client = await AldisClient.link({
    ...device,
    onLink: (url) => {
      linked = owner.devices.link(url);
    },
  });
  const given = await linked;
  if (given !== client.device) throw new Error(`linked as ${given}, is ${client.device}`);
  return client;
}
