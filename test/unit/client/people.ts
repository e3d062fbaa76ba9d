// People for the client's tests: real libsignal, real SQLite in a temporary folder, a server in
// memory and a hand-turned clock. A snapshot of a profile's files is what a kill -9 at that
// moment leaves.

import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AldisClient } from '#client';
import type { Network, ReceivedMessage } from '#client';
import { ManualClock } from '#runtime';
import type { MemoryTransport } from './memoryServer.ts';
import { MemoryServer } from './memoryServer.ts';

const waitRoundsMax = 4_000;

/** A command's own pauses are by the system's clock, and a quiet machine turns faster than they. */
const patienceMs = 5_000;

export class Scene {
  readonly server = new MemoryServer();
  readonly clock = new ManualClock();
  readonly folder = mkdtempSync(join(tmpdir(), 'aldis-client-'));
  readonly people: Person[] = [];
  #snapshots = 0;

  async person(name: string): Promise<Person> {
    const profile = join(this.folder, `${name}.aldis`);
    const client = await AldisClient.register({
      server: 'http://twin',
      profile,
      invitation: 'welcome',
      network: this.server,
      clock: this.clock,
    });
    const person = new Person(this, profile, client);
    this.people.push(person);
    await client.connect();
    await this.until(() => this.server.device(client.account).identities.pni.pqPreKeys.length > 0);
    return person;
  }

  /** A further device of this person's account. */
  async link(owner: Person, name: string): Promise<Person> {
    const profile = join(this.folder, `${name}.aldis`);
    let linked: Promise<unknown> | undefined;
    const joined = AldisClient.link({
      server: 'http://twin',
      profile,
      name,
      network: this.server,
      clock: this.clock,
      onLink: (url) => {
        linked = owner.client.devices.link(url);
      },
    });
    await this.until(() => linked !== undefined, 'a link');
    await this.ended(linked as unknown as Promise<unknown>);
    const client = await joined;
    const person = new Person(this, profile, client);
    this.people.push(person);
    await client.connect();
    const { identities } = this.server.device(client.account, client.device);
    await this.until(() => identities.pni.pqPreKeys.length > 0);
    return person;
  }

  /** Turns the clock by a little and lets everything that is ready run, until it is so. */
  async until(isSo: () => boolean, what = 'what the test waits for'): Promise<void> {
    const end = performance.now() + patienceMs;
    for (let round = 0; round < waitRoundsMax || performance.now() < end; round += 1) {
      if (isSo()) return;
      if (round % 20 === 19) this.clock.advance(100);
      const turn = round < waitRoundsMax ? setImmediate : setTimeout;
      await new Promise((resolve) => turn(resolve));
    }
    throw new Error(`It never came to ${what}.`);
  }

  /** Turns the clock until the work has ended. */
  async ended<T>(work: Promise<T>): Promise<T> {
    let over = false;
    const end = () => {
      over = true;
    };
    work.then(end, end);
    await this.until(() => over, 'the end of it');
    return work;
  }

  /** Lets everything run that is under way. */
  async settle(): Promise<void> {
    for (let round = 0; round < 200; round += 1) {
      if (round % 20 === 19) this.clock.advance(100);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  snapshot(profile: string): string {
    this.#snapshots += 1;
    const copy = `${profile}.${this.#snapshots}`;
    for (const suffix of ['', '-wal']) {
      if (existsSync(profile + suffix)) cpSync(profile + suffix, copy + suffix);
    }
    return copy;
  }

  async end(): Promise<void> {
    for (const person of this.people) await person.client.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** A word each way, read and receipted. */
export async function talk(one: Person, other: Person, word: string): Promise<void> {
  const { scene } = one;
  await one.client.send(other.id, `${word} a`);
  await scene.until(() => other.texts.includes(`${word} a`), `${word} a`);
  await other.client.send(one.id, `${word} b`);
  await scene.until(() => one.texts.includes(`${word} b`), `${word} b`);
  await scene.settle();
}

export class Person {
  readonly scene: Scene;
  profile: string;
  client: AldisClient;
  /** Every text told to this person's program, over all restarts. */
  readonly heard: ReceivedMessage[] = [];

  constructor(scene: Scene, profile: string, client: AldisClient) {
    this.scene = scene;
    this.profile = profile;
    this.client = client;
    this.#listen();
  }

  get id(): string {
    return this.client.account;
  }

  get texts(): string[] {
    return this.heard.map((message) => message.text);
  }

  get connection(): MemoryTransport | undefined {
    return this.scene.server.device(this.id, this.client.device).connection;
  }

  /** Closes the client and goes on with this copy of its store, or with the same one. */
  async restart(profile = this.profile, network: Network = this.scene.server): Promise<void> {
    await this.client.close();
    this.profile = profile;
    const { clock } = this.scene;
    this.client = AldisClient.open(profile, { network, clock });
    this.#listen();
    await this.client.connect();
  }

  #listen(): void {
    this.client.on('message', (message) => this.heard.push(message));
  }
}
