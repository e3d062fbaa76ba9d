// The end of a run as one page that needs nothing else: the ledger, the plots, the figures. It
// follows the reader's light or dark setting.

import type { Verdict } from '#lab/figures.ts';
import type { LoadOptions } from './options.ts';
import { barChart, lineChart, text } from './plots.ts';
import type { Mark } from './plots.ts';
import type { RunResult } from './run.ts';
import type { Schedule } from './schedule.ts';
import {
  cpuRows,
  generatorLines,
  headline,
  latencyColumns,
  latencyNames,
  ledgerRows,
  momentRows,
} from './textReport.ts';
import type { Latencies, Second } from './timeline.ts';
import { latencyStepsMs } from './timeline.ts';
import { generatorLimits } from './verdict.ts';

const style = `
:root { color-scheme: light dark; --ink: #1c2430; --soft: #5b6675; --paper: #ffffff;
  --card: #f5f7fa; --grid: #dde3ea; --a: #2563c9; --b: #c2570c; --c: #7b8794; --span: #2563c91a;
  --good: #1a7f4b; --bad: #c0262d; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6eaf0; --soft: #9aa6b5; --paper: #12161c; --card: #1a2028; --grid: #2c3541;
    --a: #6ea8fe; --b: #f59e4c; --c: #8793a2; --span: #6ea8fe26; --good: #4cc38a;
    --bad: #ff7b81; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 24px 20px 48px; max-width: 1180px; background: var(--paper);
  color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
h1 { font-size: 22px; margin: 0; }
h2 { font-size: 16px; margin: 28px 0 8px; }
p { margin: 4px 0; color: var(--soft); }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(130px, 1fr)); gap: 10px;
  margin: 18px 0; }
.tile, figure, .card { background: var(--card); border-radius: 8px; padding: 12px 14px; margin: 0; }
.tile b { display: block; font-size: 22px; font-variant-numeric: tabular-nums; }
.tile span, figcaption { color: var(--soft); }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr));
  gap: 12px; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr));
  gap: 12px; }
figcaption { font-weight: 600; color: var(--ink); }
.legend { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px; color: var(--soft); }
.legend svg { width: 18px; height: 8px; margin-right: 6px; }
figure > svg { width: 100%; height: auto; display: block; margin-top: 4px; }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; }
.line.a { stroke: var(--a); } .line.b { stroke: var(--b); }
.line.c { stroke: var(--c); stroke-width: 1.5; }
.line.target { stroke: var(--c); stroke-width: 1.5; stroke-dasharray: 5 4; }
.dot.a { fill: var(--a); } .dot.b { fill: var(--b); } .dot.c, .dot.target { fill: var(--c); }
.grid { stroke: var(--grid); } .bar { fill: var(--a); } .span { fill: var(--span); }
.moment { stroke: var(--b); stroke-dasharray: 3 3; }
.hit { fill: transparent; } .hit:hover { fill: var(--span); }
.tick, .mark, .count { fill: var(--soft); font-size: 11px; }
.count { text-anchor: middle; } .mid { text-anchor: middle; } .end { text-anchor: end; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
td { padding: 3px 0; border-top: 1px solid var(--grid); } tr:first-child td { border-top: 0; }
td + td { text-align: right; padding-left: 8px; }
ul { list-style: none; margin: 0; padding: 0; }
.kept::before { content: "✓ "; color: var(--good); }
.broken::before { content: "✗ "; color: var(--bad); } .broken { font-weight: 600; }
.void { border-left: 4px solid var(--bad); background: var(--card); padding: 10px 14px;
  margin: 14px 0; color: var(--ink); }
`;

export function htmlReport(
  options: LoadOptions,
  result: RunResult,
  promises: readonly Verdict[],
): string {
  const { findings, timeline } = result;
  const limits = generatorLimits(findings.health);
  const broken = promises.filter(({ kept }) => !kept).length;
  const outcome = broken === 0 ? 'every promise was kept' : `broken promises: ${broken}`;
  const verdicts = promises.map(
    ({ sentence, kept }) => `<li class="${kept ? 'kept' : 'broken'}">${text(sentence)}</li>`,
  );
  const told = generatorLines(limits);
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Aldis load: ${text(headline(options))}</title><style>${style}</style></head><body>`,
    `<h1>Load: ${outcome}</h1><p>${text(headline(options))}</p>`,
    `<p>${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC</p>`,
    limits.length > 0 ? `<div class="void">${told.map(text).join('<br>')}</div>` : '',
    tiles(result),
    `<div class="plots">${plots(options, result)}</div>`,
    '<h2>Tables</h2><div class="tables">',
    card('Ledger', table(ledgerRows(result))),
    card('Promises', `<ul>${verdicts.join('')}</ul>${note(timeline.waited)}`),
    card('Latency, ms', table([['', ...latencyNames], ...latencyColumns(result)])),
    card('Processors', table([...cpuRows(result), ...momentRows(result)])),
    '</div></body></html>\n',
  ].join('\n');
}

const card = (title: string, inside: string): string =>
  `<div class="card"><b>${title}</b>${inside}</div>`;

const table = (rows: readonly (readonly string[])[]): string => {
  const shown = rows.map(
    (cells) => `<tr>${cells.map((cell) => `<td>${text(cell)}`).join('')}</tr>`,
  );
  return `<table>${shown.join('')}</table>`;
};

function note(waited: Latencies): string {
  if (waited.count === 0) return '';
  return `<p>${waited.count} messages were due while their recipient was away.</p>`;
}

function tiles({ findings, timeline }: RunResult): string {
  const { ledger } = findings;
  const figures: [string, string][] = [
    ['delivered', ledger.delivered.toLocaleString('en')],
    ['lost', String(ledger.lost)],
    ['duplicated', String(ledger.duplicated)],
    ['messages/s', String(Math.round((findings.measured * 1000) / findings.tookMs))],
    ['p50', ms(timeline.delivery.percentileMs(50))],
    ['p99', ms(timeline.delivery.percentileMs(99))],
  ];
  const shown = figures.map(
    ([name, value]) => `<div class="tile"><b>${text(value)}</b><span>${name}</span></div>`,
  );
  return `<div class="tiles">${shown.join('')}</div>`;
}

const ms = (value: number): string =>
  Number.isFinite(value) ? `${Number(value.toPrecision(3))} ms` : '–';

function plots({ ratePerS }: LoadOptions, { timeline }: RunResult): string {
  const seconds = timeline.seconds();
  const of = (read: (second: Second) => number) => seconds.map(read);
  const { schedule } = timeline;
  const marks = marksOf(schedule);
  // Bursts are asked for at once; their average is what the rate means.
  const asked = seconds.map((_, at) => (at * 1000 < schedule.forMs ? ratePerS : Number.NaN));
  return [
    lineChart({
      title: 'Messages a second',
      scale: 'linear',
      marks,
      series: [
        { name: 'delivered', look: 'a', values: of((one) => one.delivered) },
        { name: 'acknowledged', look: 'b', values: of((one) => one.acknowledged) },
        { name: 'asked for', look: 'target', values: asked },
      ],
    }),
    lineChart({
      title: 'Latency (ms) by the second in which a message was due',
      scale: 'log',
      marks,
      series: [
        { name: 'p50', look: 'a', values: of((one) => one.p50Ms) },
        { name: 'p99', look: 'b', values: of((one) => one.p99Ms) },
        { name: 'longest', look: 'c', values: of((one) => one.maxMs) },
      ],
    }),
    barChart({
      title: 'Messages by latency, due to shown (upper ends, ms)',
      bars: barsOf(timeline.delivery),
    }),
    lineChart({
      title: 'Processor cores in use',
      scale: 'linear',
      marks,
      series: [
        { name: 'server', look: 'a', values: of((one) => one.serverCores) },
        { name: 'clients', look: 'b', values: of((one) => one.clientCores) },
      ],
    }),
  ].join('\n');
}

function marksOf({ dropAtMs, away }: Schedule): Mark[] {
  if (dropAtMs !== undefined) return [{ name: 'all drop', from: dropAtMs / 1000 }];
  if (!away) return [];
  return [{ name: 'half away', from: away.fromMs / 1000, until: away.untilMs / 1000 }];
}

/** From the first step to the last that has any. */
function barsOf({ steps }: Latencies): { name: string; count: number }[] {
  const first = Math.max(
    0,
    steps.findIndex((count) => count > 0),
  );
  const last = steps.findLastIndex((count) => count > 0);
  return steps.slice(first, last + 1).map((count, index) => ({
    name: latencyStepsMs[first + index]?.toString() ?? 'more',
    count,
  }));
}
