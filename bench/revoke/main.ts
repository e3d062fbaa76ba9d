// `npm run bench -- revoke`: linked devices are removed while messages are on their way to them.
// Once a removal is answered, nothing reaches the device, nothing is taken for it, and it is let in
// nowhere, whichever worker holds its socket.

import { conclude, quantile, round } from '#lab/figures.ts';
import { launchCluster } from '#lab/launch.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { registerPlainDevice } from '#lab/plainDevice.ts';
import type { Outcome } from './round.ts';
import { runRound } from './round.ts';

/** A removal is answered within this. */
const tookMsMax = 1000;

type Count =
  | 'inFlight'
  | 'heardBefore'
  | 'heardAfter'
  | 'sentAfter'
  | 'takenAfter'
  | 'refusedAfter';

/** The device was in the middle of a stream. */
const isBusy = (one: Outcome) => one.inFlight >= 200 && one.sentAfter > 0;

async function main(): Promise<0 | 1> {
  const values = readFlags({ rounds: '100', messages: '1200', workers: '4', json: undefined });
  const rounds = whole('--rounds', values.rounds, 1, 10_000);
  const messages = whole('--messages', values.messages, 400, 10_000);
  const workers = whole('--workers', values.workers, 1, 32);
  const cluster = await launchCluster({ workers, unlimited: true, env: { ALDIS_LOG: 'warn' } });
  const outcomes: Outcome[] = [];
  try {
    const { url, invitation } = cluster;
    const writer = await registerPlainDevice(url, invitation);
    for (let n = 0; n < rounds; n++) {
      outcomes.push(await runRound({ url, invitation, writer, messages }));
    }
  } finally {
    await cluster.stop();
  }
  const total = (name: Count) => outcomes.reduce((sum, one) => sum + one[name], 0);
  const took = outcomes.map((one) => one.tookMs).sort((a, b) => a - b);
  const count = (is: (one: Outcome) => boolean) => outcomes.filter(is).length;
  const slowest = took.at(-1) ?? Number.NaN;
  return conclude(
    {
      revocations: outcomes.length,
      messages,
      workers,
      in_flight: total('inFlight'),
      heard_before: total('heardBefore'),
      heard_after: total('heardAfter'),
      sent_after: total('sentAfter'),
      taken_after: total('takenAfter'),
      refused_after: total('refusedAfter'),
      told_why: count((one) => one.code === 'device.removed'),
      answer_p50_ms: round(quantile(took, 0.5)),
      answer_p99_ms: round(quantile(took, 0.99)),
      answer_max_ms: round(slowest),
    },
    [
      { sentence: 'nothing was delivered after an answer', kept: total('heardAfter') === 0 },
      { sentence: 'nothing was taken after an answer', kept: total('takenAfter') === 0 },
      {
        sentence: 'every send after it was told of the device that is gone',
        kept: total('refusedAfter') === total('sentAfter'),
      },
      { sentence: 'every socket was closed', kept: count((one) => one.isClosed) === rounds },
      { sentence: 'no removed device was let in', kept: count((one) => one.isLetIn) === 0 },
      { sentence: `every answer came within ${tookMsMax} ms`, kept: slowest <= tookMsMax },
      { sentence: 'messages were on their way', kept: count(isBusy) === rounds },
    ],
    values.json,
  );
}

await runCommand(main);
