// `npm run bench -- sealed`: sealed sends, to somebody who is away and to somebody who is there.
// Afterwards the sender's id is looked for, in every form, in every store, append-only file and log
// of the cluster, and in the memory of each of its processes, which is what a core dump would hold.
// The sender has an account, so that its id does stand in the store: what is counted is what the
// sends have added. The cluster was started anew before, so that its memory knows of no earlier
// life, and the sender's client says its name over no connection.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AldisClient } from '#client';
import { conclude } from '#lab/figures.ts';
import { freePort } from '#lab/freePort.ts';
import { type LaunchedCluster, launchCluster } from '#lab/launch.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { createProgress } from '#lab/progress.ts';
import { muteNetwork, namelessNetwork } from './networks.ts';
import { count, formsOf, inFiles, inMemory } from '#lab/search.ts';

const settleTimeoutMs = 60_000;
/** Longer than the dwell time and the persist job's interval below. */
const persistMs = 4000;
/** A certificate is fetched beside other things, on a busy machine too. */
const certificateMs = 10_000;

/** Starts it on the same port again: profiles keep their server's address. */
const launch = (dataDir: string, port: number) =>
  launchCluster({
    dataDir,
    workers: 2,
    unlimited: true,
    env: {
      PORT: String(port),
      ALDIS_LOG: 'debug',
      ALDIS_QUEUE_DWELL_MS: '1000',
      ALDIS_PERSIST_EVERY_MS: '500',
    },
  });

async function until(isSo: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + settleTimeoutMs; !isSo(); await sleep(50)) {
    if (Date.now() > end) throw new Error(`it never came to this: ${what}`);
  }
}

/** Three people: one who will write without a name, one who is written to, one who has a name. */
async function acquaint(cluster: LaunchedCluster, folder: string): Promise<string[]> {
  const { url: server, invitation } = cluster;
  const people = await Promise.all(
    ['ana', 'ben', 'cid'].map((name) =>
      AldisClient.register({ server, invitation, profile: join(folder, name) }),
    ),
  );
  const [ana, ben, cid] = people as [AldisClient, AldisClient, AldisClient];
  const heard: string[] = [];
  for (const one of [ana, cid]) one.on('message', ({ text }) => heard.push(text));
  await Promise.all(people.map((one) => one.connect()));
  // Whoever is written to first has the other's profile key, and has said nothing by name.
  await ben.send(ana.account, 'hello');
  await until(() => heard.length === 1, 'the first text was heard');
  // Certificates are fetched beside other things.
  await sleep(certificateMs);
  await Promise.all(people.map((one) => one.close()));
  return [ana.account, ben.account, cid.account];
}

/** Where the id stands: in files and logs, and in processes. */
function look(cluster: LaunchedCluster, account: string) {
  const needles = formsOf(account);
  const { pid, workers, redisPid } = cluster.facts();
  const pids = [pid, ...workers.map((one) => one.pid), ...(redisPid ? [redisPid] : [])];
  const dumps = pids.map((one) => inMemory(one, needles));
  return {
    files: inFiles(cluster.dataDir, needles),
    log: count(readFileSync(cluster.logFile), needles),
    processes: pids.length,
    memory: dumps.reduce((sum, one) => sum + one.found, 0),
    memoryBytes: dumps.reduce((sum, one) => sum + one.bytes, 0),
  };
}

type Sight = ReturnType<typeof look>;

/** What stands in files now and did not before. */
function added(before: Sight, after: Sight): number {
  let more = Math.max(0, after.log - before.log);
  for (const [name, found] of after.files)
    more += Math.max(0, found - (before.files.get(name) ?? 0));
  return more;
}

async function main(): Promise<0 | 1> {
  const values = readFlags({ messages: '1000', json: undefined });
  const messages = whole('--messages', values.messages, 1, 1_000_000);
  const folder = mkdtempSync(join(tmpdir(), 'aldis-sealed-'));
  const dataDir = join(folder, 'data');
  const progress = createProgress('sealed');
  const port = await freePort();
  let cluster = await launch(dataDir, port);
  try {
    const [ana = '', ben = '', cid = ''] = await acquaint(cluster, folder);
    await cluster.stop();
    cluster = await launch(dataDir, port);
    const before = look(cluster, ana);
    const network = namelessNetwork();
    const sender = AldisClient.open(join(folder, 'ana'), { network });
    await sender.connect();
    const hearer = AldisClient.open(join(folder, 'ben'), { network: muteNetwork() });
    let heard = 0;
    hearer.on('message', ({ from }) => {
      if (from === ana) heard++;
    });
    let during: Sight | undefined;
    for (let index = 0; index < messages; index++) {
      await sender.send(ben, `text ${index}`);
      progress.show(index / messages, `${index} sent`);
      if (index !== messages >> 1) continue;
      // Half of it waits, in Redis and then in the durable store.
      during = look(cluster, ana);
      await sleep(persistMs);
      await hearer.connect();
    }
    await until(() => heard >= messages, 'everything was heard');
    progress.end();
    const after = look(cluster, ana);
    const recipient = look(cluster, ben);
    const control = await byName(cluster, folder, cid, ben);
    await Promise.all([sender.close(), hearer.close()]);
    const sights = [before, ...(during ? [during] : []), after];
    return judge(
      { messages, heard, named: network.named.asked, sights, recipient, control },
      values,
    );
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Seen {
  readonly messages: number;
  readonly heard: number;
  /** Sends that would have gone by name. */
  readonly named: number;
  /** What was seen of the sender: before, during, after. */
  readonly sights: readonly Sight[];
  readonly recipient: Sight;
  /** How often who sends by name stands in memory. */
  readonly control: number;
}

const inFilesOf = ({ files }: Sight) => [...files.values()].reduce((sum, one) => sum + one, 0);

function judge(seen: Seen, { json }: { readonly json?: string | undefined }): 0 | 1 {
  const { messages, heard, named, sights, recipient, control } = seen;
  const [before, after] = [sights[0], sights.at(-1)];
  if (!before || !after) throw new Error('nothing was looked at');
  const inFilesNow = added(before, after);
  const inMemories = sights.reduce((sum, one) => sum + one.memory, 0);
  return conclude(
    {
      messages,
      heard,
      sends_by_name: named,
      files_searched: after.files.size,
      processes_searched: after.processes,
      memory_mib: Math.round(after.memoryBytes / 2 ** 20),
      sender_in_files_before: inFilesOf(before),
      sender_added_to_files: inFilesNow,
      sender_in_memory: inMemories,
      recipient_in_files: inFilesOf(recipient),
      recipient_in_memory: recipient.memory,
      control_in_memory: control,
    },
    [
      { sentence: 'every text was heard', kept: heard === messages },
      { sentence: 'none was sent by name', kept: named === 0 },
      { sentence: 'no store, append-only file or log has the id', kept: inFilesNow === 0 },
      { sentence: 'no process has it in its memory', kept: inMemories === 0 },
      {
        sentence: 'the search finds for whom it waited, in files and in memory',
        kept: inFilesOf(recipient) > 0 && recipient.memory > 0,
      },
      // Of them, too, nothing is in a file but sealed.
      { sentence: 'the search finds who sends by name, in memory', kept: control > 0 },
    ],
    json,
  );
}

/** The same search for somebody who sends one text as ever: it has to find something. */
async function byName(cluster: LaunchedCluster, folder: string, account: string, to: string) {
  const client = AldisClient.open(join(folder, 'cid'));
  await client.connect();
  await client.send(to, 'by name');
  await sleep(500);
  const { memory } = look(cluster, account);
  await client.close();
  return memory;
}

await runCommand(main);
