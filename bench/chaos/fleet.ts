// The simulated devices of a run, spread over processes, as the parent commands them.

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { AccountId } from '#protocol';
import type { DeviceOrder, DeviceReport } from './devices.ts';

const deviceFile = fileURLToPath(new URL('./devices.ts', import.meta.url));

interface FleetProgress {
  readonly invoked: number;
  readonly acknowledged: number;
  readonly shown: number;
  /** Sends whose outcome is not known yet. */
  readonly pending: number;
}

export interface Fleet {
  readonly historyFiles: readonly string[];
  load(ratePerS: number, forMs: number, words?: string): Promise<void>;
  progress(): Promise<FleetProgress>;
  end(): Promise<void>;
}

/** Registers and connects the devices; device i talks to device i ± count/2, in another process. */
export async function startFleet(options: {
  readonly url: string;
  readonly invitation: string;
  readonly folder: string;
  readonly devices: number;
  readonly processes: number;
  readonly onDisk: boolean;
}): Promise<Fleet> {
  const { url, invitation, folder, devices, processes, onDisk } = options;
  const half = devices / 2;
  const names = Array.from({ length: devices }, (_, index) => `d${index}`);
  const partnerOf = (name: string) => `d${(Number(name.slice(1)) + half) % devices}`;
  const perProcess = Math.ceil(devices / processes);
  const members = Array.from({ length: processes }, (_, index) => ({
    child: fork(deviceFile, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    history: join(folder, `history-${index}.jsonl`),
    names: names.slice(index * perProcess, (index + 1) * perProcess),
  }));
  const all = <R extends DeviceReport['report']>(
    answer: R,
    order: (member: (typeof members)[number]) => DeviceOrder,
  ) => Promise.all(members.map((member) => ask(member.child, answer, order(member))));

  const registered = await all('registered', (member) => ({
    order: 'register',
    url,
    invitation,
    folder,
    onDisk,
    names: member.names,
    history: member.history,
  }));
  const accounts: Record<string, AccountId> = Object.assign(
    {},
    ...registered.map((one) => one.accounts),
  );
  const partners = Object.fromEntries(
    names.map((name) => {
      const partner = partnerOf(name);
      return [name, { name: partner, account: accounts[partner] as AccountId }];
    }),
  );
  return {
    historyFiles: members.map((member) => member.history),
    async load(ratePerS, forMs, words) {
      const everyMs = (devices * 1000) / ratePerS;
      await all('loaded', () => ({
        order: 'load',
        partners,
        everyMs,
        forMs,
        ...(words ? { words } : {}),
      }));
    },
    async progress() {
      const reports = await all('progress', () => ({ order: 'progress' }));
      const sum = (name: keyof FleetProgress) =>
        reports.reduce((total, one) => total + one[name], 0);
      return {
        invoked: sum('invoked'),
        acknowledged: sum('acknowledged'),
        shown: sum('shown'),
        pending: sum('pending'),
      };
    },
    async end() {
      await all('ended', () => ({ order: 'end' }));
    },
  };
}

/** Gives an order and waits for its report; rejects when the process breaks or dies. */
function ask<R extends DeviceReport['report']>(
  child: ChildProcess,
  answer: R,
  order: DeviceOrder,
): Promise<DeviceReport & { report: R }> {
  return new Promise((resolve, reject) => {
    const settle = (message: DeviceReport) => {
      if (message.report === 'broken') reject(new Error(message.why));
      else if (message.report === answer) resolve(message as DeviceReport & { report: R });
      else return;
      child.off('message', settle);
      child.off('exit', died);
    };
    const died = () => reject(new Error('a process of simulated devices died'));
    child.on('message', settle);
    child.once('exit', died);
    child.send(order);
  });
}
