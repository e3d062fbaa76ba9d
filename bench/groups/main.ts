// `npm run bench -- groups [--members N]`: what a group of a thousand costs: made, changed, read,
// and leave to write to all of it; by the group's own actor over the embedded store on disk.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { AnswerOf, CommandOf } from '#actors';
import { createEntityHost } from '#actors';
import { createGroupKeys } from '#crypto';
import type { DurableStores } from '#persistence';
import { createMemoryQueue, openDurableStores } from '#persistence';
import { noMedia } from '#ports';
import type { FencingToken, Result } from '#protocol';
import { limits, shardOf } from '#protocol';
import { silentLog, systemClock } from '#runtime';
import { conclude, round } from '#lab/figures.ts';
import { Person, ProfileProofs, SecretGroup } from '#lab/groupPeople.ts';
import { readFlags, runCommand } from '#lab/options.ts';
import { knownSealer } from '#lab/sealer.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const repeats = 20;
const indexKey = 'CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk=';

/** The mean of some runs. Unit: milliseconds. */
async function timed(run: (n: number) => unknown, times = repeats): Promise<number> {
  const beganAt = performance.now();
  for (let n = 0; n < times; n++) await run(n);
  return round((performance.now() - beganAt) / times);
}

function openGroup(stores: DurableStores) {
  const group = new SecretGroup();
  const to = { type: 'group', id: group.id } as const;
  const keys = createGroupKeys({ indexKey });
  const { queue } = createMemoryQueue({ clock: systemClock, archive: stores.archive });
  const host = createEntityHost({
    ...stores,
    avatars: { hold: async () => {}, release: async () => {} },
    groupKeys: keys,
    queue,
    media: noMedia(),
    wakes: { wake: (_wake, kept) => kept?.() },
    delivery: { send() {} },
    departures: { leftAtMs: () => undefined },
    clock: systemClock,
    log: silentLog,
    passivateMs: 600_000,
  });
  host.open({ shard: shardOf(to), token: 1 as FencingToken, isValid: () => true });
  const ask = async <C extends CommandOf<'group'>>(command: C): Promise<AnswerOf<'group', C>> => {
    const result = (await host.handle(to, command)) as Result<AnswerOf<'group', C>>;
    if (!result.ok) throw new Error(`refused: ${result.refusal.code}`);
    return result.value;
  };
  return { group, keys, host, ask };
}

type Bench = ReturnType<typeof openGroup>;

/** What each request and each membership costs in libsignal. */
async function proofs({ group, keys }: Bench, people: readonly Person[], founder: Person) {
  const nowMs = Date.now();
  const shown = group.presentOn(keys, founder, nowMs);
  const proof = new ProfileProofs(indexKey).present(group, founder, nowMs);
  const issueMs = await timed(() => group.presentOn(keys, founder, nowMs));
  const verifyMs = await timed(() => keys.verifyMember(group.params, shown, nowMs));
  const profileMs = await timed(() => keys.verifyProfile(group.params, proof, nowMs));
  const names = people.map((person) => group.nameOf(person));
  await keys.endorse(names, nowMs);
  const gaps = monitorEventLoopDelay({ resolution: 1 });
  gaps.enable();
  const endorseMs = await timed(() => keys.endorse(names, nowMs), 5);
  await sleep(20);
  gaps.disable();
  return {
    credential_and_presentation_ms: issueMs,
    verify_presentation_ms: verifyMs,
    verify_profile_ms: profileMs,
    endorse_ms: endorseMs,
    endorse_loop_gap_ms: round(gaps.max / 1e6),
  };
}

/** What the actor takes for it. */
async function commands({ group, ask }: Bench, others: readonly Person[], founder: Person) {
  const name = (person: Person) => base64(group.nameOf(person));
  const profileKey = (person: Person) => base64(group.profileKeyOf(person));
  const asker = { by: name(founder), nowMs: Date.now() };
  const create: CommandOf<'group', 'create'> = {
    type: 'create',
    ...asker,
    draft: {
      publicParams: base64(group.params),
      attributes: { title: base64(group.seal('a thousand')) },
      access: { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'UNSATISFIABLE' },
    },
    profileKey: profileKey(founder),
    actions: others.map((person) => ({
      type: 'add',
      userId: name(person),
      profileKey: profileKey(person),
      role: 'MEMBER',
    })),
  };
  const createMs = await timed(() => ask(create), 1);
  const value = base64(group.seal('another'));
  let version = 0;
  const change = (...actions: CommandOf<'group', 'change'>['actions']) =>
    ask({ type: 'change', ...asker, version: ++version, actions });
  const titled = { type: 'setAttribute', attribute: 'title', value } as const;
  const changeMs = await timed(() => change(titled));
  const removed = (n: number) => ({ type: 'remove', userId: name(others[n] as Person) }) as const;
  const removeMs = await timed((n) => change(removed(n)), 5);
  const readMs = await timed(() => ask({ type: 'describe', ...asker }));
  const logMs = await timed(() => ask({ type: 'log', ...asker, from: 0 }));
  return {
    create_ms: createMs,
    change_ms: changeMs,
    remove_and_endorse_ms: removeMs,
    read_ms: readMs,
    log_of_25_ms: logMs,
  };
}

async function measure(stores: DurableStores, count: number) {
  const bench = openGroup(stores);
  const people = Array.from({ length: count }, () => new Person());
  const [founder, ...others] = people as [Person, ...Person[]];
  const ofProofs = await proofs(bench, people, founder);
  const ofCommands = await commands(bench, others, founder);
  await bench.host.stop();
  return { members: count, ...ofProofs, ...ofCommands };
}

async function main(): Promise<0 | 1> {
  const values = readFlags({ members: '1000', json: undefined });
  const count = Math.min(limits.groupMembersMax, Math.max(10, Number(values.members)));
  const dataDir = mkdtempSync(join(tmpdir(), 'aldis-groups-'));
  const sealer = knownSealer();
  const stores = await openDurableStores({ dataDir, sealer, clock: systemClock, log: silentLog });
  try {
    const figures = await measure(stores, count);
    const kept = figures.endorse_loop_gap_ms <= 50;
    const sentence = 'a worker hears others while endorsements are made (50 ms)';
    return conclude(figures, [{ sentence, kept }], values.json);
  } finally {
    await stores.close();
    rmSync(dataDir, { recursive: true });
  }
}

await runCommand(main);
