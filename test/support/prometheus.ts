// Prometheus itself, over the workers of a test's cluster, with the rules and the settings that
// operators are given. Each worker is scraped at a port of its own.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { freePort } from '#lab/freePort.ts';
import { ServerProcess } from '#lab/serverProcess.ts';

export const observability = join(import.meta.dirname, '../../deploy/observability');
const startTimeoutMs = 30_000;
const pollMs = 100;

interface Settings {
  scrape_configs: { static_configs: { targets: string[] }[] }[];
}

interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Prometheus {
  /** What an expression is just now. Throws when it cannot be read. */
  ask(expr: string): Promise<Sample[]>;
  /** Names of the alerts that have held for as long as their rules ask. */
  firing(): Promise<string[]>;
  stop(): Promise<void>;
}

/** Starts one that scrapes `count` ports from the first on. `scrapeEvery`: as in its settings. */
export async function startPrometheus(
  first: number,
  count: number,
  scrapeEvery?: string,
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-prometheus-'));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const settings = join(folder, 'prometheus.yml');
  writeFileSync(settings, settingsFor(first, count, scrapeEvery));
  const flags = [
    `--config.file=${settings}`,
    `--storage.tsdb.path=${join(folder, 'data')}`,
    `--web.listen-address=127.0.0.1:${port}`,
  ];
  const server = new ServerProcess({
    name: 'Prometheus',
    spawn: () => spawn('prometheus', flags, { stdio: 'ignore' }),
    asks: () =>
      fetch(`${url}/-/ready`)
        .then((answer) => answer.ok)
        .catch(() => false),
    startTimeoutMs,
    pollMs,
  });
  await server.start();
  const ask = async (expr: string): Promise<Sample[]> => {
    const answer = await fetch(`${url}/api/v1/query?query=${encodeURIComponent(expr)}`);
    const said = (await answer.json()) as Answer;
    if (!said.data) throw new Error(`${expr}: ${said.error}`);
    return said.data.result.map(({ metric, value }) => ({
      labels: metric,
      value: Number(value[1]),
    }));
  };
  return {
    ask,
    firing: async () =>
      (await ask('ALERTS{alertstate="firing"}')).map(({ labels }) => labels['alertname'] ?? ''),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Answer {
  readonly error?: string;
  readonly data?: {
    readonly result: readonly { metric: Record<string, string>; value: [number, string] }[];
  };
}

/** The settings that lie beside the rules, with ports of this test. */
function settingsFor(first: number, count: number, scrapeEvery?: string): string {
  const settings = parse(readFileSync(join(observability, 'prometheus.yml'), 'utf8')) as Settings;
  const targets = Array.from({ length: count }, (_, index) => `127.0.0.1:${first + index}`);
  const [scrape] = settings.scrape_configs;
  if (scrape) scrape.static_configs = [{ targets }];
  const every = scrapeEvery === undefined ? {} : { global: { scrape_interval: scrapeEvery } };
  const rules = { rule_files: [join(observability, 'alerts.yml')] };
  return stringify({ ...settings, ...rules, ...every });
}
