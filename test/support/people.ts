// Real clients of the SDK for tests against a real cluster, with what they hear.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AldisClient, type ReceivedMessage } from '#client';
import type { LaunchedCluster } from './cluster.ts';

const hearTimeoutMs = 30_000;
const pollMs = 20;

/** Polls until the condition holds; rejects with the words when it never does. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  words: string,
  timeoutMs = hearTimeoutMs,
): Promise<void> {
  for (const end = Date.now() + timeoutMs; !(await condition()); ) {
    if (Date.now() > end) throw new Error(`in ${timeoutMs} ms it did not come true: ${words}`);
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** One person with a profile of their own, who can go offline and come back as after a restart. */
export class TestPerson {
  client: AldisClient;
  readonly heard: ReceivedMessage[] = [];
  readonly #profile: string;

  private constructor(client: AldisClient, profile: string) {
    this.client = client;
    this.#profile = profile;
    this.#listen();
  }

  static async register(
    cluster: Pick<LaunchedCluster, 'url' | 'invitation'>,
    profile: string,
  ): Promise<TestPerson> {
    const { url: server, invitation } = cluster;
    return new TestPerson(await AldisClient.register({ server, invitation, profile }), profile);
  }

  get texts(): string[] {
    return this.heard.map((message) => message.text);
  }

  async offline(): Promise<void> {
    await this.client.close();
  }

  /** Opens the profile again and connects. */
  async online(): Promise<void> {
    this.client = AldisClient.open(this.#profile);
    this.#listen();
    await this.client.connect();
  }

  /** Resolves when so many texts were heard in all. */
  hears(count: number): Promise<void> {
    return until(() => this.heard.length >= count, `${count} texts heard`);
  }

  #listen(): void {
    this.client.on('message', (message) => this.heard.push(message));
  }
}

/** A folder for profiles that goes with `drop`. */
export function profileFolder(): { path(name: string): string; drop(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-people-'));
  return {
    path: (name) => join(folder, name),
    drop: () => rmSync(folder, { recursive: true, force: true }),
  };
}
