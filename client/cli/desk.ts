// What every command of the command line has before it, and how it opens a profile.

import { AldisClient, ClientError } from '../index.ts';
import type { Output } from './output.ts';
import { plain } from './plain.ts';
import type { ProfileCard, Profiles } from './profiles.ts';

/** A command does not end before this while something waits to be sent; the next would send it. */
const outboxWaitMs = 3_000;
const outboxLookMs = 20;
/** What waits at the server is heard first, but no longer than this. */
const hearWaitMs = 10_000;

export interface Desk {
  readonly output: Output;
  readonly profiles: Profiles;
  /** Of `--profile`. */
  readonly profile: string | undefined;
  /** Of `--insecure`. */
  readonly insecure: boolean;
}

/** Connects for as long as the work takes. */
export async function withClient(
  desk: Desk,
  self: ProfileCard,
  work: (client: AldisClient) => Promise<void>,
): Promise<void> {
  const client = open(desk, self);
  try {
    await client.connect();
    await work(client);
  } finally {
    await client.close();
  }
}

/** How an account is called on this machine, or what it calls itself. */
export function callerIn(
  { profiles }: Desk,
  self: ProfileCard,
  client: AldisClient,
): (account: string) => string {
  return (account) => profiles.nameOf(account, self, client.profiles.known(account)?.name);
}

/** The same with what has waited at the server heard, and with what it led to sent. */
export async function withHeard(
  desk: Desk,
  self: ProfileCard,
  work: (client: AldisClient) => Promise<void>,
): Promise<void> {
  const client = open(desk, self);
  try {
    const heard = new Promise<void>((resolve) => {
      client.on('queueEmpty', () => resolve());
      setTimeout(resolve, hearWaitMs).unref();
    });
    await client.connect();
    await heard;
    await work(client);
    await emptied(client);
  } finally {
    await client.close();
  }
}

/** Nothing the client gets over by itself stays unsaid. */
export function open(desk: Desk, self: ProfileCard): AldisClient {
  const insecure = desk.insecure || self.insecure;
  const client = AldisClient.open(desk.profiles.storeOf(self.name), { insecure });
  client.on('trouble', ({ message }) => desk.output.note(plain`(${message})`));
  return client;
}

/** Connects for a program that runs on meanwhile: why not yet is said, unless it has ended. */
export async function connectBeside({ output }: Desk, client: AldisClient): Promise<void> {
  try {
    await client.connect();
  } catch (error) {
    if (error instanceof ClientError && error.code === 'client.closed') return;
    output.note(plain`${error instanceof Error ? error.message : error}`);
  }
}

/** What else waits goes out as well, such as a word of it to the account's other devices. */
export async function emptied(client: AldisClient): Promise<void> {
  for (const end = Date.now() + outboxWaitMs; client.waiting > 0 && Date.now() < end; ) {
    await new Promise((resolve) => setTimeout(resolve, outboxLookMs));
  }
}
