// Sends of real devices through a cluster that is watched: every step of one send is found in the
// logs and the spans of two workers under one trace, and every worker counts at its own door.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { freePorts } from '#lab/freePort.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { launchCluster } from '../support/cluster.ts';
import { profileFolder, TestPerson, until } from '../support/people.ts';
import { startPrometheus } from '../support/prometheus.ts';
import type { RecordedSpan } from '../support/spanRecorder.ts';

const workers = 2;
/** Each further person makes it half as likely that one worker has had every step of every send. */
const peopleMax = 20;
const recorder = fileURLToPath(new URL('../support/spanRecorder.ts', import.meta.url));
const steps = [
  'ingress send',
  'route send',
  'actor send',
  'insert',
  'deliver',
  'route acknowledge',
  'actor acknowledge',
];

interface LogLine {
  readonly msg: string;
  readonly member: string;
  readonly step?: string;
  readonly trace?: string;
}

const folder = profileFolder();
const spansFile = folder.path('spans.jsonl');
let cluster: LaunchedCluster;
let firstPort: number;
const people: TestPerson[] = [];
let sends = 0;

beforeAll(async () => {
  firstPort = await freePorts(workers);
  cluster = await launchCluster({
    workers,
    unlimited: true,
    env: {
      ALDIS_LOG: 'debug',
      ALDIS_METRICS_PORT: String(firstPort),
      ALDIS_PERSIST_EVERY_MS: '500',
      ALDIS_TEST_SPANS: spansFile,
      NODE_OPTIONS: `--import=${recorder}`,
    },
  });
});

afterAll(async () => {
  await Promise.all(people.map((person) => person.offline()));
  await cluster?.stop();
  folder.drop();
});

const jsonLines = <T>(file: string): T[] =>
  (existsSync(file) ? readFileSync(file, 'utf8') : '').split('\n').flatMap((line) => {
    try {
      return line.startsWith('{') ? [JSON.parse(line) as T] : [];
    } catch {
      // The last line may be half written.
      return [];
    }
  });

const logged = (): LogLine[] =>
  jsonLines<LogLine>(cluster.logFile).filter(({ msg }) => msg === 'ring.step');

/** The first trace that has every step, the gateway and the actor on different workers. */
function wholeTrace(): readonly LogLine[] | undefined {
  return [...Map.groupBy(logged(), ({ trace }) => trace).values()].find((lines) => {
    const memberOf = (name: string) => lines.find(({ step }) => step === name)?.member;
    const all = steps.every((step) => memberOf(step) !== undefined);
    return all && memberOf('ingress send') !== memberOf('actor send');
  });
}

/** People come and write to each other until one send has crossed the workers. */
async function sendAcross(): Promise<readonly LogLine[]> {
  while (!wholeTrace()) {
    if (people.length === peopleMax) throw new Error('no send has crossed the workers');
    const newcomer = await TestPerson.register(cluster, folder.path(`person-${people.length}`));
    await newcomer.client.connect();
    const other = people.at(-1);
    people.push(newcomer);
    if (!other) continue;
    await write(newcomer, other);
    await write(other, newcomer);
  }
  return wholeTrace() ?? [];
}

/** One text; resolves when it was heard and its steps are likely to be in the log. */
async function write(from: TestPerson, to: TestPerson): Promise<void> {
  const before = to.heard.length;
  const acknowledged = () => logged().filter(({ step }) => step === 'actor acknowledge').length;
  const acknowledgedBefore = acknowledged();
  await from.client.send(to.client.account, `line ${sends++}`);
  await until(() => to.heard.length > before, 'the text was heard');
  await until(() => acknowledged() > acknowledgedBefore, 'its acknowledgement was logged');
}

describe('a send over two workers', () => {
  let lines: readonly LogLine[];

  beforeAll(async () => {
    lines = await sendAcross();
  });

  it('is followed through the logs of both by its trace', () => {
    expect(new Set(lines.map(({ member }) => member)).size).toBe(workers);
    expect(lines[0]?.trace).toMatch(/^[0-9a-f]{32}$/);
    const text = readFileSync(cluster.logFile, 'utf8');
    for (const { client } of people) expect(text).not.toContain(client.account);
  });

  it('is a tree of spans, each the child of the step before it', async () => {
    const traceId = lines[0]?.trace;
    const inTrace = () =>
      jsonLines<RecordedSpan>(spansFile).filter((span) => span.traceId === traceId);
    await until(() => steps.every((step) => inTrace().some(({ name }) => name === step)), 'spans');
    const spans = inTrace();
    const parentOf = (name: string) => {
      const span = spans.find((one) => one.name === name);
      return spans.find(({ spanId }) => spanId === span?.parentSpanId)?.name;
    };
    expect(steps.map(parentOf)).toEqual([undefined, ...steps.slice(0, -1)]);
    const memberOf = (name: string) =>
      spans.find((one) => one.name === name)?.attributes['aldis.member'];
    expect(memberOf('ingress send')).not.toBe(memberOf('actor send'));
  });

  it('is counted by the workers, each at its own door', async () => {
    const prometheus = await startPrometheus(firstPort, workers, '1s');
    onTestFinished(() => prometheus.stop());
    const { ask } = prometheus;
    const sum = async (name: string) => (await ask(`sum(${name})`))[0]?.value ?? 0;
    await until(async () => (await ask('up == 1')).length === workers, 'a scrape of each');
    // Receipts and key changes are sends as well.
    expect(await sum('aldis_send_acknowledge_seconds_count')).toBeGreaterThanOrEqual(sends);
    await until(
      async () => (await sum('aldis_send_deliver_seconds_count')) >= sends,
      'deliveries were timed',
    );
    expect(await sum('aldis_pre_key_take_seconds_count')).toBeGreaterThan(0);
    expect(await sum('aldis_shards_owned')).toBe(256);
    await until(async () => (await ask('aldis_queue_waiting')).length === 2 * workers, 'a survey');
    await until(async () => (await ask('aldis_jobs')).length > 0, 'jobs');
    expect(await ask('aldis_redis_up == 0')).toEqual([]);
    const slow = 'histogram_quantile(0.5, sum by (le) (aldis_send_deliver_seconds_bucket)) > 5';
    expect(await ask(slow)).toEqual([]);
  });
});
