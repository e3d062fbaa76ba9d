// The house rules as a test: who may import whom, one owner for each foreign package, sizes,
// headers.

import { existsSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decisions, list, root, sheets, slowTimeoutMs, text, tracked } from './house.ts';
import { functionsOf, importsOf, mutableStateOf, runtimeImportsOf } from './source.ts';

const fileLinesMax = 400;
const functionLinesMax = 70;
const lineWidthMax = 100;

/** Room → what it may enter. Arrows of docs/architecture.md, downwards only. */
const rooms: Record<string, readonly string[]> = {
  protocol: [],
  runtime: ['protocol'],
  crypto: ['protocol'],
  actors: ['protocol', 'runtime', 'crypto'],
  ports: ['protocol', 'actors/ports'],
  routing: ['protocol', 'runtime', 'actors', 'ports'],
  gateway: ['protocol', 'runtime', 'crypto', 'routing', 'ports', 'actors'],
  console: ['protocol', 'runtime', 'crypto', 'ports'],
  persistence: ['protocol', 'runtime', 'crypto', 'ports'],
  jobs: ['protocol', 'runtime', 'ports'],
  voice: ['protocol', 'runtime', 'ports'],
  push: ['protocol', 'runtime', 'crypto', 'ports'],
  client: ['protocol'],
};

/** Foreign package → the rooms that may import it. A package that is not listed is free. */
const packageOwners: Record<string, readonly string[]> = {
  nact: ['actors/kernel'],
  'socket.io': ['gateway/sockets/engine.ts'],
  fastify: ['gateway', 'console'],
  '@fastify/swagger': ['gateway'],
  '@fastify/swagger-ui': ['gateway'],
  'find-my-way': ['gateway'],
  mongodb: ['persistence'],
  lmdb: ['persistence'],
  bullmq: ['jobs'],
  mediasoup: ['voice'],
  '@bull-board/api': ['jobs'],
  '@bull-board/fastify': ['gateway', 'jobs'],
  ioredis: ['runtime'],
  '@opentelemetry/api': ['runtime'],
  pino: ['runtime'],
  'prom-client': ['runtime'],
  msgpackr: ['routing'],
  protobufjs: ['protocol'],
  jose: ['crypto'],
  '@signalapp/libsignal-client': ['crypto', 'client'],
  'socket.io-client': ['client'],
  'socket.io-parser': ['client', 'gateway/sockets/engine.ts'],
  commander: ['client', 'cluster'],
  ws: ['client/desk/server.ts', 'client/desk/frames.ts'],
  preact: ['client/desk/page'],
  '@preact/signals': ['client/desk/page'],
  uqr: ['client'],
  socks: ['client/transport/proxy.ts'],
  zod: ['protocol', 'runtime', 'crypto', 'gateway', 'persistence', 'push', 'client', 'cluster'],
};

/** State that a module may hold, and why. */
const moduleState: Record<string, string> = {
  'src/actors/entityHost.ts: openings': 'names supervisors, each once a process',
  'src/protocol/shard.ts: cluster': 'how many shards there are, said once when a worker starts',
  'src/push/addresses.ts: resolver': 'asks name servers, and remembers no answer',
  'src/routing/busCodec.ts: packr': 'the codec, which remembers nothing between frames',
  'src/protocol/codec.ts: scratch': 'written into anew by each message, which leaves as a copy',
  'src/runtime/metrics.ts: registry': 'the figures of the process',
  'src/runtime/metrics.ts: mailboxPeak': 'one of the figures of the process',
  'src/runtime/tracing.ts: tracing': 'the tracer of the process',
};

const product = tracked.filter((path) => /^(src|client|cluster)\//.test(path));

/** `src/gateway/http/x.ts` → `gateway`; `cluster/x.ts` → `cluster`. */
function roomOf(path: string): string {
  const parts = path.split('/');
  return (parts[0] === 'src' ? parts[1] : parts[0]) ?? '';
}

function importFaults(path: string): string[] {
  const room = roomOf(path);
  const faults: string[] = [];
  for (const target of importsOf(text(path))) {
    const fault = target.startsWith('.')
      ? relativeFault(path, target)
      : target.startsWith('#')
        ? doorFault(room, target.slice(1))
        : packageFault(path, target);
    if (fault) faults.push(`${path}: ${target}: ${fault}`);
  }
  return faults;
}

function relativeFault(path: string, target: string): string | undefined {
  const reached = relative(root, join(root, dirname(path), target));
  if (roomOf(reached) !== roomOf(path)) return 'rooms are entered by their door, not by path';
  return existsSync(join(root, reached)) ? undefined : 'no such file';
}

function doorFault(room: string, door: string): string | undefined {
  if (room === 'cluster') return undefined;
  return rooms[room]?.includes(door) ? undefined : 'this arrow does not point down';
}

function packageFault(path: string, target: string): string | undefined {
  if (target.startsWith('node:')) return undefined;
  if (builtinModules.includes(target)) return 'write node: before a built-in module';
  const parts = target.split('/');
  const name = target.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? '');
  const owners = packageOwners[name];
  if (!owners) return 'no room owns this package';
  const inside = `${path.replace(/^src\//, '')}/`;
  return owners.some((owner) => inside.startsWith(`${owner}/`))
    ? undefined
    : `owned by ${owners.join(' and ')}`;
}

describe('the house', () => {
  it('has files to check', () => {
    expect(product.length).toBeGreaterThan(30);
  });

  it('imports downwards, through doors, and each foreign package in its own room', () => {
    list(product.flatMap(importFaults));
  });

  it('keeps among the ports of actors what actors use', () => {
    const path = 'src/actors/ports.ts';
    const actors = product
      .filter((one) => one.startsWith('src/actors/'))
      .map(text)
      .join('\n');
    const declared = /^export (?:interface|type) (\w+)/gm;
    const names = [...text(path).matchAll(declared)].map(([, name]) => name ?? '');
    expect(names.length).toBeGreaterThan(10);
    list(names.filter((name) => actors.split(new RegExp(`\\b${name}\\b`)).length < 3));
  });

  it('reads the environment in the launchers only', () => {
    const launchers = /^(cluster\/|client\/cli\/main\.ts|client\/demo\/)/;
    const readers = product.filter(
      (path) => !launchers.test(path) && /process\.env\b/.test(text(path)),
    );
    list(readers);
  });

  it('opens every file with a paragraph that says what it is', () => {
    list(tracked.filter((path) => !/^(#![^\n]*\n)?\/\/ \S/.test(text(path))));
  });

  it('exports by name', () => {
    const exempt = ['vitest.config.ts'];
    list(tracked.filter((path) => !exempt.includes(path) && /^export default /m.test(text(path))));
  });

  it('keeps files under the stop', () => {
    const long = [...tracked, ...sheets]
      .map((path) => ({ path, lines: text(path).split('\n').length - 1 }))
      .filter(({ lines }) => lines > fileLinesMax)
      .map(({ path, lines }) => `${path}: ${lines} lines`);
    list(long);
  });

  it(
    'keeps functions under the stop',
    () => {
      const long = product.flatMap((path) =>
        functionsOf(path, text(path))
          .filter(({ lines }) => lines > functionLinesMax)
          .map(({ name, lines }) => `${path}: ${name} has ${lines} lines`),
      );
      list(long);
    },
    slowTimeoutMs,
  );

  it('keeps lines readable', () => {
    const wide = tracked.flatMap((path) =>
      text(path)
        .split('\n')
        .flatMap((line, index) => (line.length > lineWidthMax ? [`${path}:${index + 1}`] : [])),
    );
    list(wide);
  });

  it(
    'keeps no state in modules',
    () => {
      // What a page in a browser knows is its own.
      const found = product
        .filter((path) => !/\/assets\/|^client\/desk\/page\//.test(path))
        .flatMap((path) => mutableStateOf(path, text(path)).map((name) => `${path}: ${name}`));
      list(found.filter((one) => !(one in moduleState)));
      list(Object.keys(moduleState).filter((one) => !found.includes(one)));
    },
    slowTimeoutMs,
  );

  it('sees state in modules where there is some', () => {
    const shared = 'export const detached: DeviceState = { reading: false, pending: [] };';
    expect(mutableStateOf('a.ts', shared)).toEqual(['detached']);
    expect(mutableStateOf('a.ts', 'let made = 0;\nconst known = new Map();')).toEqual([
      'made',
      'known',
    ]);
    const fixed = 'const kinds: readonly string[] = ["a"];\nconst row = { of: ["a"] } as const;';
    expect(mutableStateOf('a.ts', fixed)).toEqual([]);
  });

  it('reads the wire behind the counter of fields alone', () => {
    const raw = /\bwire\.\w+\.decode\b/;
    list(product.filter((path) => raw.test(text(path))));
  });

  it("prints the client's words in one place, which takes none that are raw", () => {
    const raw = /\bconsole\.|\bstd(out|err)\.write\b/;
    const printers = product.filter((path) => path.startsWith('client/') && raw.test(text(path)));
    expect(printers).toEqual(['client/cli/output.ts']);
  });

  it("has no timer or microtask in the client's library that nobody catches", () => {
    const clocks = /^client\/(cli\/|clock\.ts|chores\.ts|events\.ts)/;
    const bare = /(?<![.\w])(setTimeout|setInterval|setImmediate|queueMicrotask)\(|nextTick\(/;
    const library = product.filter((path) => path.startsWith('client/') && !clocks.test(path));
    list(library.filter((path) => bare.test(text(path))));
  });

  it('keeps what runs in a page and its worker free of Node', () => {
    const isomorphic = product.filter((path) => path.startsWith('client/media/'));
    expect(isomorphic.length).toBeGreaterThan(4);
    const nodes = /\b(Buffer|process|require|__dirname)\b|\bnode:/;
    const outside = isomorphic.flatMap((path) => {
      const running = runtimeImportsOf(text(path));
      return running.filter((target) => !/^\.\/|^\.\.\/clock\.ts$/.test(target));
    });
    list([...isomorphic.filter((path) => nodes.test(text(path))), ...outside]);
  });

  it("keeps the desk's page to what a browser has", () => {
    const page = product.filter((path) => path.startsWith('client/desk/page/'));
    expect(page.length).toBeGreaterThan(10);
    const nodes =
      /\b(Buffer\.|process\.(env|argv|std|exit)|require\(|__dirname)|\bnode:|\binnerHTML\b/;
    const outside = page.flatMap((path) =>
      runtimeImportsOf(text(path))
        .filter((target) => {
          const isInside = join(dirname(path), target).startsWith('client/desk/page/');
          if (target.startsWith('.') && isInside) return false;
          return !/^(\.\.\/)+(clock|media\/\w+)\.ts$|^(@preact\/|preact|mediasoup-|uqr$)/.test(
            target,
          );
        })
        .map((target) => `${path}: ${target}`),
    );
    list([...page.filter((path) => nodes.test(text(path))), ...outside]);
  });

  it('leaves no marks behind', () => {
    const marks =
      /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|nocheck)|\b(it|describe)\.(only|skip|todo)\(/;
    list(tracked.filter((path) => !path.startsWith('test/tidy/') && marks.test(text(path))));
  });

  it('gives each decision a number of its own, and the next one', () => {
    list(decisions.filter((path, at) => Number(/\/(\d{4})-/.exec(path)?.[1]) !== at + 1));
  });

  it('has no drawers for odds and ends', () => {
    list(
      tracked.filter((path) => /(^|\/)(utils?|helpers?|common|misc|managers?)(\/|\.)/i.test(path)),
    );
  });
});
