// What keeps the client from other runtimes stays in few places, and is written down: modules that
// import Node's, its SQLite, connections, the time.

import { describe, expect, it } from 'vitest';
import { list, text, tracked } from './house.ts';
import { importsOf } from './source.ts';

/** The command line, the daemon and the desk are programs. */
const isOfSdk = (path: string) => /^client\/(?!cli\/|daemon\/|desk\/)/.test(path);
const client = tracked.filter((path) => path.startsWith('client/'));
const sdk = client.filter(isOfSdk);

/** Where the time and timers of the system are asked for. */
const clockFile = 'client/clock.ts';
const time = new RegExp(
  String.raw`\b(Date\.now|performance\.now|new Date\(\)|AbortSignal\.timeout|node:timers)|` +
    String.raw`(?<![.\w])(set|clear)(Timeout|Interval|Immediate)\(`,
);

/** How something leaves a process. */
const networks = 'node:(http|https|http2|net|tls|dgram|dns|dns/promises)';
const connections = new RegExp(
  String.raw`([=(>]|await|return) fetch\(|\bnew (WebSocket|EventSource|XMLHttpRequest)\(|` +
    `from '(${networks}|ws|undici|socks|socket\\.io-client)'`,
);
const connecting: readonly string[] = [
  ...['dialer', 'proxy', 'request', 'tlsTrust', 'ways', 'socketTransport', 'provisionSocket'],
].map((name) => `client/transport/${name}.ts`);

/** Ways between processes of this machine: the daemon's private socket, and the desk's page. */
const inside: readonly string[] = [
  'client/daemon/door.ts',
  'client/desk/frames.ts',
  'client/desk/server.ts',
  'client/desk/page/main.tsx',
];

/** The table at the end of docs/client-elsewhere.md. */
const listed = (): string[] =>
  text('docs/client-elsewhere.md')
    .split('\n')
    .filter((line) => line.startsWith('| client/') && line.split('|').length === 4);

const rowOf = (path: string): string[] => {
  const modules = [...new Set(importsOf(text(path)).filter((one) => one.startsWith('node:')))];
  if (modules.length === 0) return [];
  return [
    `| ${path} | ${modules
      .sort()
      .map((one) => `\`${one}\``)
      .join(', ')} |`,
  ];
};

describe('the client', () => {
  it("names every module that imports Node's in docs/client-elsewhere.md", () => {
    const found = sdk.flatMap(rowOf).sort();
    expect(found.length).toBeGreaterThan(20);
    expect(listed()).toEqual(found);
  });

  it("speaks to Node's SQLite in one file, and to a store of profiles elsewhere", () => {
    const sqlite = sdk.filter((path) => importsOf(text(path)).includes('node:sqlite'));
    expect(sqlite).toEqual(['client/store/nodeStores.ts']);
  });

  it('asks the time and for timers in one file', () => {
    expect(text(clockFile)).toMatch(time);
    list(client.filter((path) => path !== clockFile && time.test(text(path))));
  });

  it('begins connections in the files that know of proxies and pins alone', () => {
    expect(connecting.filter((path) => connections.test(text(path)))).toEqual(connecting);
    const known = [...connecting, ...inside];
    list(client.filter((path) => connections.test(text(path)) && !known.includes(path)));
  });
});
