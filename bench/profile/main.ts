// `npm run bench -- profile`: what a locked profile costs next to one that is not: to open it, with
// so many messages in it, and to store one more. Argon2id is left out, it costs the same for all.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { conclude, quantile, round } from '#lab/figures.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { encodeContent, parseAccountId } from '#protocol';
import type { AccountId } from '#protocol';
import { Store } from '../../client/store/store.ts';

const passphrase = 'correct horse battery';
const cheap = { memoryKib: 64, passes: 1, parallelism: 1 };
const account = (letter: string) =>
  parseAccountId(`${letter}0000000-1111-4111-8111-000000000000`) as AccountId;
/** A year's first moment; message by message a second later. Unit: milliseconds. */
const begun = Date.UTC(2026, 0, 1);

/** The most that opening 50,000 messages may take. Unit: milliseconds of CPU time. */
const openMsMax = 2_000;
const openOf = 50_000;
const commitRatioMax = 2;

function say(store: Store, nth: number): void {
  const sentAt = begun + nth * 1000;
  const isOwn = nth % 3 === 0;
  const [ana, ben] = [account('a'), account('b')];
  const body = `meet me under the clock, the lamp in the window is number ${nth}`;
  const state = isOwn ? 'sent' : 'received';
  const about = { conversation: ben, author: isOwn ? ana : ben, device: 1, state } as const;
  const content = encodeContent({ type: 'text', body, timestamp: sentAt });
  const told = { sentAt, serverTimestamp: sentAt, content, requires: 0, told: true };
  store.messages.add({ ...about, ...told }, sentAt);
}

/** As a message that is received: itself, the envelope's guid, the profile's time. */
function receive(store: Store, nth: number): void {
  store.transaction(() => {
    say(store, nth);
    store.arrivals.markSeen(randomBytes(16), begun);
    store.profile.nextTimestamp(begun + nth);
  });
}

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

async function costOf(work: () => unknown): Promise<Cost> {
  const [cpu, wall] = [process.cpuUsage(), performance.now()];
  await work();
  const wallMs = performance.now() - wall;
  const { user, system } = process.cpuUsage(cpu);
  return { wallMs, cpuMs: (user + system) / 1000 };
}

/** The middle of them, each for itself. */
function middle(costs: readonly Cost[]): Cost {
  const of = (take: (cost: Cost) => number) => quantile(Float64Array.from(costs, take).sort(), 0.5);
  return { wallMs: of(({ wallMs }) => wallMs), cpuMs: of(({ cpuMs }) => cpuMs) };
}

interface Measured {
  readonly open: Cost;
  readonly commit: Cost;
}

async function measure(open: () => Store | Promise<Store>, commits: number): Promise<Measured> {
  const opens: Cost[] = [];
  for (let round = 0; round < 3; round += 1) {
    let store: Store | undefined;
    opens.push(
      await costOf(async () => {
        store = await open();
      }),
    );
    store?.close();
  }
  const store = await open();
  const costs: Cost[] = [];
  // The first ones warm up.
  for (let nth = 1; nth <= 2 * commits; nth += 1) {
    const cost = await costOf(() => receive(store, -nth));
    if (nth > commits) costs.push(cost);
  }
  store.close();
  return { open: middle(opens), commit: middle(costs) };
}

async function main(): Promise<0 | 1> {
  const values = readFlags({ messages: String(openOf), commits: '200', json: undefined });
  const messages = whole('--messages', values.messages, 1, 1_000_000);
  const commits = whole('--commits', values.commits, 1, 10_000);
  const folder = mkdtempSync(join(tmpdir(), 'aldis-bench-profile-'));
  try {
    const path = join(folder, 'ana.aldis');
    const store = new Store(path, 'create');
    store.profile.begin('http://127.0.0.1');
    store.transaction(() => {
      for (let nth = 1; nth <= messages; nth += 1) say(store, nth);
    });
    store.close();
    const clear = await measure(() => new Store(path, 'existing'), commits);
    const again = new Store(path, 'existing');
    const locking = await costOf(() => again.lock(passphrase, cheap));
    again.close();
    const locked = await measure(() => Store.openLocked(path, 'existing', passphrase), commits);
    const ratio = locked.commit.cpuMs / clear.commit.cpuMs;
    return conclude(
      {
        messages,
        file_mb: round(statSync(path).size / 1e6),
        lock_cpu_ms: round(locking.cpuMs),
        open_ms: round(locked.open.wallMs),
        open_cpu_ms: round(locked.open.cpuMs),
        commit_ms: round(locked.commit.wallMs),
        commit_cpu_ms: round(locked.commit.cpuMs),
        clear_open_ms: round(clear.open.wallMs),
        clear_commit_ms: round(clear.commit.wallMs),
        clear_commit_cpu_ms: round(clear.commit.cpuMs),
        commit_cpu_ratio: round(ratio),
      },
      [
        {
          sentence: `50,000 messages are open in ${openMsMax} ms of CPU time`,
          kept: locked.open.cpuMs <= openMsMax * Math.max(1, messages / openOf),
        },
        {
          sentence: `a commit takes at most ${commitRatioMax} times that of one not locked`,
          kept: ratio <= commitRatioMax,
        },
      ],
      values.json,
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

await runCommand(main);
