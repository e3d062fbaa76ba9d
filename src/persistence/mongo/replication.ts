// How far the secondaries of a replica set are behind its primary: member by member where this user
// may ask for that, else by what a majority has.

import { silentLog } from '#runtime';
import type { Document } from 'mongodb';
import type { Replication } from '../replication.ts';
import { StoreError } from '../storeError.ts';
import type { MongoConnection } from './connection.ts';
import { connectMongo, mayNotAsk, reaching } from './connection.ts';

const secondaryState = 2;

/** Undefined where nothing tells it: behind mongos. Throws Unreachable. */
export async function mongoReplication(
  connection: Pick<MongoConnection, 'askServer'>,
): Promise<Replication | undefined> {
  const ask = (command: Document) => reaching(() => connection.askServer(command));
  try {
    return byMembers(await ask({ replSetGetStatus: 1 }));
  } catch (error) {
    if (!mayNotAsk(error)) throw error;
    return byMajority(await ask({ hello: 1 }));
  }
}

interface Member {
  readonly state: number;
  readonly health: number;
  readonly self?: boolean;
  readonly optimeDate: Date;
  /** Of MongoDB 5 and later, in milliseconds; the date before it is in seconds. */
  readonly lastAppliedWallTime?: Date;
}

/** By the answer to replSetGetStatus. */
export function byMembers(status: Document): Replication {
  const members = (status.members ?? []) as readonly Member[];
  const wroteAtMs = (one: Member) => (one.lastAppliedWallTime ?? one.optimeDate).getTime();
  const newestMs = Math.max(...members.map(wroteAtMs));
  const following = members.filter((one) => one.state === secondaryState && one.health === 1);
  if (following.length === 0) return { replicas: 0 };
  const behind = following.map((one) => newestMs - wroteAtMs(one));
  return { replicas: following.length, behindMs: Math.max(...behind) };
}

/** By the answer to hello, which everybody may ask for: whole seconds, and not who is behind. */
export function byMajority({ hosts, passives, lastWrite }: Document): Replication | undefined {
  if (!Array.isArray(hosts) || !lastWrite?.majorityWriteDate) return undefined;
  const replicas = hosts.length + (passives?.length ?? 0) - 1;
  const behindMs = Number(lastWrite.lastWriteDate) - Number(lastWrite.majorityWriteDate);
  return replicas > 0 ? { replicas, behindMs: Math.max(0, behindMs) } : { replicas: 0 };
}

/** What a look at an address finds: what keeps it from being used, or how well it is copied. */
export interface MongoLook {
  /** A sentence; absent where all is well. */
  readonly fault?: string;
  readonly replication?: Replication | undefined;
}

/** Connects, asks and goes. */
export async function lookAtMongo(url: string): Promise<MongoLook> {
  try {
    const connection = await connectMongo(url, silentLog);
    try {
      return { replication: await mongoReplication(connection) };
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (error instanceof StoreError) return { fault: error.message };
    throw error;
  }
}
