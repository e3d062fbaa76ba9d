// The command line of `bench -- relay`.

import { parseArgs } from 'node:util';
import { duration, oneOf, whole } from '#lab/options.ts';
import type { DialectName, Wire } from '#lab/raw/dialects.ts';
import { contentBytesLeast, wires } from '#lab/raw/dialects.ts';
import type { Layout } from '#lab/layout.ts';
import { layouts } from '#lab/layout.ts';
import type { Load } from './loads.ts';
import { loadsOf } from './loads.ts';

const sides: readonly DialectName[] = ['aldis', 'bare'];

export interface RelayOptions {
  readonly only: DialectName | undefined;
  readonly loads: readonly Load[];
  readonly runs: number;
  readonly forMs: number;
  readonly bytes: number;
  readonly processes: number;
  readonly adapter: 'classic' | 'sharded';
  readonly bareAcknowledges: boolean;
  readonly layout: Layout;
  readonly wire: Wire;
  readonly json: string | undefined;
}

export function readRelayOptions(args: readonly string[]): RelayOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      pairs: { type: 'string' },
      window: { type: 'string' },
      runs: { type: 'string', default: '5' },
      for: { type: 'string', default: '6s' },
      bytes: { type: 'string', default: '300' },
      processes: { type: 'string', default: '1' },
      adapter: { type: 'string', default: 'classic' },
      'bare-acknowledges': { type: 'boolean', default: false },
      layout: { type: 'string', default: 'shared' },
      wire: { type: 'string', default: 'sdk' },
      json: { type: 'string' },
    },
  });
  return {
    only: values.only === undefined ? undefined : oneOf('--only', values.only, sides),
    loads: loadsOf(given('--pairs', values.pairs, 2000), given('--window', values.window, 256)),
    runs: whole('--runs', values.runs, 1, 100),
    forMs: duration('--for', values.for),
    bytes: whole('--bytes', values.bytes, contentBytesLeast, 90_000),
    processes: whole('--processes', values.processes, 1, 8),
    adapter: oneOf('--adapter', values.adapter, ['classic', 'sharded']),
    bareAcknowledges: values['bare-acknowledges'],
    layout: oneOf('--layout', values.layout, layouts),
    wire: oneOf('--wire', values.wire, wires),
    json: values.json,
  };
}

const given = (name: string, text: string | undefined, most: number) =>
  text === undefined ? undefined : whole(name, text, 1, most);
