// One process of simulated devices for a chaos run: real clients of the SDK, each with its own
// store, that really encrypt. The parent says register, load, settle; the history goes to a file.

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { AldisClient } from '#client';
import type { AccountId } from '#protocol';
import { HistoryWriter } from './history.ts';
import { clockMs } from '#lab/clock.ts';

/** Whom a device talks to. */
interface Partner {
  readonly name: string;
  readonly account: AccountId;
}

/** What the parent says. */
export type DeviceOrder =
  | {
      readonly order: 'register';
      readonly url: string;
      readonly invitation: string;
      readonly folder: string;
      /**
       * False: the devices keep their state in memory, so that the server's disk is the server's.
       */
      readonly onDisk: boolean;
      readonly names: readonly string[];
      readonly history: string;
    }
  | {
      readonly order: 'load';
      /** Device name → its partner's name and account. */
      readonly partners: Readonly<Record<string, Partner>>;
      /** Milliseconds between two messages of one device. */
      readonly everyMs: number;
      readonly forMs: number;
      readonly words?: string;
    }
  | { readonly order: 'progress' }
  | { readonly order: 'end' };

/** What it answers. */
export type DeviceReport =
  | { readonly report: 'registered'; readonly accounts: Readonly<Record<string, AccountId>> }
  | { readonly report: 'loaded' }
  | {
      readonly report: 'progress';
      readonly invoked: number;
      readonly acknowledged: number;
      readonly shown: number;
      readonly pending: number;
    }
  | { readonly report: 'ended' }
  | { readonly report: 'broken'; readonly why: string };

interface Device {
  readonly name: string;
  readonly client: AldisClient;
  next: number;
}

const devices: Device[] = [];
const counts = { invoked: 0, acknowledged: 0, shown: 0, pending: 0 };
let history: HistoryWriter;
const report = (message: DeviceReport) => process.send?.(message);

/** Texts are `stream/seq`, so that the recipient knows what it shows. */
const pattern = /^(\S+>\S+)\/(\d+)(?: |$)/;

async function register(order: DeviceOrder & { order: 'register' }): Promise<void> {
  history = new HistoryWriter(order.history);
  mkdirSync(order.folder, { recursive: true });
  const accounts: Record<string, AccountId> = {};
  for (const name of order.names) {
    const client = await AldisClient.register({
      server: order.url,
      invitation: order.invitation,
      profile: order.onDisk ? join(order.folder, name) : ':memory:',
    });
    client.on('message', (message) => {
      const [, stream, seq] = pattern.exec(message.text) ?? [];
      if (stream === undefined) return;
      counts.shown++;
      history.add({ what: 'shown', stream, seq: Number(seq), at: clockMs() });
    });
    await client.connect();
    // Key generation is no part of the load.
    await client.publishKeys();
    accounts[name] = client.account;
    devices.push({ name, client, next: 0 });
  }
  report({ report: 'registered', accounts });
}

async function load(order: DeviceOrder & { order: 'load' }): Promise<void> {
  const startAt = clockMs();
  const timers = devices.map((device, index) => {
    const partner = order.partners[device.name];
    if (!partner) return undefined;
    // Open loop: message n is due at its time, however long the ones before it take.
    const offsetMs = (order.everyMs * index) / devices.length;
    const stream = `${device.name}>${partner.name}`;
    return setInterval(() => {
      while (startAt + offsetMs + device.next * order.everyMs <= clockMs()) {
        if (device.next * order.everyMs >= order.forMs) return;
        say(device, partner.account, stream, order.words);
      }
    }, 10);
  });
  await new Promise((resolve) => setTimeout(resolve, order.forMs));
  for (const timer of timers) clearInterval(timer);
  report({ report: 'loaded' });
}

function say(device: Device, to: AccountId, stream: string, words: string | undefined): void {
  const seq = device.next++;
  counts.invoked++;
  counts.pending++;
  history.add({ what: 'invoke', stream, seq, at: clockMs() });
  device.client
    .send(to, words ? `${stream}/${seq} ${words}` : `${stream}/${seq}`)
    .then(() => {
      counts.acknowledged++;
      history.add({ what: 'ok', stream, seq, at: clockMs() });
    })
    .catch((error: { code?: string }) => {
      history.add({ what: 'fail', stream, seq, at: clockMs(), code: error.code ?? 'unknown' });
    })
    .finally(() => counts.pending--);
}

async function end(): Promise<void> {
  history.flush();
  await Promise.all(devices.map((device) => device.client.close()));
  report({ report: 'ended' });
  process.disconnect();
}

process.on('message', (order: DeviceOrder) => {
  const done =
    order.order === 'register'
      ? register(order)
      : order.order === 'load'
        ? load(order)
        : order.order === 'end'
          ? end()
          : Promise.resolve(report({ report: 'progress', ...counts })).then(() => undefined);
  done.catch((error: Error) => report({ report: 'broken', why: error.stack ?? String(error) }));
});
process.on('disconnect', () => process.exit(0));
