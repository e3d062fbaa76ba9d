// What a device's actor needs of whoever wakes its device.

import type { DeviceLife } from '../account/account.ts';

/** A device that is to come for what waits for it. */
export interface Wake {
  readonly life: DeviceLife;
  /** A person waits for it. */
  readonly isUrgent: boolean;
  /** When it was decided, by the clock. */
  readonly atMs: number;
  /** It may come by itself until then. */
  readonly afterMs: number;
  /** Its socket is there, and is thought dead. */
  readonly despiteSocket: boolean;
}

/** Wakes devices that nobody is connected for. */
export interface Wakes {
  /**
   * Takes it over: what is away for a while loses nothing. `kept` is called once: when it would
   * outlive this worker, or after a while where that cannot be had just now. Never throws.
   */
  wake(wake: Wake, kept?: () => void): void;
}
