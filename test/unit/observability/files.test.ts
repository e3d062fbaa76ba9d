// The files operators load into Prometheus and Grafana, held against the metrics there are.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { collectProcessMetrics, registry } from '#runtime';

interface Rule {
  readonly record?: string;
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

const read = (path: string) =>
  readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
const folder = 'deploy/observability';
const groups = (parse(read(`${folder}/alerts.yml`)) as { groups: { rules: Rule[] }[] }).groups;
const everyRule = groups.flatMap((group) => group.rules);
const rules = everyRule.filter(({ alert }) => alert !== undefined);
/** Series that rules write for other rules. */
const recorded = everyRule.flatMap(({ record }) => record ?? []);
const dashboard = JSON.parse(read(`${folder}/dashboard.json`)) as { panels: Panel[] };
const page = read('docs/metrics.md');

collectProcessMetrics('w0-0000000000');
/** Name of each series → its labels; those Prometheus adds are on all. */
const series = new Map<string, readonly string[]>([['up', []]]);
for (const metric of registry.getMetricsAsArray()) {
  const { name, type } = metric;
  const named = 'labelNames' in metric && Array.isArray(metric.labelNames);
  const labels = named ? (metric.labelNames as string[]) : [];
  if (String(type) !== 'histogram') series.set(name, labels);
  else {
    series.set(`${name}_bucket`, [...labels, 'le']);
    for (const part of ['sum', 'count']) series.set(`${name}_${part}`, labels);
  }
}

/** Labels that Prometheus adds. */
const added = ['instance', 'job'];

/** What an expression names that no worker shows; that it can be read is promtool's to say. */
function faultsOf(expr: string): string[] {
  const selections = [...expr.matchAll(/\b(aldis_\w+|up)\b(?:\{([^}]*)\})?/g)];
  const known = selections.flatMap(([, metric = '']) => series.get(metric) ?? []).concat(added);
  const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => wordsIn(list));
  const faults = [
    ...selections.map(([, metric = '', matchers = '']) => {
      if (!series.has(metric)) return `no metric ${metric}`;
      const labels = [...(series.get(metric) ?? []), ...added];
      const named = matchers.replaceAll(/"[^"]*"/g, '');
      return wordsIn(named).every((label) => labels.includes(label)) ? '' : `no label ${matchers}`;
    }),
    ...grouped.map((label) => (known.includes(label) ? '' : `nothing has the label ${label}`)),
  ];
  const made = [...expr.matchAll(/\baldis:\w[\w:]*/g)].map(([name]) => name);
  faults.push(...made.filter((name) => !recorded.includes(name)));
  if (selections.length + made.length === 0) faults.push('no metric of ours');
  return faults.filter((fault) => fault !== '').map((fault) => `${expr}: ${fault}`);
}

/** Labels by which an expression's lines differ and its legend does not, or the other way round. */
function legendFaults(expr: string, legend: string): string[] {
  const [, list] = /^(?:sum|max|min|avg) (?:by \(([^)]*)\) )?\(/.exec(expr) ?? [];
  const isOneLine = /^(sum|max|min|avg|histogram_quantile) ?\(/.test(expr);
  const grouped = isOneLine ? [] : wordsIn(list ?? 'instance');
  const named = [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
  return [
    ...grouped.filter((label) => !named.includes(label)),
    ...named.filter((label) => !grouped.includes(label)),
  ];
}

const wordsIn = (text: string): string[] => text.match(/\w+/g) ?? [];

describe('the alert rules', () => {
  it('name metrics and labels that workers show', () => {
    expect(rules.length).toBeGreaterThan(15);
    expect(everyRule.flatMap(({ expr }) => faultsOf(expr))).toEqual([]);
  });

  it('say how bad it is, what it means, and are explained in the documentation', () => {
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { alert, labels, annotations, for: wait } of rules) {
      expect(['page', 'ticket'], alert).toContain(labels.severity);
      expect(annotations.summary.length * annotations.description.length, alert).toBeGreaterThan(0);
      if (wait !== undefined) expect(wait, alert).toMatch(/^\d+[smh]$/);
      expect(page, alert).toContain(`\`${alert}\``);
    }
  });
});

describe('the dashboard', () => {
  const drawn = dashboard.panels.filter(({ type }) => type !== 'row');

  it('draws metrics and labels that workers show', () => {
    const targets = drawn.flatMap((panel) => panel.targets ?? []);
    expect(targets.length).toBeGreaterThan(30);
    expect(targets.flatMap(({ expr }) => faultsOf(expr))).toEqual([]);
  });

  it('tells apart what it draws by what it is grouped by', () => {
    expect(legendFaults('max by (store) (aldis_queue_waiting)', '{{place}}')).toEqual([
      'store',
      'place',
    ]);
    const faults = drawn
      .filter(({ type }) => type === 'timeseries')
      .flatMap(({ title, targets }) =>
        (targets ?? []).flatMap(({ expr, legendFormat }) =>
          legendFaults(expr, legendFormat).map((label) => `${title}: ${label}`),
        ),
      );
    expect(faults).toEqual([]);
  });

  it('draws every panel something, in a place of its own', () => {
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
    const taken = new Set<string>();
    for (const { title, gridPos, targets } of drawn) {
      expect(targets?.length, title).toBeGreaterThan(0);
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken.has(`${x} ${y}`), title).toBe(false);
          taken.add(`${x} ${y}`);
        }
      }
    }
  });
});

describe('the scrape configuration', () => {
  it('loads the rules that lie beside it and asks ports one after the other', () => {
    const config = parse(read(`${folder}/prometheus.yml`)) as {
      rule_files: string[];
      scrape_configs: { job_name: string; static_configs: { targets: string[] }[] }[];
    };
    expect(config.rule_files).toEqual(['alerts.yml']);
    const [scrape] = config.scrape_configs;
    expect(scrape?.job_name).toBe('aldis');
    const ports = scrape?.static_configs[0]?.targets.map((one) => Number(one.split(':')[1])) ?? [];
    expect(ports.length).toBeGreaterThan(1);
    expect(ports).toEqual(ports.map((_, index) => (ports[0] ?? 0) + index));
  });
});

describe("a worker's figures", () => {
  it('tell how late the event loop is once: each measuring wakes who has nothing to do', () => {
    const late = [...series.keys()].filter((name) => /event_?loop/.test(name));
    expect(late).toEqual(['aldis_event_loop_lag_seconds']);
  });
});

describe('docs/metrics.md', () => {
  it('says of every metric of ours what it means', () => {
    const ours = registry
      .getMetricsAsArray()
      .map(({ name }) => name)
      .filter((name) => !/^aldis_(nodejs|process)_/.test(name));
    expect(ours.filter((name) => !page.includes(`\`${name}`))).toEqual([]);
  });
});
