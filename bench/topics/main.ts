// `npm run bench -- topics`: one account publishes to its topic, and many friends hear it, each on
// a connection of its own, spread over two workers. How long until the last of them has it, what
// does a receipt cost the server, and is any lost or doubled?

import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountId } from '#protocol';
import { limits } from '#protocol';
import { befriend } from '#lab/accounts.ts';
import type { Account } from '#lab/accounts.ts';
import type { AldisContender } from '#lab/contender.ts';
import { startAldis } from '#lab/contender.ts';
import type { Figures } from '#lab/figures.ts';
import { conclude, quantile, round } from '#lab/figures.ts';
import { Forked } from '#lab/forked.ts';
import { duration, readFlags, runCommand, whole } from '#lab/options.ts';
import { GroupMeter, totalMicros } from '#lab/processCpu.ts';
import { createProgress } from '#lab/progress.ts';
import type { AudienceAnswers, AudienceOrder } from './audienceProcess.ts';
import type { Heard } from './book.ts';
import { settleHeard } from './book.ts';
import type { PublisherBook } from './publisher.ts';
import { Publisher } from './publisher.ts';

const audienceFile = fileURLToPath(new URL('./audienceProcess.ts', import.meta.url));
const lastP99MsMost = 500;
const restMs = 2000;
/** Signals under way when the publisher ends are heard by then. */
const settleMs = 1000;
const showEveryMs = 500;

interface Options {
  readonly subscribers: number;
  readonly rate: number;
  readonly forMs: number;
  readonly json: string | undefined;
}

type Audience = Forked<AudienceOrder, AudienceAnswers>;

function readOptions(): Options {
  const values = readFlags({ subscribers: '1000', rate: '2', for: '20s', json: undefined });
  return {
    subscribers: whole('--subscribers', values.subscribers, 1, limits.subscribersMax),
    // A topic takes two signals a second, after a burst of twenty; more is refused.
    rate: whole('--rate', values.rate, 1, 20),
    forMs: duration('--for', values.for),
    json: values.json,
  };
}

/** Shows a bar while something goes on. */
async function shown<T>(title: string, share: () => Promise<number>, run: Promise<T>): Promise<T> {
  const progress = createProgress(title);
  const show = (part: number) => progress.show(part, '');
  const timer = setInterval(() => void share().then(show, () => undefined), showEveryMs);
  try {
    return await run;
  } finally {
    clearInterval(timer);
    progress.end();
  }
}

/** Accounts, each the first one's friend. */
async function seatFriends(aldis: AldisContender, subscribers: number) {
  const count = subscribers + 1;
  const accounts = createProgress('accounts');
  const [publisher, ...friends] = await aldis.seats(count, (done) =>
    accounts.show(done / count, `${done}`),
  );
  accounts.end();
  if (!publisher) throw new Error('nobody was registered');
  const friendships = createProgress('friendships');
  await befriend(aldis, publisher, friends, (done) =>
    friendships.show(done / subscribers, `${done}`),
  );
  friendships.end();
  return { publisher, friends };
}

async function gather(aldis: AldisContender, audience: Audience, of: Account, seats: Account[]) {
  const joined = audience.ask({
    what: 'join',
    target: aldis.target,
    seats,
    publisher: of.name as AccountId,
  });
  const share = async () => (await audience.ask({ what: 'count' })) / seats.length;
  return shown('subscriptions', share, joined);
}

interface Outcome {
  readonly published: PublisherBook;
  readonly heard: Heard;
  readonly used: Readonly<Record<string, number>>;
}

async function publish(
  aldis: AldisContender,
  audience: Audience,
  publisher: Publisher,
  { rate, forMs, subscribers }: Options,
): Promise<Outcome> {
  await sleep(restMs);
  const begun = performance.now();
  const meter = new GroupMeter(aldis.servers);
  const share = async () => (performance.now() - begun) / forMs;
  const published = await shown('signals', share, publisher.run(rate, forMs));
  await sleep(settleMs);
  const used = meter.read();
  const page = await audience.ask({ what: 'page' });
  return { published, used, heard: settleHeard(published.taken, [page], subscribers) };
}

function judge(
  { subscribers, rate, json }: Options,
  members: Readonly<Record<string, number>>,
  { published, heard, used }: Outcome,
): 0 | 1 {
  const { receipts, lost, duplicated, broken, lastMicros, delayMicros } = heard;
  const ms = (micros: Float64Array, share: number) => round(quantile(micros, share) / 1000);
  const per = (micros: number | undefined) => round((micros ?? Number.NaN) / receipts);
  const refused = Object.entries(published.refused);
  console.log(
    `${published.taken.length} of ${published.sent} signals were taken; ` +
      `subscribers by worker: ${Object.values(members).join(', ')}`,
  );
  for (const [code, count] of refused) console.log(`refused with ${code}: ${count}`);
  for (const [why, count] of Object.entries(broken)) console.log(`${count} ended: ${why}`);
  const figures: Figures = {
    subscribers,
    workers: Object.keys(members).length,
    rate,
    sent: published.sent,
    taken: published.taken.length,
    refused: published.sent - published.taken.length,
    receipts,
    lost,
    duplicated,
    last_p50_ms: ms(lastMicros, 0.5),
    last_p99_ms: ms(lastMicros, 0.99),
    last_max_ms: ms(lastMicros, 1),
    receipt_p50_ms: ms(delayMicros, 0.5),
    receipt_p99_ms: ms(delayMicros, 0.99),
    server_us: per(totalMicros(used)),
    workers_us: per(used['workers']),
    redis_us: per(used['redis']),
    late_p99_ms: ms(published.lateMicros, 0.99),
  };
  const promises = [
    {
      sentence: `99 of 100 signals have reached everybody within ${lastP99MsMost} ms`,
      kept: quantile(lastMicros, 0.99) / 1000 <= lastP99MsMost,
    },
    { sentence: 'no signal that was taken was lost or doubled', kept: lost + duplicated === 0 },
    { sentence: 'more than one worker has subscribers', kept: Object.keys(members).length > 1 },
  ];
  return conclude(figures, promises, json);
}

await runCommand(async () => {
  const options = readOptions();
  const aldis = await startAldis({ wire: 'sdk' });
  const audience: Audience = new Forked(audienceFile);
  let publisher: Publisher | undefined;
  try {
    const { publisher: account, friends } = await seatFriends(aldis, options.subscribers);
    publisher = new Publisher(aldis.target, account);
    await publisher.ready();
    const members = await gather(aldis, audience, account, friends);
    return judge(options, members, await publish(aldis, audience, publisher, options));
  } finally {
    publisher?.close();
    await audience.end();
    await aldis.stop();
  }
});
