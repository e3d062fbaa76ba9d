// One run of the raw pairs as a line of text.

import { round } from '../figures.ts';
import type { RunResult } from './generators.ts';

export const serverMicrosOf = (run: RunResult): number =>
  Object.values(run.serverMicros).reduce((sum, micros) => sum + micros, 0);

export function runLine(name: string, run: RunResult): string {
  const parts = Object.entries(run.serverMicros).map(([part, us]) => `${part} ${round(us)}`);
  const { ledger, delivered, acknowledged, health } = run;
  return [
    `${name.padEnd(6)}${Math.round(run.rate)} msg/s`,
    `p50 ${round(delivered.p50Ms)} ms`,
    `p99 ${round(delivered.p99Ms)} ms`,
    `ack p50 ${round(acknowledged.p50Ms)} p99 ${round(acknowledged.p99Ms)} ms`,
    `server ${round(serverMicrosOf(run))} µs/msg (${parts.join(', ')}), ` +
      `${round(run.serverCores)} cores`,
    `generator ${round(run.generatorMicros)} µs/msg, ${round(health.cpuShare)} of a core, ` +
      `loop delay p99 ${round(health.loopDelayP99Ms)} ms`,
    `sent ${ledger.sent} acknowledged ${ledger.acknowledged} delivered ${ledger.delivered} ` +
      `duplicated ${ledger.duplicated} lost ${ledger.lost} out of order ${ledger.outOfOrder}`,
    ...run.void.map((why) => `VOID: ${why}`),
  ].join(' · ');
}
