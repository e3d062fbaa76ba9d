// The server's end of a place in the words that a browser wants: an offer in SDP, which is made
// here and goes nowhere. The browser answers each one; what it says is read, and goes nowhere.

import type { CallSecure, MediaAddress, MediaCodecInfo } from '#protocol';

/** One stream, or the microphone, as a section of the offer. */
interface Section {
  mid: string;
  /** Named as the server names it. */
  direction: 'sendonly' | 'sendrecv';
  readonly payloadType: number;
  ssrc?: number;
  /** `ending`: the browser has not heard yet that it is over, and nothing may be in its place. */
  state: 'live' | 'ending' | 'free';
}

/** Where the microphone is. */
export const ownMid = '0';

/**
 * The first two sections are always there, and no stream comes in them: with a payload type in
 * more than one a browser plays none whose SSRC it was not told. It would take sealed frames that
 * come before their section for sound.
 */
export class RemoteEnd {
  readonly #address: MediaAddress;
  readonly #codec: MediaCodecInfo;
  readonly #sections: Section[];
  #mids = 1;
  #version = 0;

  constructor(address: MediaAddress, codecs: readonly MediaCodecInfo[]) {
    const codec = codecs.find(({ kind }) => kind === 'audio');
    if (!codec) throw new Error('There is no way to carry audio.');
    this.#address = address;
    this.#codec = codec;
    const { payloadType } = codec;
    this.#sections = [ownMid, '1'].map((mid) => {
      return { mid, direction: 'sendonly', payloadType, state: 'live' };
    });
  }

  /** How audio is carried. */
  get codec(): MediaCodecInfo {
    return this.#codec;
  }

  get payloadType(): number {
    return this.#codec.payloadType;
  }

  /** The browser may send its microphone. */
  speak(): void {
    const [own] = this.#sections;
    if (own) own.direction = 'sendrecv';
  }

  /** Returns the name of its section. */
  hear({ ssrc, payloadType }: { readonly ssrc: number; readonly payloadType: number }): string {
    this.#mids += 1;
    const mid = String(this.#mids);
    const section: Section = { mid, direction: 'sendonly', payloadType, ssrc, state: 'live' };
    const free = this.#sections.findIndex(({ state }) => state === 'free');
    if (free < 0) this.#sections.push(section);
    else this.#sections[free] = section;
    return mid;
  }

  unhear(mid: string): void {
    const section = this.#sections.find((one) => one.mid === mid);
    if (section) section.state = 'ending';
  }

  /** The offer as it is now. `answered`: the browser knows of all that is over by then. */
  offer(): { readonly sdp: string; readonly answered: () => void } {
    this.#version += 1;
    const ending = this.#sections.filter(({ state }) => state === 'ending');
    const mids = this.#sections.filter(({ state }) => state === 'live').map(({ mid }) => mid);
    const lines = [
      'v=0',
      `o=- 1 ${this.#version} IN IP4 127.0.0.1`,
      ...['s=-', 't=0 0', 'a=ice-lite', `a=group:BUNDLE ${mids.join(' ')}`],
      ...this.#sections.flatMap((section) => this.#section(section)),
    ];
    return {
      sdp: `${lines.join('\r\n')}\r\n`,
      answered: () => {
        for (const section of ending) section.state = 'free';
      },
    };
  }

  #section({ mid, direction, payloadType, ssrc, state }: Section): string[] {
    const isLive = state === 'live';
    const { ice, fingerprints, candidates } = this.#address;
    const { mimeType, clockRate, channels, parameters } = this.#codec;
    const [, codec] = mimeType.split('/');
    return [
      `m=audio ${isLive ? 7 : 0} UDP/TLS/RTP/SAVPF ${payloadType}`,
      'c=IN IP4 127.0.0.1',
      `a=mid:${mid}`,
      `a=${isLive ? direction : 'inactive'}`,
      `a=ice-ufrag:${ice.usernameFragment}`,
      `a=ice-pwd:${ice.password}`,
      ...fingerprints.map(({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`),
      'a=setup:actpass',
      ...(isLive ? candidates.map(lineOfCandidate) : []),
      ...['a=end-of-candidates', 'a=rtcp-mux'],
      `a=rtpmap:${payloadType} ${codec}/${clockRate}/${channels}`,
      `a=fmtp:${payloadType} ${parameters.join(';')}`,
      `a=rtcp-fb:${payloadType} nack`,
      ...(isLive && ssrc !== undefined
        ? [`a=ssrc:${ssrc} cname:${mid}`, `a=msid:${mid} ${mid}`]
        : []),
    ];
  }
}

function lineOfCandidate(one: MediaAddress['candidates'][number]): string {
  const { foundation, priority, address, port, protocol } = one;
  const type = protocol === 'tcp' ? 'host tcptype passive' : 'host';
  return `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ ${type}`;
}

/** What proves the browser's end. Throws where its answer says nothing of it. */
export function proofOf(answer: string): Pick<CallSecure, 'role' | 'fingerprints'> {
  const found = [...answer.matchAll(/^a=fingerprint:(\S+) (\S+)/gm)];
  const prints = new Map(found.map(([, algorithm = '', value = '']) => [algorithm, value]));
  if (prints.size === 0) throw new Error('A browser without a fingerprint.');
  const fingerprints = [...prints].map(([algorithm, value]) => ({ algorithm, value }));
  const isPassive = /^a=setup:passive/m.test(answer);
  return { role: isPassive ? 'server' : 'client', fingerprints };
}

/** The SSRC of the microphone. Throws where it is not sent. */
export function ownSsrcOf(answer: string): number {
  const section = answer.split(/^m=/m).find((one) => /^a=mid:0\r?$/m.test(one));
  const ssrc = Number(/^a=ssrc:(\d+)/m.exec(section ?? '')?.[1]);
  if (!(ssrc > 0)) throw new Error('A browser that sends no microphone.');
  return ssrc;
}
