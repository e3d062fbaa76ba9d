// An account that is deleted while a worker is dead that had leave to send in its name: the answer
// waits for what that worker may have sent, not until its leave has run out.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountId, MemberId, ShardId } from '#protocol';
import { accountAddress, shardCount, shardOf } from '#protocol';
import { rendezvous } from '#routing';
import { permitMs, transitMs } from '../../src/actors/account/authority.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { PageDevice } from '../support/pageClient/device.ts';
import { until } from '../support/people.ts';
import { memberIn, metricsOfOne, operatorTokenOf } from '../support/scrapes.ts';

/** Between the two waits, with room for a busy machine. */
const tookMsMost = permitMs + transitMs - 1500;
const attemptsMax = 20;
const lateMax = 3;

let cluster: LaunchedCluster;
let peer: PageDevice;

beforeAll(async () => {
  cluster = await startTestCluster({ workers: 3, unlimited: true });
  peer = await register();
});

afterAll(async () => {
  await cluster?.stop();
});

const register = () => PageDevice.register(cluster.url, { invitation: cluster.invitation });
const workers = () => cluster.facts().workers;

async function members(): Promise<MemberId[]> {
  await until(() => workers().every(({ member }) => member !== undefined), 'all serve');
  return workers().map(({ member }) => member as MemberId);
}

async function ownerOf({ aci }: PageDevice): Promise<MemberId | undefined> {
  return rendezvous(shardOf(accountAddress(aci as AccountId)), await members());
}

/**
 * Each worker holds the shards that are due to it: an account that is made now moves to no new
 * owner, who would know of no leave and wait the longer time.
 */
async function settled(): Promise<void> {
  const token = operatorTokenOf(cluster);
  const due = new Map<string, number>((await members()).map((member) => [member, 0]));
  for (let shard = 0; shard < shardCount(); shard++) {
    const owner = rendezvous(shard as ShardId, [...due.keys()] as MemberId[]);
    if (owner) due.set(owner, (due.get(owner) ?? 0) + 1);
  }
  const held = new Map<string, number>();
  await until(async () => {
    const metrics = await metricsOfOne(cluster.url, token);
    const owned = /^aldis_shards_owned (\d+)/m.exec(metrics)?.[1];
    held.set(memberIn(metrics), Number(owned));
    return [...due].every(([member, count]) => held.get(member) === count);
  }, 'each holds what is due to it');
}

/** How long a deletion took; undefined: another worker came in between. */
async function deleteWithDead(): Promise<number | undefined> {
  await settled();
  const person = await register();
  const owner = await ownerOf(person);
  const connection = await person.connect();
  const { member } = await connection.hello();
  const victim = workers().find((one) => one.member === member);
  if (!victim || member === owner) {
    connection.close();
    return undefined;
  }
  await person.openSessions(peer.aci);
  const text = await person.seal(peer.aci, (timestamp) => ({
    dataMessage: { body: 'hello', timestamp },
  }));
  expect((await connection.send(text)).refusal).toBeNull();
  process.kill(victim.pid, 'SIGKILL');
  const begun = performance.now();
  const answer = await person.http('DELETE', '/v1/accounts/me').catch(() => undefined);
  const took = performance.now() - begun;
  await until(() => workers().every(({ pid }) => pid !== victim.pid), 'another is there');
  // The worker that came instead may have been due the account's shard.
  if (answer?.status !== 204 || (await ownerOf(person)) !== owner) return undefined;
  return took;
}

it('is answered when what a dead worker has sent has arrived', async () => {
  const late: number[] = [];
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const took = await deleteWithDead();
    if (took === undefined) continue;
    expect(took).toBeGreaterThan(transitMs - 500);
    // A machine that is busy for a moment makes one late; who waits for the leave makes all so.
    if (took < tookMsMost) return;
    late.push(took);
    expect(late.length).toBeLessThan(lateMax);
  }
  throw new Error('no worker died at the right time');
});
