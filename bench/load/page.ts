// The page of a run, which needs nothing else: what was kept, the plots, the tables. It follows the
// reader's light or dark setting.

import type { Verdict } from '#lab/figures.ts';
import type { Latencies } from './timeline.ts';
import { latencyStepsMs } from './timeline.ts';
import { text } from './plots.ts';

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
.tile:first-child { grid-column: span 2; } .tile:first-child b { font-size: 30px; }
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
td + td { text-align: right; padding-left: 8px; white-space: nowrap; }
ul { list-style: none; margin: 0; padding: 0; }
.kept::before { content: "✓ "; color: var(--good); }
.broken::before { content: "✗ "; color: var(--bad); } .broken { font-weight: 600; }
.void { border-left: 4px solid var(--bad); background: var(--card); padding: 10px 14px;
  margin: 14px 0; color: var(--ink); }
@media (max-width: 640px) { body { padding: 16px 12px 32px; }
  .tick, .mark { font-size: 19px; } .tick.odd, .count { display: none; } }
`;

export interface Page {
  /** What was asked for. */
  readonly headline: string;
  readonly promises: readonly Verdict[];
  /** Why the run says nothing about speed; none: it does. */
  readonly warnings: readonly string[];
  readonly tiles: readonly (readonly [name: string, value: string])[];
  readonly plots: readonly string[];
  readonly cards: readonly string[];
}

export function pageOf({ headline, promises, warnings, tiles, plots, cards }: Page): string {
  const broken = promises.filter(({ kept }) => !kept).length;
  const outcome = broken === 0 ? 'every promise was kept' : `broken promises: ${broken}`;
  const shown = tiles.map(
    ([name, value]) => `<div class="tile"><b>${text(value)}</b><span>${name}</span></div>`,
  );
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>Aldis load: ${text(headline)}</title><style>${style}</style></head><body><main>`,
    `<h1>Load: ${outcome}</h1><p>${text(headline)}</p>`,
    `<p>${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC</p>`,
    warnings.length > 0 ? `<div class="void">${warnings.map(text).join('<br>')}</div>` : '',
    `<div class="tiles">${shown.join('')}</div>`,
    `<div class="plots">${plots.join('\n')}</div>`,
    '<h2>Tables</h2><div class="tables">',
    ...cards,
    '</div></main></body></html>\n',
  ].join('\n');
}

export const card = (title: string, inside: string): string =>
  `<div class="card"><b>${title}</b>${inside}</div>`;

export const table = (rows: readonly (readonly string[])[]): string => {
  const shown = rows.map(
    (cells) => `<tr>${cells.map((cell) => `<td>${text(cell)}`).join('')}</tr>`,
  );
  return `<table>${shown.join('')}</table>`;
};

export const promisesCard = (promises: readonly Verdict[], after = ''): string => {
  const verdicts = promises.map(
    ({ sentence, kept }) => `<li class="${kept ? 'kept' : 'broken'}">${text(sentence)}</li>`,
  );
  return card('Promises', `<ul>${verdicts.join('')}</ul>${after}`);
};

/** A time as people read it. Unit: milliseconds. */
export const msOf = (value: number): string =>
  Number.isFinite(value) ? `${Number(value.toPrecision(3))} ms` : '–';

/** Bars from the first step to the last that has any. */
export function barsOf({ steps }: Latencies): { name: string; count: number }[] {
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
