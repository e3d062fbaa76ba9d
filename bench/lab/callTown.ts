// A cluster with a group, for its call: people who prove who they are to the group by the
// cluster's own keys, and the media workers of each worker process.

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { GroupKeys } from '#crypto';
import { createGroupKeys } from '#crypto';
import { groupAuthorization, Person, ProfileProofs, SecretGroup } from './groupPeople.ts';
import type { CallProof } from '#protocol';
import type { LaunchedCluster } from './launch.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** A cluster whose folder is ours. */
export type CallCluster = Pick<LaunchedCluster, 'url' | 'dataDir' | 'facts'>;

/** Somebody of the group, and what they show. */
export class Villager {
  readonly person = new Person();
  readonly group: SecretGroup;
  readonly presentation: Uint8Array;

  constructor(group: SecretGroup, keys: GroupKeys) {
    this.group = group;
    this.presentation = group.presentOn(keys, this.person, Date.now());
  }

  get proof(): CallProof {
    const { group, presentation } = this;
    return { by: 'group', publicParams: group.params, presentation };
  }

  get name(): string {
    return base64(this.group.nameOf(this.person));
  }

  get profileKey(): string {
    return base64(this.group.profileKeyOf(this.person));
  }

  get authorization(): string {
    return groupAuthorization(this.group.params, this.presentation);
  }
}

/** Members that come into a group by one change. */
const addedAtOnce = 100;

/** What makes the credentials of a cluster of ours. */
export interface TownKeys {
  readonly group: GroupKeys;
  readonly proofs: ProfileProofs;
}

/** A group of a running cluster. The first of its people administers it. */
export class CallTown {
  readonly cluster: CallCluster;
  readonly group = new SecretGroup();
  readonly #keys: TownKeys;
  readonly #versions = { last: 0 };

  constructor(cluster: CallCluster, keys = townKeys(join(cluster.dataDir, 'secrets.json'))) {
    this.cluster = cluster;
    this.#keys = keys;
  }

  stranger(): Villager {
    return new Villager(this.group, this.#keys.group);
  }

  /** Makes the group with so many members. */
  async settle(count: number): Promise<Villager[]> {
    const people = Array.from({ length: count }, () => this.stranger());
    const [first, ...others] = people;
    if (!first) throw new Error('nobody');
    const access = { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'UNSATISFIABLE' };
    const { profileKey } = first;
    await this.#ask('PUT', first, { attributes: {}, access, profileKey });
    for (let at = 0; at < others.length; at += addedAtOnce) {
      const added = others.slice(at, at + addedAtOnce).map(({ person }) => {
        const shown = this.#keys.proofs.present(this.group, person, Date.now());
        return { type: 'add', presentation: base64(shown), role: 'MEMBER' };
      });
      await this.change(first, ...added);
    }
    return people;
  }

  async change(by: Villager, ...actions: readonly object[]): Promise<void> {
    const version = this.#versions.last + 1;
    await this.#ask('POST', by, { version, actions });
    this.#versions.last = version;
  }

  async #ask(method: string, { authorization }: Villager, body: object): Promise<void> {
    const answer = await fetch(`${this.cluster.url}/v2/groups`, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** The one that listens on a port. */
  mediaWorkerAt(port: number): MediaWorkerFacts {
    const found = mediaWorkersOf(this.cluster).find(({ ports }) => ports.includes(port));
    if (!found) throw new Error(`Nobody listens on ${port}.`);
    return found;
  }
}

/** They follow from the file of its secrets. */
export function townKeys(secretsFile: string): TownKeys {
  const secrets = JSON.parse(readFileSync(secretsFile, 'utf8')) as { indexKey: string };
  return { group: createGroupKeys(secrets), proofs: new ProfileProofs(secrets.indexKey) };
}

export interface MediaWorkerFacts {
  readonly pid: number;
  /** The worker it belongs to. */
  readonly worker: number;
  /** It listens on them. */
  readonly ports: number[];
}

/** The media workers of a cluster as they are now. */
export function mediaWorkersOf(cluster: Pick<CallCluster, 'facts'>): MediaWorkerFacts[] {
  return cluster.facts().workers.flatMap(({ pid: worker }) =>
    childrenOf(worker)
      .filter((pid) => nameOf(pid).startsWith('mediasoup'))
      .map((pid) => ({ pid, worker, ports: portsOf(pid) })),
  );
}

/** Processes that a process has started. */
export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8')
        .split(' ')
        .filter((one) => one !== '')
        .map(Number),
    );
  } catch {
    return [];
  }
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    return '';
  }
}

/** UDP ports that a process has open. */
function portsOf(pid: number): number[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  return readFileSync('/proc/net/udp', 'utf8')
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const fields = line.trim().split(/\s+/);
      const port = Number.parseInt(fields[1]?.split(':')[1] ?? '', 16);
      return inodes.has(fields[9] ?? '') ? port : [];
    });
}
