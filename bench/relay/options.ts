// The command line of `bench -- relay`.

import { duration, oneOf, readFlags, whole } from '#lab/options.ts';
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
  const values = readFlags(
    {
      only: undefined,
      pairs: undefined,
      window: undefined,
      runs: '5',
      for: '6s',
      bytes: '300',
      processes: '1',
      adapter: 'classic',
      'bare-acknowledges': false,
      layout: 'shared',
      wire: 'sdk',
      json: undefined,
    },
    args,
  );
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
