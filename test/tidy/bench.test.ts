// The rooms of bench under the house rules: who may enter what, which way tests and bench import
// each other, how large functions are. Prints what it found.

import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { list, root, slowTimeoutMs, text, tracked } from './house.ts';
import { functionsOf, importsOf } from './source.ts';

const functionLinesMax = 70;

/** Foreign package → the rooms of bench that may import it. */
const owners: Record<string, readonly string[]> = {
  // Counts and starts servers past the product's connections.
  ioredis: ['bench/lab', 'bench/relay'],
  commander: ['bench/lab'],
  mongodb: ['bench/lab', 'bench/chaos'],
  // What a device proves itself by to a media worker.
  selfsigned: ['bench/lab'],
  // Devices without the SDK, which read what the SDK would hide.
  '@signalapp/libsignal-client': ['bench/lab', 'bench/chaos', 'bench/simulate'],
  'socket.io-client': ['bench/lab', 'bench/chaos', 'bench/polling', 'bench/revoke'],
  // The server without any work that Aldis is compared with.
  'socket.io': ['bench/relay'],
  '@socket.io/redis-adapter': ['bench/relay'],
  // A browser scrolls the page of the desk.
  'playwright-core': ['bench/desk', 'bench/firstHour'],
};

/** Files of the product that are entered by path, and why. */
const pastTheDoor: Record<string, readonly string[]> = {
  // Puts the parts of a door together as the gateway does, over wires and a clock of its own.
  'bench/simulate': [
    'src/gateway/ingress/groupSends.ts',
    'src/gateway/egress/',
    'src/gateway/ingress/authenticate.ts',
    'src/gateway/ingress/permits.ts',
    'src/gateway/ingress/limitsFile.ts',
    'src/gateway/ingress/send.ts',
    'src/gateway/sockets/admission.ts',
    'src/gateway/sockets/connections.ts',
    'src/gateway/sockets/events.ts',
    'src/routing/keeper.ts',
  ],
  // Stores without a server, as no program of the SDK can.
  'bench/profile': ['client/store/store.ts'],
  // Guesses as whoever has the store makes them.
  'bench/password': ['client/login/srp.ts'],
  // The calls of groups that it has made.
  'bench/load': ['client/calls/callIds.ts'],
  // Raw devices wait as the SDK does and load nothing else of it; a launcher names the buckets
  // without loading the doors; a call of the SDK without a profile: its keys go from device to
  // device in one process.
  'bench/lab': [
    'client/transport/backoff.ts',
    'src/gateway/ingress/rateLimits.ts',
    'client/calls/callLine.ts',
    'client/chores.ts',
    'client/events.ts',
  ],
  // The page of a person, over a conversation that nobody had.
  'bench/desk': [
    'client/daemon/',
    'client/desk/pageFiles.ts',
    'client/desk/server.ts',
    'client/desk/wall.ts',
  ],
  // Moves as the jobs do, without their queues.
  'bench/queue': ['src/jobs/slices.ts'],
  'bench/reload': ['client/transport/backoff.ts'],
};

/** What starts servers and clusters; tests take it from these two files. */
const starts = /^bench\/lab\/(hosts|launch|mongod|pm2|proxy|redisCluster|redisServer)\.ts$/;
const support: readonly string[] = ['test/support/cluster.ts', 'test/support/servers.ts'];

/** Folder of tests → the room of bench that it tests. `test/unit/bench` mirrors the rooms. */
const testsOf: Record<string, string> = {
  'test/simulation': 'bench/simulate',
};

const bench = tracked.filter((path) => path.startsWith('bench/'));
const tests = tracked.filter((path) => path.startsWith('test/'));

/** `bench/chaos/plan.ts` → `bench/chaos`; `bench/main.ts` → `bench`. */
const roomOf = (path: string): string => path.split('/').slice(0, -1).slice(0, 2).join('/');

/** The file that an import by path names; undefined for doors and packages. */
function reachedBy(path: string, target: string): string | undefined {
  if (target.startsWith('#lab/')) return target.replace('#', 'bench/');
  if (!target.startsWith('.')) return undefined;
  return relative(root, join(root, dirname(path), target));
}

function benchFault(path: string, target: string): string | undefined {
  const room = roomOf(path);
  const reached = reachedBy(path, target);
  if (reached !== undefined) {
    if (!existsSync(join(root, reached))) return 'no such file';
    if (roomOf(reached) === room) return undefined;
    if (roomOf(reached).startsWith('bench/lab')) {
      return target.startsWith('#') ? undefined : 'the lab is entered as #lab';
    }
    const inside = pastTheDoor[room] ?? [];
    return inside.some((one) => reached.startsWith(one)) ? undefined : 'this is another room';
  }
  if (/^(#|node:)/.test(target)) return undefined;
  const name = target.split('/', target.startsWith('@') ? 2 : 1).join('/');
  return owners[name]?.includes(room) ? undefined : 'this room does not own the package';
}

function testFault(path: string, target: string): string | undefined {
  const reached = reachedBy(path, target);
  if (!reached?.startsWith('bench/')) return undefined;
  const folder = dirname(path);
  if (reached.startsWith('bench/lab/')) {
    if (!target.startsWith('#')) return 'the lab is entered as #lab';
    const isOpen = !starts.test(reached) || folder.startsWith('test/unit/bench/lab');
    return isOpen || support.includes(path) ? undefined : 'test/support starts servers';
  }
  const ours = testsOf[folder] ?? /^test\/unit\/(bench\/\w+)/.exec(folder)?.[1];
  return roomOf(reached) === ours ? undefined : 'what tests share with bench is in #lab';
}

const faultsOf = (
  paths: readonly string[],
  fault: (path: string, target: string) => string | undefined,
): string[] =>
  paths.flatMap((path) =>
    importsOf(text(path)).flatMap((target) => {
      const found = fault(path, target);
      return found ? [`${path}: ${target}: ${found}`] : [];
    }),
  );

describe('bench', () => {
  it('is rooms that enter the lab and the doors of the product, and no other', () => {
    list(faultsOf(bench, benchFault));
  });

  it('knows nothing of the tests, which enter the lab and the room they test', () => {
    list(faultsOf(tests, testFault));
  });

  it('enters no more past the doors than it needs', () => {
    for (const [room, inside] of Object.entries(pastTheDoor)) {
      const reached = bench
        .filter((path) => roomOf(path) === room)
        .flatMap((path) => importsOf(text(path)).map((target) => reachedBy(path, target) ?? ''));
      list(inside.filter((one) => !reached.some((path) => path.startsWith(one))));
    }
  });

  it('sees an import that goes astray', () => {
    expect(benchFault('bench/soak/main.ts', '../load/run.ts')).toBe('this is another room');
    expect(benchFault('bench/soak/main.ts', '../../test/support/cluster.ts')).toBe(
      'this is another room',
    );
    expect(benchFault('bench/soak/main.ts', '../lab/clock.ts')).toMatch(/#lab/);
    expect(benchFault('bench/soak/main.ts', 'socket.io')).toMatch(/package/);
    expect(benchFault('bench/soak/main.ts', '#lab/nothing.ts')).toBe('no such file');
    expect(testFault('test/contract/x.test.ts', '#lab/redisServer.ts')).toMatch(/support/);
    expect(testFault('test/unit/client/x.test.ts', '../../../bench/load/run.ts')).toMatch(/#lab/);
  });

  it(
    'keeps functions under the stop',
    () => {
      const long = bench.flatMap((path) =>
        functionsOf(path, text(path))
          .filter(({ lines }) => lines > functionLinesMax)
          .map(({ name, lines }) => `${path}: ${name} has ${lines} lines`),
      );
      list(long);
    },
    slowTimeoutMs,
  );

  it('is printed room by room', () => {
    const rooms = [...new Set(bench.map(roomOf))].sort();
    const rows = rooms.map((room) => {
      const files = bench.filter((path) => roomOf(path) === room);
      const lines = files.map((path) => text(path).split('\n').length - 1);
      const functions = files.flatMap((path) => functionsOf(path, text(path)));
      return {
        room,
        files: files.length,
        lines: lines.reduce((sum, one) => sum + one, 0),
        'longest file': Math.max(...lines),
        'longest function': Math.max(0, ...functions.map((one) => one.lines)),
        'imports of the lab': importsInto(files, /^bench\/lab\//),
      };
    });
    console.table(rows);
    console.log(
      [
        `imports from tests into the lab: ${importsInto(tests, /^bench\/lab\//)}`,
        `into the room they test: ${importsInto(tests, /^bench\/(?!lab\/)/)}`,
        `from bench into tests: ${importsInto(bench, /^test\//)}`,
      ].join(', '),
    );
    expect(rows.map((row) => row.room)).toContain('bench/lab');
    expect(importsInto(bench, /^test\//)).toBe(0);
  });
});

function importsInto(paths: readonly string[], room: RegExp): number {
  const targets = paths.flatMap((path) =>
    importsOf(text(path)).map((target) => reachedBy(path, target) ?? ''),
  );
  return targets.filter((reached) => room.test(reached)).length;
}
