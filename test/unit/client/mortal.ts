// A device that dies at a chosen point. A point is before and after each exchange with the server,
// and before and after each write that reaches its profile's file; between two points an await
// changes neither, so that whoever dies there leaves what one leaves at the point before it. What
// is left is a copy of the file as kill -9 leaves it; whatever the dead device still tries fails.

import { DatabaseSync, StatementSync } from 'node:sqlite';
import type { HttpAsk, Network, Transport } from '#client';
import { NoAnswer } from '#client';
import type { Scene } from './people.ts';

type Exchange = <T>(work: () => Promise<T>) => Promise<T>;

export class Mortal {
  readonly #scene: Scene;
  readonly #profile: string;
  #dieAt = Number.POSITIVE_INFINITY;
  /** Points that were reached since `arm`. */
  points = 0;
  /** The copy of the profile, once dead. */
  left: string | undefined;

  constructor(scene: Scene, profile: string) {
    this.#scene = scene;
    this.#profile = profile;
  }

  /** It dies at the n-th point from now on. */
  arm(dieAt = Number.POSITIVE_INFINITY): void {
    this.points = 0;
    this.#dieAt = dieAt;
  }

  point(): void {
    if (this.left !== undefined) throw new NoAnswer('It is dead.');
    this.points += 1;
    if (this.points < this.#dieAt) return;
    this.left = this.#scene.snapshot(this.#profile);
    throw new NoAnswer('It dies.');
  }

  /** True for its own file. */
  has(database: DatabaseSync): boolean {
    return database.location() === this.#profile;
  }

  /** The server, over a wire that ends with the device. */
  network(): Network {
    const { server } = this.#scene;
    const exchange: Exchange = async (work) => {
      this.point();
      const value = await work();
      this.point();
      return value;
    };
    return {
      http: (url, ask: HttpAsk) => exchange(() => server.http(url, ask)),
      transport: (url, credentials) => this.#wired(server.transport(url, credentials), exchange),
      provision: (url, onAddress) => exchange(() => server.provision(url, onAddress)),
    };
  }

  /** Once dead it never comes back: its connection would be broken and made for ever. */
  #wired(inner: Transport, exchange: Exchange): Transport {
    return {
      open: (...how) => inner.open(...how),
      get connected() {
        return inner.connected;
      },
      get member() {
        return inner.member;
      },
      serverMs: () => inner.serverMs(),
      send: (frame) => exchange(() => inner.send(frame)),
      sendGroup: (group) => exchange(() => inner.sendGroup(group)),
      ack: (guids) => exchange(() => inner.ack(guids)),
      topic: (ask) => exchange(() => inner.topic(ask)),
      request: (ask) => exchange(() => inner.request(ask)),
      restart: () => (this.left === undefined ? inner.restart() : inner.close()),
      close: () => inner.close(),
    };
  }
}

/** Lets writes of a file be points of whoever it is of; returns what ends that. */
export function watchWrites(mortalOf: (database: DatabaseSync) => Mortal | undefined): () => void {
  const { exec, prepare } = DatabaseSync.prototype;
  const { run } = StatementSync.prototype;
  const owners = new WeakMap<StatementSync, DatabaseSync>();
  const written = <T>(database: DatabaseSync | undefined, work: () => T): T => {
    const mortal = database?.isOpen ? mortalOf(database) : undefined;
    mortal?.point();
    const value = work();
    mortal?.point();
    return value;
  };
  DatabaseSync.prototype.exec = function (sql) {
    const work = () => exec.call(this, sql);
    return sql === 'COMMIT' ? written(this, work) : work();
  };
  DatabaseSync.prototype.prepare = function (...given) {
    const statement = prepare.call(this, ...given);
    owners.set(statement, this);
    return statement;
  };
  StatementSync.prototype.run = function (...values: unknown[]) {
    const database = owners.get(this);
    const work = () => run.apply(this, values as Parameters<typeof run>);
    // Inside of a transaction nothing reaches the file.
    return database && !database.isTransaction ? written(database, work) : work();
  };
  return () => {
    Object.assign(DatabaseSync.prototype, { exec, prepare });
    Object.assign(StatementSync.prototype, { run });
  };
}
