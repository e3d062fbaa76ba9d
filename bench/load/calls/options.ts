// What may be asked of the scenario of calls, bounded before anything starts.

import { duration, oneOf, readFlags, UsageError, whole } from '#lab/options.ts';
import { limits } from '#protocol';

const roomsMax = 200;
const devicesMax = 2000;
/** 20 ms of Opus at 64 kbit/s, 50 times a second. */
const usualBytes = 160;
const usualPacketsPerS = 50;
/** What the SDK opens a second; of all other frames only the way is undone. */
const usualOpensPerS = 1500;
/** One event loop receives no more. */
const arrivalsPerSMax = 100_000;
const arrivalsMax = 50_000_000;

export const callsUsage = `usage: npm run load -- --scenario calls --rooms 20 --listeners 7
  --rooms N          calls, each of a group of its own                       (5)
  --talkers N        of each: they talk all the time                         (1)
  --listeners N      of each: they hear                                      (4)
  --packets N        frames a second of each talker                          (50)
  --bytes N          length of a frame, before it is sealed                  (160)
  --opens N          frames a second that are opened to the end, over all    (1500)
  --for 30s          how long (s or m)                                       (30s)
  --loss N           percent of packets that a proxy drops, each way         (0)
  --jitter N         milliseconds it holds a packet back, at the most        (0)
  --kill WHAT        media-worker | owner: kill -9 of one, half-way
  --workers N        workers of the cluster that is started                  (2)
  --media-workers N  media workers of each                                   (1)
  --json FILE        the figures       --html FILE   a page with plots`;

export interface CallsOptions {
  readonly rooms: number;
  readonly talkers: number;
  readonly listeners: number;
  readonly packetsPerS: number;
  readonly bytes: number;
  readonly opensPerS: number;
  readonly forMs: number;
  /** Share of packets; 0 with `jitterMs` 0: there is no proxy. */
  readonly loss: number;
  readonly jitterMs: number;
  readonly kill?: Victim;
  readonly workers: number;
  readonly mediaWorkers: number;
  readonly json?: string;
  readonly html?: string;
}

const victims = ['media-worker', 'owner'] as const;
type Victim = (typeof victims)[number];

/** True where the scenario that is asked for is this one. */
export const isAboutCalls = (args: readonly string[]): boolean =>
  args.some(
    (one, at) => one === '--scenario=calls' || (one === 'calls' && args[at - 1] === '--scenario'),
  );

/** Packets a second that reach devices, over all. */
export const arrivalsPerS = (options: Omit<CallsOptions, 'forMs'>): number => {
  const { rooms, talkers, listeners, packetsPerS } = options;
  return rooms * talkers * (talkers - 1 + listeners) * packetsPerS;
};

/** Reads the options. Throws UsageError. */
export function readCallsOptions(args: readonly string[]): CallsOptions {
  const values = parse(args);
  const most = limits.callMembersMax;
  const options: CallsOptions = {
    rooms: whole('--rooms', values.rooms, 1, roomsMax),
    talkers: whole('--talkers', values.talkers, 1, most),
    listeners: whole('--listeners', values.listeners, 0, most),
    packetsPerS: whole('--packets', values.packets, 1, 100),
    bytes: whole('--bytes', values.bytes, 64, 1200),
    opensPerS: whole('--opens', values.opens, 1, arrivalsPerSMax),
    forMs: duration('--for', values.for),
    loss: whole('--loss', values.loss, 0, 50) / 100,
    jitterMs: whole('--jitter', values.jitter, 0, 1000),
    ...(values.kill === undefined ? {} : { kill: oneOf('--kill', values.kill, victims) }),
    workers: whole('--workers', values.workers, 1, 16),
    mediaWorkers: whole('--media-workers', values['media-workers'], 1, 16),
    ...(values.json === undefined ? {} : { json: values.json }),
    ...(values.html === undefined ? {} : { html: values.html }),
  };
  const inRoom = options.talkers + options.listeners;
  if (inRoom < 2) throw new UsageError('Nobody would hear: raise --talkers or --listeners.');
  if (inRoom > most) throw new UsageError(`A call has ${most} devices at the most.`);
  if (inRoom * options.rooms > devicesMax) {
    throw new UsageError(`That is more than ${devicesMax} devices; lower --rooms.`);
  }
  const each = arrivalsPerS(options);
  if (each > arrivalsPerSMax || (each * options.forMs) / 1000 > arrivalsMax) {
    throw new UsageError('Those are more packets than one program receives; lower --packets.');
  }
  return options;
}

function parse(args: readonly string[]) {
  return readFlags(
    {
      scenario: undefined,
      rooms: '5',
      talkers: '1',
      listeners: '4',
      packets: String(usualPacketsPerS),
      bytes: String(usualBytes),
      opens: String(usualOpensPerS),
      for: '30s',
      loss: '0',
      jitter: '0',
      kill: undefined,
      workers: '2',
      'media-workers': '1',
      json: undefined,
      html: undefined,
    },
    args,
  );
}
