// How a worker that stops sends its connections away: one by one, each when the events under way on
// it are answered.

import type { Clock } from '#runtime';
import type { PlainConnection } from '../egress/plainConnection.ts';
import { bidFarewells } from './drainPlan.ts';
import type { ClientEvents } from './events.ts';

/** Events under way on a connection may end within this. */
const drainEventsMs = 1000;
/** How often it is looked who is still here. */
const drainPauseMs = 10;
/** Told connections may take this long to go. */
const drainCloseMs = 800;

/** Who is there. */
export interface Present {
  readonly size: number;
  all(): readonly PlainConnection[];
}

/** Sends everybody away; resolves when they have gone, or had the time to. */
export async function drainConnections(
  present: Present,
  events: Pick<ClientEvents, 'leave'>,
  clock: Clock,
): Promise<void> {
  const pause = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  const sendAway = async (connection: PlainConnection, pauseMs: number) => {
    await Promise.race([events.leave(connection), pause(drainEventsMs)]);
    connection.close('server.draining', pauseMs);
  };
  await bidFarewells(present.all(), clock, sendAway);
  for (let waited = 0; present.size > 0 && waited < drainCloseMs; waited += drainPauseMs) {
    await pause(drainPauseMs);
  }
}
