// The media workers of one worker process, for the calls whose actors are here. Nothing waits for
// them: without a program calls are refused, and one that is built meanwhile is taken up.

import { setTimeout as sleep } from 'node:timers/promises';
import type { VoiceReadiness } from '#gateway';
import type { MediaHost } from '#ports';
import { noMedia } from '#ports';
import type { Config, Lifecycle, Log } from '#runtime';
import { systemClock } from '#runtime';
import type { ClusterRouter } from '#routing';
import type { MediaEngine } from '#voice';
import { beginMediaHost, mediasoupEngine } from '#voice';
import type { NeighboursParts } from './mediaNeighbours.ts';
import { ClusterNeighbours } from './mediaNeighbours.ts';
import { pipesOf, portsOf } from './voice/pipeReach.ts';
import { sayVoice, voiceState } from './voice/state.ts';

const stopTimeoutMs = 2000;
/** Who has a place is heard for so long after the shards have left: the next one is being made. */
const farewellMs = 1000;

export interface MediaEnvironment extends Omit<NeighboursParts, 'relay'> {
  readonly config: Config;
  readonly log: Log;
  readonly lifecycle: Lifecycle;
}

/** The host of media, and how it is just now. */
export interface Media {
  readonly host: MediaHost;
  state(): VoiceReadiness;
  /** From now on others may be asked for room, and may ask. */
  meet(router: ClusterRouter): void;
}

export function openMedia(
  { config, log, lifecycle, ...own }: MediaEnvironment,
  relay: NeighboursParts['relay'],
): Media {
  if (!config.ALDIS_VOICE) return { host: noMedia(), state: () => 'off', meet: () => undefined };
  const dtx = config.ALDIS_VOICE_DTX;
  const workers = config.ALDIS_VOICE_WORKERS;
  const engine = engineOf(config);
  const neighbours = new ClusterNeighbours({ ...own, relay });
  const isReached = pipesOf(config) !== undefined;
  const of = { neighbours, isReached, clock: systemClock, log };
  const hearingsPerPart = config.ALDIS_VOICE_PART_STREAMS;
  const host = beginMediaHost({ engine, workers, hearingsPerPart, dtx, ...of });
  lifecycle.onStop('media', stopTimeoutMs, async () => {
    host.depart();
    if (host.isInUse) await sleep(farewellMs);
    host.stop();
  });
  const state = () => (host.pids.length > 0 ? 'ready' : 'none');
  return { host, state, meet: (router) => neighbours.meet(router) };
}

/** Looks for the program each time a media worker is to start. */
function engineOf(config: Config): MediaEngine {
  const ports = portsOf(config.ALDIS_VOICE_PORTS);
  const pipes = pipesOf(config);
  const announced = config.ALDIS_VOICE_ANNOUNCED.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
  return {
    async start(ended) {
      const state = voiceState(config);
      if (state.is !== 'ready') throw new Error(`no program: ${sayVoice(state)}`);
      const { program } = state;
      const dtx = config.ALDIS_VOICE_DTX;
      const host = config.ALDIS_VOICE_HOST;
      const settings = { program, host, announced, ports, pipes, dtx };
      return mediasoupEngine(settings).start(ended);
    },
  };
}
