// Faulty parts, put in place of good ones to show that the simulation sees them.

import type { ShardGrant } from '#actors';
import type { AccountStore, EnvelopeQueue, GroupStore, PreKeyStore } from '#ports';
import type { ErrorCode, FencingToken, MemberId, ShardId } from '#protocol';
import { ok } from '#protocol';
import type { Lease, LeaseStore } from '#routing';
import type { Connection } from '../../src/gateway/egress/connection.ts';
import type { GroupSends } from '../../src/gateway/ingress/groupSends.ts';
import type { Permits } from '../../src/gateway/ingress/permits.ts';
import type { World } from './world.ts';

/** What a faulty cluster replaces. */
export interface Mutation {
  queue?(queue: EnvelopeQueue, world: World): EnvelopeQueue;
  preKeys?(preKeys: PreKeyStore): PreKeyStore;
  accounts?(accounts: AccountStore): AccountStore;
  groups?(groups: GroupStore): GroupStore;
  leases?(leases: LeaseStore, member: MemberId): LeaseStore;
  grant?(grant: ShardGrant): ShardGrant;
  connection?(connection: Connection): void;
  groupSends?(sends: Pick<GroupSends, 'send'>): Pick<GroupSends, 'send'>;
  permits?(permits: Permits): Pick<Permits, 'under' | 'evict'>;
}

/** A queue's own methods, to be replaced one by one. */
const passing = (queue: EnvelopeQueue): EnvelopeQueue => ({
  insert: (...all) => queue.insert(...all),
  page: (from, fence, after, limit) => queue.page(from, fence, after, limit),
  remove: (from, fence, which) => queue.remove(from, fence, which),
  locate: (from, fence, guids) => queue.locate(from, fence, guids),
  clear: (device, generation) => queue.clear(device, generation),
});

const passingGroups = (groups: GroupStore): GroupStore => ({
  claim: (id, fence) => groups.claim(id, fence),
  create: (group, fence) => groups.create(group, fence),
  change: (group, change, fence) => groups.change(group, change, fence),
  log: (id, from, limit) => groups.log(id, from, limit),
});

/** What a send is refused with whose devices are not those of the account. */
const ofOtherDevices: readonly ErrorCode[] = [
  'message.mismatched_devices',
  'message.stale_devices',
];

/** Faults by name, each with the promise it breaks. */
export const mutations = {
  /** I1: answers before the envelope is on disk. */
  hastyQueue: {
    queue: (queue, { timeline }) => ({
      ...passing(queue),
      insert: async (...all) => {
        setImmediate(() => {
          queue.insert(...all).catch(() => undefined);
        });
        return { outcome: 'stored', position: timeline.nowMs };
      },
    }),
  },
  /** I3: gives the newest first. */
  turnedQueue: {
    queue: (queue) => ({
      ...passing(queue),
      page: async (from, fence, after, limit) => {
        const page = await queue.page(from, fence, after, limit);
        return page === 'fenced' ? page : { ...page, envelopes: page.envelopes.toReversed() };
      },
    }),
  },
  /** I1: deletes what it has handed on, before the device has stored it. */
  forgetfulQueue: {
    queue: (queue) => ({
      ...passing(queue),
      page: async (from, fence, after, limit) => {
        const page = await queue.page(from, fence, after, limit);
        if (page !== 'fenced') queue.remove(from, fence, page.envelopes).catch(() => undefined);
        return page;
      },
    }),
  },
  /** I4: reads a key, then deletes it. */
  slowPreKeys: {
    preKeys: (preKeys) => {
      const given = new Map<string, Awaited<ReturnType<PreKeyStore['takeEc']>>>();
      return {
        replaceEc: (pool, keys) => preKeys.replaceEc(pool, keys),
        replaceKem: (pool, keys) => preKeys.replaceKem(pool, keys),
        takeKem: (pool) => preKeys.takeKem(pool),
        count: (pool) => preKeys.count(pool),
        clear: (life) => preKeys.clear(life),
        takeEc: async (pool) => {
          const former = given.get(pool.account);
          if (former) {
            given.delete(pool.account);
            return former;
          }
          const key = await preKeys.takeEc(pool);
          given.set(pool.account, key);
          return key;
        },
      };
    },
  },
  /** I6: an owner that never learns that its lease is over. */
  stubbornOwner: {
    grant: (grant) => ({ ...grant, isValid: () => true }),
  },
  /** I6: a store that grants what another holds. */
  generousLeases: {
    leases: (leases, member) => {
      const others = new Map<ShardId, Lease>();
      return {
        onNews: (listener) => leases.onNews(listener),
        async exchange(request) {
          const answer = await leases.exchange(request);
          const mine = new Set<ShardId>();
          const rows = answer.leases.map((row) => {
            if (row.member === member) mine.add(row.shard);
            else others.set(row.shard, row);
            // Tells of what others hold as if it were free, and grants it when it is wanted.
            return row.member === member ? row : { shard: row.shard, token: row.token };
          });
          const granted = request.want.flatMap((shard) => {
            const row = others.get(shard);
            if (!row || mine.has(shard)) return [];
            return { shard, member, token: (row.token + 1) as FencingToken };
          });
          return { ...answer, leases: [...rows, ...granted] };
        },
      };
    },
  },
  /** I6: says that a document is written, and writes two of three. */
  leakyAccounts: {
    accounts: (accounts) => {
      let writes = 0;
      return {
        claim: (id, fence) => accounts.claim(id, fence),
        create: (account, fence) => accounts.create(account, fence),
        replace: async (account, fence) => {
          writes += 1;
          return writes % 3 === 0 ? 'replaced' : accounts.replace(account, fence);
        },
        remove: (id, fence) => accounts.remove(id, fence),
        isThere: (id) => accounts.isThere(id),
        identityKeys: (ids) => accounts.identityKeys(ids),
        findByNumber: (number) => accounts.findByNumber(number),
        findByLogin: (name) => accounts.findByLogin(name),
        findByPhoneIdentity: (pni) => accounts.findByPhoneIdentity(pni),
        idle: (upToDay, behind, limit) => accounts.idle(upToDay, behind, limit),
      };
    },
  },
  /** I15: says that a change is written, and writes two of three. */
  leakyGroups: {
    groups: (groups) => {
      let writes = 0;
      return {
        ...passingGroups(groups),
        change: async (group, change, fence) => {
          writes += 1;
          return writes % 3 === 0 ? 'changed' : groups.change(group, change, fence);
        },
      };
    },
  },
  /** I15: gives an owner what one before has read. */
  staleGroups: {
    groups: (groups) => {
      let first: Awaited<ReturnType<GroupStore['claim']>> | undefined;
      return {
        ...passingGroups(groups),
        claim: async (id, fence) => {
          const group = await groups.claim(id, fence);
          if (typeof group === 'object') first ??= group;
          return typeof group === 'object' ? (first ?? group) : group;
        },
      };
    },
  },
  /** I15: forgets which command has made the version that is. */
  forgetfulGroups: {
    groups: (groups) => ({
      ...passingGroups(groups),
      claim: async (id, fence) => {
        const group = await groups.claim(id, fence);
        return typeof group === 'object' ? { ...group, madeBy: '' } : group;
      },
    }),
  },
  /** I2: shows again what is under way on the same connection. */
  repeatingEgress: {
    connection: (connection) => {
      connection.outstanding.add = () => true;
    },
  },
  /** I14: leaves the socket of a device open that is removed. */
  stubbornSockets: {
    connection: (connection) => {
      connection.evict = () => undefined;
    },
  },
  /** I13: sends under a leave that never ends. */
  endlessLeave: {
    permits: (permits) => ({
      under: (_device, send) => send({ untilMs: Number.POSITIVE_INFINITY }),
      evict: (...word) => permits.evict(...word),
    }),
  },
  /** I14: says that what was written to a device that is gone is taken. */
  kindDoor: {
    permits: (permits) => ({
      under: async (device, send) => {
        const sent = await permits.under(device, send);
        const isTaken = sent.ok || !ofOtherDevices.includes(sent.refusal.code);
        return isTaken ? sent : ok({ serverTimestamp: 1 } as never);
      },
      evict: (...word) => permits.evict(...word),
    }),
  },
  /** I2: takes the same upload for another one each time. */
  freshUploads: {
    groupSends: (sends) => {
      let count = 0;
      return {
        send: ({ upload, ...frame }, ...all) => {
          const other = upload.slice();
          // The last of what all have in common.
          other[other.length - 1] = count++ & 0xff;
          return sends.send({ ...frame, upload: other }, ...all);
        },
      };
    },
  },
  /** I8, I10: takes for the newer connection the one of the faster clock. */
  wallClockOrder: {
    connection: (connection) => {
      Object.assign(connection, { ordinal: connection.connectedAtMs });
    },
  },
} satisfies Record<string, Mutation>;

export type MutationName = keyof typeof mutations;
