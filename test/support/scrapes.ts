// What it takes to scrape the workers of a test's cluster: the operators' token, a look.

import { readFileSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import type { LaunchedCluster } from './cluster.ts';

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
