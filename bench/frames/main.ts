// `npm run bench -- frames`: how many frames of a call one core seals and opens, with the keys and
// the code that devices have.

import { CallFrames } from '#client';
import { conclude, round } from '#lab/figures.ts';
import { duration, readFlags, runCommand } from '#lab/options.ts';
import { someAtOnce } from '#lab/someAtOnce.ts';

/** 20 ms of Opus at 64 kbit/s. */
const frameBytes = 160;
/** How many are under way at once; WebCrypto works on other threads. */
const atOnce = 16;
/** A talker's 50 a second are then 1 % of a core. */
const perCoreMin = 5_000;
const framesPerStep = 8_000;

type Frame = Uint8Array<ArrayBuffer>;

interface Pair {
  readonly seal: (frame: Frame) => Promise<Frame | undefined>;
  readonly hear: (frame: Frame) => Promise<void>;
  readonly step: () => Promise<void>;
  readonly heard: () => number;
}

/** One who talks and one who hears. */
function pair(): Pair {
  const frames = (): CallFrames =>
    new CallFrames({
      callId: 'bench',
      now: () => performance.now(),
      spent: () => undefined,
      missing: () => undefined,
    });
  const [talker, listener] = [frames(), frames()];
  let generation = 0;
  const track = listener.track<Frame>({
    mediaId: 1,
    kind: 'audio',
    bytesOf: (frame) => frame,
    opened: () => undefined,
  });
  return {
    seal: (frame) => talker.seal('audio', frame),
    hear: (frame) => track.hear(frame),
    heard: () => listener.counts.opened,
    async step() {
      const base = crypto.getRandomValues(new Uint8Array(64));
      const name = { mediaId: 1, generation, step: 0 };
      generation += 1;
      await talker.sealWith(name, new Uint8Array(base));
      await listener.openWith(name, base);
    },
  };
}

interface Cost {
  count: number;
  wallMs: number;
  cpuMs: number;
}

/** Does it for each of many, some at a time, and adds up what that took. */
async function spend<Of, To>(cost: Cost, many: readonly Of[], run: (one: Of) => Promise<To>) {
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const ends = await someAtOnce(atOnce, many, run);
  const { user, system } = process.cpuUsage(cpu);
  cost.count += many.length;
  cost.wallMs += performance.now() - begun;
  cost.cpuMs += (user + system) / 1000;
  return ends;
}

async function main(): Promise<0 | 1> {
  const values = readFlags({ for: '5s', json: undefined });
  const forMs = duration('--for', values.for);
  const frame = crypto.getRandomValues(new Uint8Array(frameBytes));
  const both = pair();
  const sealing: Cost = { count: 0, wallMs: 0, cpuMs: 0 };
  const opening: Cost = { count: 0, wallMs: 0, cpuMs: 0 };
  let overheadBytes = 0;
  while (sealing.wallMs + opening.wallMs < forMs) {
    await both.step();
    const many = Array.from({ length: framesPerStep }, () => frame);
    const sealed = await spend(sealing, many, both.seal);
    const whole = sealed.filter((one) => one !== undefined);
    overheadBytes = (whole.at(-1)?.length ?? 0) - frameBytes;
    await spend(opening, whole, both.hear);
  }
  const perCore = ({ count, cpuMs }: Cost) => (count / cpuMs) * 1000;
  const perSecond = ({ count, wallMs }: Cost) => (count / wallMs) * 1000;
  return conclude(
    {
      frames: sealing.count,
      opened: both.heard(),
      overhead_bytes: overheadBytes,
      sealed_per_core_s: round(perCore(sealing)),
      opened_per_core_s: round(perCore(opening)),
      sealed_per_s: round(perSecond(sealing)),
      opened_per_s: round(perSecond(opening)),
    },
    [
      { sentence: 'every frame was opened', kept: both.heard() === sealing.count },
      {
        sentence: `a core seals ${perCoreMin} frames a second`,
        kept: perCore(sealing) >= perCoreMin,
      },
      {
        sentence: `a core opens ${perCoreMin} frames a second`,
        kept: perCore(opening) >= perCoreMin,
      },
    ],
    values.json,
  );
}

await runCommand(main);
