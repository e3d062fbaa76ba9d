// One end of a pipe by mediasoup. What stays on a machine goes over loopback as it is; what leaves
// one goes as SRTP under keys that each end makes for what it sends, and is asked for again where
// it gets lost.

import type { types } from 'mediasoup';
import type { EnginePipe, PipeAddress, PipedStream } from './engine.ts';
import { mediaCodecs } from './kinds.ts';

export interface PipeReach {
  /** Address that pipes from other machines listen on. */
  readonly host: string;
  /** Address by which those reach it. */
  readonly announced: string;
  /** Each pipe takes one of its own. */
  readonly ports: { readonly first: number; readonly last: number };
}

const suite = 'AEAD_AES_256_GCM';

/** Throws where the other end is on another machine and none reaches this one. */
export async function openPipe(
  router: types.Router,
  reach: PipeReach | undefined,
  isNear: boolean,
  dtx: boolean,
): Promise<EnginePipe> {
  const listenInfo = isNear ? ({ protocol: 'udp', ip: '127.0.0.1' } as const) : listenAt(reach);
  const transport = await router.createPipeTransport({
    listenInfo,
    enableSctp: false,
    enableSrtp: !isNear,
    enableRtx: !isNear,
  });
  const { tuple, srtpParameters } = transport;
  const ip = isNear || !reach ? tuple.localAddress : reach.announced;
  const key = isNear ? {} : { key: srtpParameters?.keyBase64 ?? '' };
  return new Pipe(transport, { ip, port: tuple.localPort, ...key }, dtx);
}

function listenAt(reach: PipeReach | undefined): types.TransportListenInfo {
  if (!reach) throw new Error('no other machine reaches the pipes of this one');
  const portRange = { min: reach.ports.first, max: reach.ports.last };
  return { protocol: 'udp', ip: reach.host, portRange };
}

class Pipe implements EnginePipe {
  readonly address: PipeAddress;
  readonly #transport: types.PipeTransport;
  readonly #dtx: boolean;
  /** What goes through it, in either direction. */
  readonly #streams = new Map<string, types.Consumer | types.Producer>();

  constructor(transport: types.PipeTransport, address: PipeAddress, dtx: boolean) {
    this.#transport = transport;
    this.address = address;
    this.#dtx = dtx;
  }

  async connect({ ip, port, key }: PipeAddress): Promise<void> {
    const keyed = key === undefined ? {} : { cryptoSuite: suite, keyBase64: key };
    const srtpParameters = key === undefined ? undefined : (keyed as types.SrtpParameters);
    await this.#transport.connect({ ip, port, ...(srtpParameters ? { srtpParameters } : {}) });
  }

  async give(source: string): Promise<PipedStream> {
    const consumer = await this.#transport.consume({ producerId: source });
    this.#streams.set(source, consumer);
    const ssrc = consumer.rtpParameters.encodings?.[0]?.ssrc;
    if (ssrc === undefined) throw new Error('a consumer without a stream');
    return { source, kind: consumer.kind as PipedStream['kind'], ssrc };
  }

  async take({ source, kind, ssrc }: PipedStream): Promise<void> {
    const { mimeType, payloadType, clockRate, channels, ...codec } = mediaCodecs[kind];
    const parameters = codec.parameters(this.#dtx);
    const rtcpFeedback = this.address.key === undefined ? [] : [{ type: 'nack' }];
    const producer = await this.#transport.produce({
      id: source,
      kind,
      rtpParameters: {
        codecs: [{ mimeType, payloadType, clockRate, channels, parameters, rtcpFeedback }],
        encodings: [{ ssrc }],
        headerExtensions: [],
      },
    });
    this.#streams.set(source, producer);
  }

  drop(source: string): void {
    this.#streams.get(source)?.close();
    this.#streams.delete(source);
  }

  close(): void {
    this.#transport.close();
  }
}
