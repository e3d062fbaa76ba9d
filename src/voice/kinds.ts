// The kinds of media and how each is carried: one codec a kind, the same for everybody, so that
// nobody negotiates. No header extension is negotiated either: the level of the voice, above all,
// is nobody's business on the way. (mediasoup writes a MID into what it passes on, unasked.)

import type { MediaCodecInfo, MediaKind } from '#protocol';

export interface MediaCodec {
  readonly kind: MediaKind;
  readonly mimeType: string;
  readonly clockRate: number;
  readonly channels: number;
  /** The number that listeners get; senders may use another. */
  readonly payloadType: number;
  /** Unit: bits a second. */
  readonly bitrateMax: number;
  /** What the codec is told, by its names in SDP. `dtx`: nothing is sent in silence. */
  readonly parameters: (dtx: boolean) => Readonly<Record<string, number>>;
}

const speechBitrateMax = 64_000;

/** Speech by Opus. Lost packets are mended from the next one (in-band FEC). */
const audio: MediaCodec = {
  kind: 'audio',
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  payloadType: 100,
  bitrateMax: speechBitrateMax,
  parameters: (dtx) => ({
    useinbandfec: 1,
    usedtx: dtx ? 1 : 0,
    maxaveragebitrate: speechBitrateMax,
    minptime: 10,
  }),
};

export const mediaCodecs: Readonly<Record<MediaKind, MediaCodec>> = { audio };

/** All kinds as devices are told of them. */
export const codecsOf = (dtx: boolean): MediaCodecInfo[] =>
  Object.values(mediaCodecs).map(({ bitrateMax: _, parameters, ...codec }) => ({
    ...codec,
    parameters: Object.entries(parameters(dtx)).map(([name, value]) => `${name}=${value}`),
  }));
