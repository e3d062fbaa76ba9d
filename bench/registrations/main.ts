// `npm run bench -- registrations`: people who prove a phone number by a code, some at once, each
// with a client of their own: how many get an account, and how soon. The codes go over an SMS
// gateway on this machine, which is busy now and then.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AldisClient } from '#client';
import { conclude, quantile, round } from '#lab/figures.ts';
import { launchCluster } from '#lab/launch.ts';
import { readFlags, runCommand, whole } from '#lab/options.ts';
import { someAtOnce } from '#lab/someAtOnce.ts';

/** Of those who begin. */
const shareMin = 0.95;
const p95SecondsMax = 300;
/** Every so many-th request the gateway has too much to do. */
const busyEvery = 20;

/** What it was asked to send, by number. */
async function openGateway(codes: Map<string, string>) {
  let asked = 0;
  const server = createServer((request, answer) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      asked += 1;
      if (asked % busyEvery === 0) return void answer.writeHead(503).end();
      const sent = JSON.parse(Buffer.concat(parts).toString()) as { to: string; code: string };
      codes.set(sent.to, sent.code);
      answer.writeHead(200).end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close().closeAllConnections() };
}

async function measure(count: number, atOnce: number) {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-registrations-'));
  const codes = new Map<string, string>();
  const gateway = await openGateway(codes);
  const file = join(folder, 'gateway.json');
  const sms = { json: { to: '{number}', code: '{code}' } };
  writeFileSync(
    file,
    JSON.stringify({ url: gateway.url, method: 'POST', sms, repeatAfterMs: 100 }),
  );
  const env = { ALDIS_CODES_PROVIDER_FILE: file };
  const cluster = await launchCluster({ workers: 2, unlimited: true, env });
  const faults = new Map<string, number>();
  try {
    const numbers = Array.from(
      { length: count },
      (_, nth) => `+1202556${String(nth).padStart(4, '0')}`,
    );
    const seconds = await someAtOnce(atOnce, numbers, async (number) => {
      const began = performance.now();
      try {
        const client = await AldisClient.register({
          server: cluster.url,
          profile: ':memory:',
          number,
          code: async () => codes.get(number) ?? '',
        });
        await client.close();
        return (performance.now() - began) / 1000;
      } catch (error) {
        const why = error instanceof Error ? error.message : 'no error';
        faults.set(why, (faults.get(why) ?? 0) + 1);
        return undefined;
      }
    });
    return { seconds: seconds.filter((one) => one !== undefined), faults };
  } finally {
    await cluster.stop();
    gateway.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function main(): Promise<number> {
  const flags = readFlags({ count: '1000', 'at-once': '8', json: undefined });
  const count = whole('--count', flags.count, 1, 10_000);
  const { seconds, faults } = await measure(count, whole('--at-once', flags['at-once'], 1, 100));
  for (const [why, often] of faults) console.log(`${often} times: ${why}`);
  const times = Float64Array.from(seconds).sort();
  const [p50, p95] = [0.5, 0.95].map((at) => round(quantile(times, at)));
  const figures = {
    begun: count,
    registered: seconds.length,
    share: round(seconds.length / count),
    p50_s: p50 ?? 0,
    p95_s: p95 ?? 0,
  };
  const promises = [
    {
      sentence: `of those who begin ${shareMin * 100} % get an account`,
      kept: figures.share >= shareMin,
    },
    {
      sentence: `p95 is ${p95SecondsMax} s at the most`,
      kept: seconds.length > 0 && figures.p95_s <= p95SecondsMax,
    },
  ];
  return conclude(figures, promises, flags.json);
}

await runCommand(main);
