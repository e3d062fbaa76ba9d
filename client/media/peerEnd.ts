// One end of a direct way, read off the SDP that a browser makes, and put into the SDP that it
// wants of the other end. What goes over the network is the few words in it, never SDP.

import type { MediaCodecInfo, PeerEnd } from '#protocol';

/** Addresses of an end that are told; a browser finds more only on odd machines. */
const candidatesMax = 32;

/** This end, off what the browser says of it. Throws where it says too little. */
export function peerEndOf(sdp: string): PeerEnd {
  const first = (pattern: RegExp) => pattern.exec(sdp)?.[1] ?? '';
  const found = sdp.matchAll(/^a=fingerprint:(\S+) (\S+)/gm);
  const prints = new Map([...found].map(([, algorithm = '', value = '']) => [algorithm, value]));
  const candidates = [...sdp.matchAll(/^a=(candidate:[^\r\n]+)/gm)].map(([, line = '']) => line);
  const ssrc = Number(first(/^a=ssrc:(\d+)/m));
  const payloadType = Number(first(/^a=rtpmap:(\d+) opus\//im));
  if (!(ssrc > 0) || prints.size === 0) throw new Error('A browser that says too little.');
  return {
    ice: {
      usernameFragment: first(/^a=ice-ufrag:(\S+)/m),
      password: first(/^a=ice-pwd:(\S+)/m),
    },
    fingerprints: [...prints].map(([algorithm, value]) => ({ algorithm, value })),
    ssrc,
    payloadType,
    candidates: candidates.slice(0, candidatesMax),
  };
}

/**
 * The other end as a browser wants it. No header extension is in it, so that none is used: the
 * level of a voice, above all, would be in clear. Whoever answers begins the handshake.
 * `payloadType`: what the two agree on, which is the offer's.
 */
export function sdpOf(
  end: PeerEnd,
  said: 'offer' | 'answer',
  { codec, payloadType }: { readonly codec: MediaCodecInfo; readonly payloadType: number },
): string {
  const { ice, fingerprints, ssrc, candidates } = end;
  const [, name] = codec.mimeType.split('/');
  const lines = [
    ...['v=0', 'o=- 1 1 IN IP4 127.0.0.1', 's=-', 't=0 0', 'a=group:BUNDLE 0'],
    `m=audio 9 UDP/TLS/RTP/SAVPF ${payloadType}`,
    ...['c=IN IP4 0.0.0.0', 'a=mid:0', 'a=sendrecv', 'a=rtcp-mux'],
    `a=ice-ufrag:${ice.usernameFragment}`,
    `a=ice-pwd:${ice.password}`,
    ...fingerprints.map(({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`),
    `a=setup:${said === 'offer' ? 'actpass' : 'active'}`,
    ...candidates.map((line) => `a=${line}`),
    'a=end-of-candidates',
    `a=rtpmap:${payloadType} ${name}/${codec.clockRate}/${codec.channels}`,
    `a=fmtp:${payloadType} ${codec.parameters.join(';')}`,
    `a=rtcp-fb:${payloadType} nack`,
    ...[`a=ssrc:${ssrc} cname:0`, 'a=msid:0 0'],
  ];
  return `${lines.join('\r\n')}\r\n`;
}
