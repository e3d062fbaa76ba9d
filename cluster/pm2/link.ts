// The wire between the ground and the workers under PM2, where no primary of ours has a channel to
// them: a unix socket in the data folder. A worker says who it is and when it serves; the ground
// passes on what a primary would, and sees a worker's death by the end of its connection.
//
// Shape: lines of JSON. First { index, pid }, then WorkerMessages one way, PrimaryMessages the
// other. A line that cannot be read ends the connection.

import { createHash } from 'node:crypto';
import { chmodSync, rmSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PrimaryMessage, WorkerMessage } from '../messages.ts';
import { parsePrimaryMessage, parseWorkerMessage } from '../messages.ts';
import type { WorkerState } from '../workers.ts';

const retryMs = 500;
/** Unix socket paths end at 103 bytes on macOS. */
const pathBytesMax = 100;

/**
 * A path for a unix socket, or for a folder of sockets whose names take `room` bytes more: in the
 * folder, or in the system's short one where that is too deep.
 */
export function socketPath(folder: string, name: string, room = 0): string {
  const inside = join(folder, name);
  if (Buffer.byteLength(inside) + room <= pathBytesMax) return inside;
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  return join(tmpdir(), `aldis-${hash}-${name}`);
}

/** Where the ground of a data folder listens. */
export const groundSocket = (dataDir: string): string => socketPath(dataDir, 'ground.sock');

export interface GroundHandlers {
  /** Workers came, became ready or went. */
  onChange(): void;
  /** A worker that had become ready is no longer connected. */
  onGone(worker: WorkerState): void;
}

/** The ground's end. */
export interface GroundLink {
  workers(): readonly WorkerState[];
  tell(message: PrimaryMessage): void;
  /** Resolves when no worker is connected. */
  empty(): Promise<void>;
  close(): void;
}

/** Listens for workers; a socket that a dead ground left is replaced. */
export async function openGround(path: string, handlers: GroundHandlers): Promise<GroundLink> {
  const workers = new Map<Socket, WorkerState>();
  let waiting: (() => void)[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    eachLine(socket, (told) => {
      const known = workers.get(socket);
      const next = known ? becameReady(known, told) : introduced(told);
      if (next) workers.set(socket, next);
      else if (!known) socket.destroy();
      handlers.onChange();
    });
    socket.on('close', () => {
      const gone = workers.get(socket);
      workers.delete(socket);
      if (gone?.member !== undefined) handlers.onGone(gone);
      handlers.onChange();
      if (workers.size > 0) return;
      for (const resolve of waiting) resolve();
      waiting = [];
    });
  });
  rmSync(path, { force: true });
  await listening(server, path);
  chmodSync(path, 0o600);
  return {
    workers: () => [...workers.values()].sort((a, b) => a.index - b.index),
    tell: (message) => {
      for (const socket of workers.keys()) socket.write(lineOf(message));
    },
    empty: () =>
      workers.size === 0 ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve)),
    close: () => {
      server.close();
      for (const socket of workers.keys()) socket.destroy();
    },
  };
}

/** The worker's end: it comes back for as long as the process lives, as the ground may restart. */
export function linkToGround(
  path: string,
  worker: Pick<WorkerState, 'index' | 'pid'>,
  onTold: (message: PrimaryMessage) => void,
): { tell(message: WorkerMessage): void } {
  let ready: WorkerMessage | undefined;
  let socket: Socket | undefined;
  const join = () => {
    const joining = connect(path);
    // Nothing that has to end waits for the ground.
    joining.unref();
    joining.on('connect', () => {
      socket = joining;
      joining.write(lineOf(worker));
      if (ready) joining.write(lineOf(ready));
    });
    eachLine(joining, (told) => {
      const message = parsePrimaryMessage(told);
      if (message) onTold(message);
    });
    joining.on('error', () => undefined);
    joining.on('close', () => {
      socket = undefined;
      setTimeout(join, retryMs).unref();
    });
  };
  join();
  return {
    tell(message) {
      if (message.type === 'ready') ready = message;
      socket?.write(lineOf(message));
    },
  };
}

const lineOf = (message: object): string => `${JSON.stringify(message)}\n`;

function eachLine(socket: Socket, use: (told: unknown) => void): void {
  const lines = createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY });
  lines.on('error', () => undefined);
  lines.on('line', (line) => {
    let told: unknown;
    try {
      told = JSON.parse(line);
    } catch {
      socket.destroy();
      return;
    }
    use(told);
  });
}

function introduced(told: unknown): WorkerState | undefined {
  if (typeof told !== 'object' || told === null) return undefined;
  const [index, pid]: unknown[] = [Reflect.get(told, 'index'), Reflect.get(told, 'pid')];
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(pid)) return undefined;
  return { index: Number(index), pid: Number(pid) };
}

function becameReady(known: WorkerState, told: unknown): WorkerState | undefined {
  const message = parseWorkerMessage(told);
  return message?.type === 'ready' ? { ...known, member: message.member } : undefined;
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}
