// How a worker that stops sends its connections away: one by one, each when the events under way on
// it are answered.

import type { Clock } from '#runtime';
import type { Connection } from '../egress/connection.ts';
import type { ConnectionTable } from '../egress/table.ts';
import { bidFarewells } from './drainPlan.ts';
import type { EventDesk } from './events.ts';

/** Events under way on a connection may end within this. */
export const drainEventsMs = 1000;
/** How often it is looked who is still here. */
const drainPauseMs = 10;
/** Told connections may take this long to go. */
const drainCloseMs = 800;

/** Sends everybody away; resolves when they have gone, or had the time to. */
export async function drainConnections(
  table: ConnectionTable,
  desk: Pick<EventDesk, 'leave'>,
  clock: Clock,
): Promise<void> {
  const pause = (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));
  const sendAway = async (connection: Connection, pauseMs: number) => {
    await Promise.race([desk.leave(connection), pause(drainEventsMs)]);
    connection.close('server.draining', pauseMs);
  };
  await bidFarewells(table.all(), clock, sendAway);
  for (let waited = 0; table.size > 0 && waited < drainCloseMs; waited += drainPauseMs) {
    await pause(drainPauseMs);
  }
}
