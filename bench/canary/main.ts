// `npm run bench -- canary`: a phrase is sent a thousand times between people who registered with
// phone numbers; afterwards neither the phrase is found in any store, log or append-only file of
// the server, nor a number in a log.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AldisClient } from '#client';
import { filesHolding } from '#lab/filesHolding.ts';
import { conclude } from '#lab/figures.ts';
import { launchCluster, type LaunchedCluster } from '#lab/launch.ts';
import { readFlags, runCommand } from '#lab/options.ts';
import { createProgress } from '#lab/progress.ts';

const codePollMs = 20;
const codeTimeoutMs = 10_000;
const settleTimeoutMs = 30_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits for the code that the development sender shows on the server's console. */
async function codeFor(number: string, logFile: string): Promise<string> {
  const line = new RegExp(`code for \\${number} by \\w+: (\\d+)`);
  for (const until = Date.now() + codeTimeoutMs; Date.now() < until; await pause(codePollMs)) {
    const code = line.exec(readFileSync(logFile, 'utf8'))?.[1];
    if (code !== undefined) return code;
  }
  throw new Error('the server showed no code');
}

/** The server's log without the lines that show codes, which are no part of it. */
function logHolds(logFile: string, texts: readonly string[]): number {
  const log = readFileSync(logFile, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('*** DEVELOPMENT ONLY'))
    .join('\n');
  return texts.filter((text) => log.includes(text)).length;
}

async function registerByNumber(cluster: LaunchedCluster, number: string, profile: string) {
  return AldisClient.register({
    server: cluster.url,
    number,
    code: () => codeFor(number, cluster.logFile),
    profile,
  });
}

async function main(): Promise<0 | 1> {
  const values = readFlags({ messages: '1000', json: undefined });
  const messages = Number(values.messages);
  const phrase = 'the-canary-sings-of-amber-lanterns';
  const numbers = ['+15550142871', '+15550142872'];
  const folder = mkdtempSync(join(tmpdir(), 'aldis-canary-'));
  // A short dwell: the phrase must not be found in the durable store either.
  const cluster = await launchCluster({
    unlimited: true,
    env: { ALDIS_LOG: 'debug', ALDIS_QUEUE_DWELL_MS: '1000', ALDIS_PERSIST_EVERY_MS: '500' },
  });
  const progress = createProgress('canary');
  try {
    const [from, to] = await Promise.all(
      numbers.map((number, index) => registerByNumber(cluster, number, join(folder, `p${index}`))),
    );
    if (!from || !to) throw new Error('registration failed');
    let heard = 0;
    await from.connect();
    for (let index = 0; index < messages; index++) {
      await from.send(to.account, `${phrase} ${index}`);
      progress.show(index / messages, `${index} sent`);
      // Half of it while the other is away, so that it waits in the stores.
      if (index === messages >> 1) {
        to.on('message', (message) => {
          if (message.text.startsWith(phrase)) heard++;
        });
        await pause(3000);
        await to.connect();
      }
    }
    const until = Date.now() + settleTimeoutMs;
    while (heard < messages && Date.now() < until) await pause(50);
    progress.end();
    const found = filesHolding(cluster.dataDir, [phrase]);
    const inLog = logHolds(cluster.logFile, [phrase]);
    const numbersInLog = logHolds(cluster.logFile, [
      ...numbers,
      ...numbers.map((number) => number.slice(1)),
    ]);
    await Promise.all([from.close(), to.close()]);
    return conclude(
      {
        messages,
        heard,
        files_with_phrase: found.length,
        logs_with_phrase: inLog,
        numbers_in_logs: numbersInLog,
      },
      [
        { sentence: 'every message was heard', kept: heard === messages },
        { sentence: 'no store or append-only file holds the phrase', kept: found.length === 0 },
        { sentence: 'no log holds the phrase', kept: inLog === 0 },
        { sentence: 'no log holds a phone number', kept: numbersInLog === 0 },
      ],
      values.json,
    );
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

await runCommand(main);
