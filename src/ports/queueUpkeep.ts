// What jobs ask of the queues of all devices.

import type { DeviceLife, UpkeepSlice } from '#actors/ports';

/** What waits in the queues of all devices, counted at one time. */
export interface QueueSurvey {
  /** Envelopes in Redis. */
  readonly inRedis: number;
  /** Envelopes in the durable store. */
  readonly archived: number;
  /** Age of the oldest in Redis; 0 when there is none. */
  readonly oldestMs: number;
  readonly atMs: number;
}

/**
 * The jobs' side of the queue. Each call does one bounded slice and may be repeated or run in
 * parallel. Ages are by the queue's own clock.
 */
export interface QueueUpkeep {
  /**
   * Moves to the durable store what has waited longer than that. `found` hears whose it is, before
   * it is moved; some more than once.
   */
  archive(dwellMs: number, found?: (life: DeviceLife) => void): Promise<UpkeepSlice>;
  /** Deletes from both stores what has waited longer than that. */
  purge(lifetimeMs: number): Promise<UpkeepSlice>;
  /** Counts. What moves meanwhile may be missed or counted twice. */
  survey(): Promise<QueueSurvey>;
}
