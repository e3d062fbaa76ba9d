// Scrapes the workers of a test's cluster as Prometheus would: each by its own port.

import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { LaunchedCluster } from './cluster.ts';
import type { Scrape } from './promql/evaluate.ts';
import { readScrape } from './promql/evaluate.ts';

const portsTried = 50;
const scrapeTimeoutMs = 2000;

/** The first of so many ports in a row that are free just now. */
export async function freePorts(count: number): Promise<number> {
  for (let attempt = 0; attempt < portsTried; attempt++) {
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    const free = await Promise.all(Array.from({ length: count }, (_, i) => isFree(first + i)));
    if (free.every(Boolean)) return first;
  }
  throw new Error('no free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}

/** One scrape of each worker. Throws when one does not answer. */
export async function scrapeAll(first: number, count: number): Promise<Scrape[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const instance = `127.0.0.1:${first + index}`;
      const signal = AbortSignal.timeout(scrapeTimeoutMs);
      const answer = await fetch(`http://${instance}/metrics`, { signal });
      if (!answer.ok) throw new Error(`${instance} answered ${answer.status}`);
      return readScrape(await answer.text(), instance, Date.now());
    }),
  );
}

/** The token operators show. */
export function operatorTokenOf(cluster: Pick<LaunchedCluster, 'dataDir'>): string {
  const secrets = JSON.parse(readFileSync(join(cluster.dataDir, 'secrets.json'), 'utf8')) as {
    operatorToken: string;
  };
  return secrets.operatorToken;
}

/** The metrics of whichever worker takes a connection of its own: one at the gateway's door. */
export function metricsOfOne(url: string, token: string): Promise<string> {
  const headers = { authorization: `Bearer ${token}` };
  return new Promise((resolve, reject) => {
    get(`${url}/metrics`, { agent: false, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('end', () => resolve(text));
    }).on('error', reject);
  });
}

/** The worker whose metrics these are. */
export function memberIn(metrics: string): string {
  return /^aldis_worker_info\{member="([^"]+)"/m.exec(metrics)?.[1] ?? '';
}
