// Media workers by mediasoup, the only file that knows it. Each has one port for UDP and TCP, by
// which all of its devices come.

import type { DeviceDtls, MediaSending } from '#ports';
import type { IceCandidate, MediaAddress, MediaKind } from '#protocol';
import { systemClock } from '#runtime';
import type { types } from 'mediasoup';
import { iceConsentTimeoutS } from './bounds.ts';
import type {
  EngineHearing,
  EnginePipe,
  EngineRouter,
  EngineSource,
  EngineTransport,
  EngineWorker,
  MediaEngine,
} from './engine.ts';
import type { PipeReach } from './mediasoupPipe.ts';
import { openPipe } from './mediasoupPipe.ts';
import { ResentWatch } from './mediasoupResent.ts';
import { mediaCodecs } from './kinds.ts';

export interface MediasoupSettings {
  /** mediasoup's program. */
  readonly program: string;
  /** Address that media workers listen on. */
  readonly host: string;
  /** Addresses by which devices reach it; empty: the one it listens on. */
  readonly announced: readonly string[];
  /** Each media worker takes the first that is free. */
  readonly ports: { readonly first: number; readonly last: number };
  readonly dtx: boolean;
  /** How other machines reach the pipes of this one; absent: none does. */
  readonly pipes?: PipeReach | undefined;
}

/** What is lost on the way is asked for again, by us and by listeners. */
const asksAgain = () => ({ rtcpFeedback: [{ type: 'nack' }] });

export function mediasoupEngine(settings: MediasoupSettings): MediaEngine {
  return {
    async start(ended) {
      // Not before: a worker without calls starts in less time, and holds less.
      const { createWorker } = await import('mediasoup');
      const worker = await createWorker({ workerBin: settings.program, logLevel: 'none' });
      let isOurs = false;
      worker.once('died', () => {
        if (!isOurs) ended();
      });
      const close = () => {
        isOurs = true;
        if (worker.closed) return;
        worker.close();
        // One that hangs does not read that it is to end. It has nothing to put in order.
        process.kill(worker.pid, 'SIGKILL');
      };
      try {
        const server = await listen(worker, settings);
        return new Worker(worker, server, settings, close);
      } catch (error) {
        close();
        throw error;
      }
    },
  };
}

/** The first port of the range on which both protocols can be listened to. */
async function listen(
  worker: types.Worker,
  { host: ip, ports }: MediasoupSettings,
): Promise<types.WebRtcServer> {
  for (let port = ports.first; ; port += 1) {
    const listenInfos = (['udp', 'tcp'] as const).map((protocol) => ({ protocol, ip, port }));
    try {
      return await worker.createWebRtcServer({ listenInfos });
    } catch (error) {
      if (port >= ports.last || worker.closed) throw error;
    }
  }
}

class Worker implements EngineWorker {
  readonly pid: number;
  readonly close: () => void;
  readonly #worker: types.Worker;
  readonly #server: types.WebRtcServer;
  readonly #settings: MediasoupSettings;

  constructor(
    worker: types.Worker,
    server: types.WebRtcServer,
    settings: MediasoupSettings,
    close: () => void,
  ) {
    this.pid = worker.pid;
    this.close = close;
    this.#worker = worker;
    this.#server = server;
    this.#settings = settings;
  }

  async probe(): Promise<void> {
    await this.#worker.getResourceUsage();
  }

  async router(): Promise<EngineRouter> {
    const { dtx } = this.#settings;
    const codecs = Object.values(mediaCodecs).map((codec) => ({
      kind: codec.kind,
      mimeType: codec.mimeType,
      clockRate: codec.clockRate,
      channels: codec.channels,
      preferredPayloadType: codec.payloadType,
      parameters: codec.parameters(dtx),
    }));
    const router = await this.#worker.createRouter({ mediaCodecs: codecs });
    return new Router(router, this.#server, this.#settings);
  }
}

class Router implements EngineRouter {
  readonly #router: types.Router;
  readonly #server: types.WebRtcServer;
  readonly #settings: MediasoupSettings;

  constructor(router: types.Router, server: types.WebRtcServer, settings: MediasoupSettings) {
    this.#router = router;
    this.#server = server;
    this.#settings = settings;
  }

  async transport(): Promise<EngineTransport> {
    const transport = await this.#router.createWebRtcTransport({
      webRtcServer: this.#server,
      enableUdp: true,
      enableTcp: true,
      preferUdp: true,
      iceConsentTimeout: iceConsentTimeoutS,
    });
    return new Transport(transport, this.#settings);
  }

  pipe(isNear: boolean): Promise<EnginePipe> {
    const { dtx, pipes } = this.#settings;
    return openPipe(this.#router, isNear ? undefined : pipes, isNear, dtx);
  }

  close(): void {
    this.#router.close();
  }
}

class Transport implements EngineTransport {
  readonly address: MediaAddress;
  readonly #transport: types.WebRtcTransport;
  readonly #dtx: boolean;
  readonly #resent: ResentWatch;

  constructor(transport: types.WebRtcTransport, { dtx, announced }: MediasoupSettings) {
    this.#transport = transport;
    this.#dtx = dtx;
    this.#resent = new ResentWatch(async () => sentOf(await transport.getStats()), systemClock);
    transport.observer.once('close', () => this.#resent.close());
    const { usernameFragment, password } = transport.iceParameters;
    this.address = {
      ice: { usernameFragment, password },
      candidates: transport.iceCandidates.flatMap((candidate) => reached(candidate, announced)),
      fingerprints: transport.dtlsParameters.fingerprints,
    };
  }

  async secure({ role, fingerprints }: DeviceDtls): Promise<void> {
    const known = fingerprints as types.DtlsFingerprint[];
    await this.#transport.connect({ dtlsParameters: { role, fingerprints: [...known] } });
  }

  async send({ kind, ssrc, payloadType }: MediaSending): Promise<EngineSource> {
    const { mimeType, clockRate, channels, bitrateMax, ...codec } = mediaCodecs[kind];
    const parameters = codec.parameters(this.#dtx);
    const producer = await this.#transport.produce({
      kind,
      rtpParameters: {
        codecs: [{ mimeType, payloadType, clockRate, channels, parameters, ...asksAgain() }],
        encodings: [{ ssrc, maxBitrate: bitrateMax, dtx: this.#dtx }],
        headerExtensions: [],
      },
    });
    return {
      id: producer.id,
      silence: (isSilent) => (isSilent ? producer.pause() : producer.resume()),
    };
  }

  async hear(source: string, kind: MediaKind): Promise<EngineHearing> {
    const { mimeType, clockRate, channels, payloadType } = mediaCodecs[kind];
    const consumer = await this.#transport.consume({
      producerId: source,
      // Unasked it keeps for sound nothing that could be asked for again.
      enableRtx: true,
      rtpCapabilities: {
        codecs: [
          {
            ...{ kind, mimeType, clockRate, channels },
            preferredPayloadType: payloadType,
            ...asksAgain(),
          },
        ],
        headerExtensions: [],
      },
    });
    const [codec] = consumer.rtpParameters.codecs;
    const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
    if (!codec || ssrc === undefined) throw new Error('a consumer without a stream');
    consumer.observer.once('close', () => this.#resent.remove(consumer));
    await this.#resent.add(consumer);
    return { ssrc, payloadType: codec.payloadType, close: () => consumer.close() };
  }

  close(): void {
    this.#transport.close();
  }
}

/** mediasoup tells of a transport in a list of one. */
function sentOf([sent]: types.WebRtcTransportStat[]): types.WebRtcTransportStat {
  if (!sent) throw new Error('a transport without figures');
  return sent;
}

/** A candidate by each address that devices may use; mediasoup answers on whichever they came. */
function reached(
  { foundation, priority, address, port, protocol }: types.IceCandidate,
  announced: readonly string[],
): IceCandidate[] {
  const addresses = announced.length === 0 ? [address] : announced;
  return addresses.map((one, at) => ({
    foundation: `${foundation}${at}`,
    priority: priority - at,
    address: one,
    port,
    protocol,
  }));
}
