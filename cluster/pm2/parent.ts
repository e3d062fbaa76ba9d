// PM2 as the parent of a worker: it forks, restarts and drains; the ground hears the rest.

import { appendFileSync } from 'node:fs';
import type { Config } from '#runtime';
import type { Parent } from '../messages.ts';
import { drainOnce } from '../messages.ts';
import { groundSocket, linkToGround } from './link.ts';

/** The word in a process's arguments by which it knows that PM2 runs it. */
export const pm2Word = 'pm2';

/** PM2's number of a process among its like; a successor in a reload has the same. */
export const pm2Index = (): number => Number(process.env['NODE_APP_INSTANCE'] ?? 0);

/** File that PM2 keeps the process's output in. */
export const pm2LogFile = (): string | undefined => process.env['pm_out_log_path'];

/** Joins the ground of the data folder. */
export function pm2Parent({ dataDir }: Pick<Config, 'dataDir'>): Parent {
  let newKeys = (): void => undefined;
  const worker = { index: pm2Index(), pid: process.pid };
  const link = linkToGround(groundSocket(dataDir), worker, (message) => {
    if (message.type === 'keys') newKeys();
  });
  return {
    tell(message) {
      if (message.type === 'failed') end(message.sentence);
      link.tell(message);
      // PM2 waits for this very word before it ends a predecessor.
      if (message.type === 'ready' && process.connected) process.send?.('ready');
    },
    listen({ drain, keys }) {
      newKeys = keys;
      onStopFromPm2(drainOnce(drain));
    },
  };
}

/** Everything by which PM2 ends a process, and the end of PM2 itself. */
export function onStopFromPm2(stop: () => void): void {
  process.on('SIGHUP', () => undefined);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
  process.on('disconnect', stop);
  process.on('message', (message) => {
    if (message === 'shutdown') stop();
  });
}

/** Ends with a sentence for the operator, written at once: PM2's own writing would be cut off. */
export function end(sentence: string): never {
  const file = process.env['pm_err_log_path'];
  const line = JSON.stringify({ level: 60, time: Date.now(), pid: process.pid, sentence });
  if (file) appendFileSync(file, `${line}\n`);
  else console.error(sentence);
  process.exit(1);
}

/** PM2 prints whole errors, with messages that may hold data; its listeners go. */
export function forgetPm2Listeners(): void {
  process.removeAllListeners('uncaughtException');
  process.removeAllListeners('unhandledRejection');
}
