// What the primary and its workers say to each other over Node's IPC channel.
//
// A worker is started as `worker.ts <index>` (process.argv[2], 0 to ALDIS_WORKERS - 1) with PORT
// set to the port of the cluster. It says `ready` when it serves. When a store is unreachable or
// damaged it says `failed` and the whole cluster stops with that sentence. It ignores SIGINT,
// which a terminal sends to every process of its group; on `drain`, on SIGTERM and when the
// channel closes (the primary died) it drains and exits with 0.

import cluster from 'node:cluster';
import type { MemberId } from '#protocol';
import { parseMemberId } from '#protocol';

export type WorkerMessage =
  | { readonly type: 'ready'; readonly member: MemberId; readonly port: number }
  /** Rows of the former layout that are moved, and how many there were. */
  | { readonly type: 'converting'; readonly moved: number; readonly of: number }
  /** The sentence is made for the operator: what is wrong and what to do. */
  | { readonly type: 'failed'; readonly sentence: string };

export type PrimaryMessage =
  | { readonly type: 'drain' }
  /** A new sealing key is in the secrets file: read it again and seal with it. */
  | { readonly type: 'keys' };

/**
 * Reads what came over the channel; other libraries may speak on it too, so that the rest is
 * undefined.
 */
export function parseWorkerMessage(message: unknown): WorkerMessage | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  if (message.type === 'ready' && 'member' in message && 'port' in message) {
    const member = parseMemberId(String(message.member));
    return member ? { type: 'ready', member, port: Number(message.port) } : undefined;
  }
  if (message.type === 'converting' && 'moved' in message && 'of' in message) {
    return { type: 'converting', moved: Number(message.moved), of: Number(message.of) };
  }
  if (message.type === 'failed' && 'sentence' in message) {
    return { type: 'failed', sentence: String(message.sentence) };
  }
  return undefined;
}

/** The same for the other direction. */
export function parsePrimaryMessage(message: unknown): PrimaryMessage | undefined {
  if (typeof message !== 'object' || message === null || !('type' in message)) return undefined;
  return message.type === 'drain' || message.type === 'keys' ? { type: message.type } : undefined;
}

/** Who has started a worker: our primary, or PM2. */
export interface Parent {
  tell(message: WorkerMessage): void;
  /** `drain` is called once, whatever the cause. */
  listen(react: { drain(): void; keys(): void }): void;
}

/** Our own primary, at the other end of Node's channel. */
export const primaryParent: Parent = { tell: tellPrimary, listen: listenToPrimary };

/**
 * Says something to the primary; without one (it died, or the worker was run by hand) nobody
 * hears.
 */
export function tellPrimary(message: WorkerMessage): void {
  if (process.connected) process.send?.(message, () => undefined);
}

/** Listens for all that a worker has to react to. `drain` is called once, whatever the cause. */
export function listenToPrimary(react: { drain(): void; keys(): void }): void {
  const drain = drainOnce(react.drain);
  process.on('SIGINT', () => undefined);
  process.on('SIGHUP', () => undefined);
  process.on('SIGTERM', drain);
  process.on('disconnect', drain);
  process.on('message', (message) => {
    const told = parsePrimaryMessage(message);
    if (told?.type === 'drain') drain();
    if (told?.type === 'keys') react.keys();
  });
}

/** The function that may be called often, for one that may be called once. */
export function drainOnce(run: () => void): () => void {
  // Node ends a worker on the spot when the channel closes unless the worker meant to leave.
  if (cluster.worker) cluster.worker.exitedAfterDisconnect = true;
  let draining = false;
  return () => {
    if (draining) return;
    draining = true;
    run();
  };
}
