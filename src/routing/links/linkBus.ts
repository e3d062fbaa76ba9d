// The bus between workers of one machine: a Unix socket from each to each, so that what two of them
// say to one another wakes nobody else. Workers that are not on this machine, and those whose link
// has broken, are reached over the bus behind.
//
//   <folder>/<member>.near   where a worker listens, in a folder of this user alone
//
// Frames have no tag here: who may write into that folder may do all that a worker does. The ending
// says so, too: a worker that still wants tags has another, and is reached over the bus behind.
//
// Order: a worker is spoken to over its link from the first frame on or not at all, and over the
// bus behind from the moment its link breaks, so that frames change their way once at the most.

import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { rm } from 'node:fs/promises';
import type { MemberId } from '#protocol';
import { listenPrivately } from '#runtime';
import type { Bus } from '../ports.ts';
import { FrameReader, withLength } from './frames.ts';

/** A link that does not stand by then is given up. */
const linkConnectTimeoutMs = 1000;
/** Links that others may have to this worker at the same time. */
const linksMax = 1024;

/** Workers whose way is remembered. */
const waysMax = 1024;

/** No link to this worker: it is reached over the bus behind. */
type Way = Link | 'behind';

/** Frames for a worker whose link is being opened, in order. */
interface Opening {
  readonly waiting: ((way: Way) => void)[];
}

export interface LinkParts {
  /** A folder that belongs to this user alone. */
  readonly folder: string;
  /** The bus for everybody who cannot be reached by a link. */
  readonly behind: Bus;
}

/** Bus over links, with another behind it. */
export class LinkBus implements Bus {
  readonly #folder: string;
  readonly #behind: Bus;
  readonly #ways = new Map<MemberId, Way>();
  readonly #opening = new Map<MemberId, Opening>();
  readonly #heard = new Set<Socket>();
  readonly #lossListeners: ((member: MemberId) => void)[] = [];
  #server: Server | undefined;
  #path = '';

  constructor({ folder, behind }: LinkParts) {
    this.#folder = folder;
    this.#behind = behind;
  }

  /** Resolves when the frame is on its way; whether it is read is told by what answers it. */
  publish(to: MemberId, frame: Uint8Array): Promise<boolean> {
    const way = this.#ways.get(to);
    if (way !== undefined) return this.#send(way, to, frame);
    const opening = this.#opening.get(to) ?? this.#open(to);
    return new Promise((resolve, reject) => {
      opening.waiting.push((opened) => this.#send(opened, to, frame).then(resolve, reject));
    });
  }

  async subscribe(member: MemberId, listener: (frame: Uint8Array) => void): Promise<void> {
    await this.#listen(member, listener);
    await this.#behind.subscribe(member, listener);
  }

  onLoss(listener: (member: MemberId) => void): void {
    this.#lossListeners.push(listener);
  }

  /** Ends all links and the socket. */
  async close(): Promise<void> {
    for (const way of this.#ways.values()) if (way instanceof Link) way.end();
    for (const socket of this.#heard) socket.destroy();
    const server = this.#server;
    if (!server) return;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    await rm(this.#path, { force: true });
  }

  #send(way: Way, to: MemberId, frame: Uint8Array): Promise<boolean> {
    return way === 'behind' ? this.#behind.publish(to, frame) : way.send(frame);
  }

  #open(to: MemberId): Opening {
    const opening: Opening = { waiting: [] };
    this.#opening.set(to, opening);
    const path = join(this.#folder, linkName(to));
    void openLink(path, () => this.#broken(to)).then((way) => {
      this.#opening.delete(to);
      this.#remember(to, way);
      for (const send of opening.waiting) send(way);
    });
    return opening;
  }

  #broken(to: MemberId): void {
    this.#remember(to, 'behind');
    for (const listener of this.#lossListeners) listener(to);
  }

  /** Workers come and go, each under a name of its own: the oldest without a link is forgotten. */
  #remember(to: MemberId, way: Way): void {
    this.#ways.delete(to);
    this.#ways.set(to, way);
    if (this.#ways.size <= waysMax) return;
    const oldest = [...this.#ways].find(([, known]) => known === 'behind');
    if (oldest) this.#ways.delete(oldest[0]);
  }

  async #listen(member: MemberId, listener: (frame: Uint8Array) => void): Promise<void> {
    const server = createServer((socket) => {
      this.#heard.add(socket);
      socket.on('close', () => this.#heard.delete(socket));
      socket.on('error', () => socket.destroy());
      const reader = new FrameReader(listener);
      socket.on('data', (piece: Buffer) => {
        if (!reader.read(piece)) socket.destroy();
      });
    });
    server.maxConnections = linksMax;
    this.#server = server;
    this.#path = join(this.#folder, linkName(member));
    await listenPrivately(server, this.#path);
  }
}

/** The file of a worker's socket. */
export function linkName(member: MemberId): string {
  return `${member}.near`;
}

/** The way to one worker while it stands. */
class Link {
  readonly #socket: Socket;
  #ended = false;

  constructor(socket: Socket, onBroken: () => void) {
    this.#socket = socket;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (!this.#ended) onBroken();
    });
    // Nothing is ever said on it but by us: an end of theirs is the end.
    socket.on('end', () => socket.destroy());
    socket.resume();
  }

  /** Rejects when the link breaks before the frame has left this process. */
  send(frame: Uint8Array): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#socket.write(withLength(frame), (error) => (error ? reject(error) : resolve(true)));
    });
  }

  end(): void {
    this.#ended = true;
    this.#socket.destroy();
  }
}

function openLink(path: string, onBroken: () => void): Promise<Way> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const giveUp = () => {
      clearTimeout(timer);
      socket.destroy();
      resolve('behind');
    };
    const timer = setTimeout(giveUp, linkConnectTimeoutMs);
    socket.once('error', giveUp);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', giveUp);
      resolve(new Link(socket, onBroken));
    });
  });
}
