// The private socket of the process that holds a profile: who opens it, and who finds it. It is in
// a folder of its owner alone, and what others on the machine may not enter they cannot reach.

import {
  chmodSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createConnection, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../clock.ts';
import { Peer } from './peer.ts';
import type { Serving } from './peer.ts';
import { wireLimits } from './wire.ts';

/** Whoever does not read the last words by then is cut. */
const lastWordsMs = 1_000;
/** The system's limit for the path of a socket is 104 to 108. */
const pathBytesMax = 100;

const factsShape = z.object({
  socket: z.string(),
  pid: z.number().int().positive(),
  version: z.string(),
});
/** What is written down of the process that holds a profile. */
export type HolderFacts = z.output<typeof factsShape>;

/** Where it is written, beside the profile's file. */
const factsPath = (folder: string): string => join(folder, 'holder.json');

/** Open as long as the process holds the profile: what another one left there is of no use. */
export class Door {
  readonly socket: string;
  readonly #folder: string;
  readonly #server: Server;
  readonly #peers = new Map<Peer, Socket>();

  private constructor(folder: string, socket: string, serving: Serving) {
    this.#folder = folder;
    this.socket = socket;
    this.#server = createServer({ allowHalfOpen: true }, (one) => this.#enter(one, serving));
    this.#server.maxConnections = wireLimits.callersMax;
  }

  /** Opens the door of a profile whose folder is its owner's alone. Throws what the system says. */
  static async open(folder: string, version: string, serving: Serving): Promise<Door> {
    Door.clear(folder);
    const near = join(folder, 'daemon.sock');
    const isShort = Buffer.byteLength(near) <= pathBytesMax;
    const socket = isShort ? near : join(mkdtempSync(join(tmpdir(), 'aldis-')), 'daemon.sock');
    chmodSync(dirname(socket), 0o700);
    const door = new Door(folder, socket, serving);
    await new Promise<void>((resolve, reject) => {
      door.#server.once('error', reject);
      door.#server.listen(socket, resolve);
    });
    chmodSync(socket, 0o600);
    write(factsPath(folder), { socket, pid: process.pid, version });
    return door;
  }

  /** Takes away what a process that was killed has left. */
  static clear(folder: string): void {
    const left = readFacts(folder);
    if (left && isOurs(left.socket)) removeSocket(folder, left.socket);
    rmSync(join(folder, 'daemon.sock'), { force: true });
    rmSync(factsPath(folder), { force: true });
  }

  /** Nobody enters any more, and whoever is in is let go. */
  async close(): Promise<void> {
    rmSync(factsPath(this.#folder), { force: true });
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    const inside = [...this.#peers.values()];
    for (const peer of this.#peers.keys()) peer.close();
    removeSocket(this.#folder, this.socket);
    const late = systemClock.after(lastWordsMs, () => {
      for (const socket of inside) socket.destroy();
    });
    await closed;
    late.cancel();
  }

  #enter(socket: Socket, serving: Serving): void {
    const peer = new Peer({ input: socket, output: socket }, serving);
    this.#peers.set(peer, socket);
    // Who does not read what was written last is still there.
    socket.once('close', () => this.#peers.delete(peer));
    // Whether the other side ends as well, or not: what was written is sent first.
    void peer.ended.then(() => socket.destroySoon());
  }
}

/** Whoever holds the profile of a folder; nothing where nobody does. */
export async function findHolder(
  folder: string,
  serving: Serving,
): Promise<{ readonly peer: Peer; readonly facts: HolderFacts } | undefined> {
  const facts = readFacts(folder);
  if (!facts || !isOurs(facts.socket)) return undefined;
  const socket = await connected(facts.socket);
  if (!socket) return undefined;
  const peer = new Peer({ input: socket, output: socket }, serving, wireLimits.toldBytesMax);
  // A process that hangs does not end its side, and would keep this one.
  void peer.ended.then(() => socket.destroySoon());
  return { peer, facts };
}

/** The process that holds the profile of the folder, if there is one. */
export async function holderOf(folder: string): Promise<HolderFacts | undefined> {
  const facts = readFacts(folder);
  const socket = facts && isOurs(facts.socket) ? await connected(facts.socket) : undefined;
  socket?.destroy();
  return socket && facts;
}

function connected(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(socket));
    // Left by a process that was killed.
    socket.once('error', () => resolve(undefined));
  });
}

function readFacts(folder: string): HolderFacts | undefined {
  try {
    return factsShape.parse(JSON.parse(readFileSync(factsPath(folder), 'utf8')));
  } catch {
    return undefined;
  }
}

/** A socket that this user made, where nobody else may write. */
function isOurs(socket: string): boolean {
  try {
    const [file, folder] = [lstatSync(socket), lstatSync(dirname(socket))];
    const self = process.getuid?.();
    const isSocket = file.isSocket() && folder.isDirectory() && (folder.mode & 0o077) === 0;
    return isSocket && file.uid === self && folder.uid === self;
  } catch {
    return false;
  }
}

function removeSocket(folder: string, socket: string): void {
  rmSync(socket, { force: true });
  if (dirname(socket) === folder) return;
  try {
    rmdirSync(dirname(socket));
  } catch {
    // Something else is in it, which is not ours to take.
  }
}

/** Whole or not at all: others look for it. */
function write(path: string, value: object): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${JSON.stringify(value)}\n`, { mode: 0o600 });
  renameSync(fresh, path);
}
