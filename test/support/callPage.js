// A page with three people in one call, each with a worker and keys of its own: two who talk,
// heard by each other, and one who gets the frames of the first and no key.

import { CallKeys } from '../../client/media/callKeys.ts';
import { PageFrames } from '../../client/media/pageFrames.ts';

const callId = 'call-in-a-page';
const clock = {
  now: () => performance.now(),
  after: (delayMs, run) => {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
};
/** Keys take so long from one to the other. */
const keyDelayMs = 300;
const people = new Map();
const failures = [];

/** Tells the worklet's reader of the longest silence, in milliseconds. */
const gapMeter = `registerProcessor('gaps', class extends AudioWorkletProcessor {
  constructor() {
    super();
    this.run = 0;
    this.longest = 0;
    this.port.onmessage = () => { this.port.postMessage(this.longest); this.longest = 0; };
  }
  process([input]) {
    const samples = input[0];
    if (!samples) return true;
    let peak = 0;
    for (const one of samples) peak = Math.max(peak, Math.abs(one));
    this.run = peak < 0.005 ? this.run + samples.length : 0;
    this.longest = Math.max(this.longest, this.run * 1000 / sampleRate);
    return true;
  }
});`;

class Person {
  constructor(name, mediaId, talks) {
    Object.assign(this, { name, mediaId, talks });
    this.frames = new PageFrames({
      worker: new Worker('/client/media/mediaWorker.ts', { type: 'module', name: callId }),
      transform: (worker, options) => new RTCRtpScriptTransform(worker, options),
      spent: (key) => this.keys.spent(key),
      missing: (sender) => this.keys.missing(sender),
      failed: () => failures.push(`${name}: worker`),
    });
    this.keys = new CallKeys({
      callId,
      mediaId,
      clock,
      frames: this.frames,
      send: (to, message) => {
        for (const device of to) {
          // A key's bytes are not enumerable, and a copy of the message has none.
          const keys = message.keys.map((key) => ({ ...key, base: key.base.slice() }));
          const copy = { ...message, keys };
          setTimeout(() => people.get(device)?.keys.heard(name, copy), keyDelayMs);
        }
      },
      failed: (error) => failures.push(`${name}: ${error}`),
    });
    people.set(name, this);
  }

  /** A microphone that hums. */
  hum(audio, hertz) {
    const oscillator = new OscillatorNode(audio, { frequency: hertz });
    const out = new MediaStreamAudioDestinationNode(audio);
    oscillator.connect(out);
    oscillator.start();
    [this.track] = out.stream.getTracks();
  }

  /** Says to its keys who is there, itself left out. */
  tell(epoch, members, verified) {
    const others = members.filter(({ device }) => device !== this.name);
    this.keys.members({ epoch, members: others, verified, talks: this.talks });
  }
}

/** What the listener hears, and for how long nothing. */
async function ear(audio, stream) {
  // Chromium decodes for an element alone.
  const element = new Audio();
  Object.assign(element, { muted: true, srcObject: stream });
  await element.play();
  const source = new MediaStreamAudioSourceNode(audio, { mediaStream: stream });
  const analyser = new AnalyserNode(audio, { fftSize: 8192, smoothingTimeConstant: 0 });
  const gaps = new AudioWorkletNode(audio, 'gaps');
  source.connect(analyser).connect(gaps);
  return {
    element,
    hertz() {
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const peak = bins.reduce((best, value, index) => (value > bins[best] ? index : best), 0);
      // Quieter is silence.
      return bins[peak] < -80 ? 0 : (peak * audio.sampleRate) / analyser.fftSize;
    },
    longestGapMs: () =>
      new Promise((resolve) => {
        gaps.port.onmessage = ({ data }) => resolve(data);
        gaps.port.postMessage('longest');
      }),
  };
}

/** Connects one who talks with one who hears it; gives the ear. */
async function connect(audio, talker, listener) {
  const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()];
  from.onicecandidate = ({ candidate }) => to.addIceCandidate(candidate);
  to.onicecandidate = ({ candidate }) => from.addIceCandidate(candidate);
  const heard = new Promise((resolve) => {
    to.ontrack = ({ receiver, track }) => {
      listener.frames.open(receiver, 'audio', talker.mediaId);
      resolve({ stream: new MediaStream([track]), receiver });
    };
  });
  talker.frames.seal(from.addTrack(talker.track), 'audio');
  await from.setLocalDescription();
  await to.setRemoteDescription(from.localDescription);
  await to.setLocalDescription();
  await from.setRemoteDescription(to.localDescription);
  const { stream, receiver } = await heard;
  return { ...(await ear(audio, stream)), receiver };
}

async function start() {
  const audio = new AudioContext({ sampleRate: 48_000 });
  const module = URL.createObjectURL(new Blob([gapMeter], { type: 'text/javascript' }));
  await audio.audioWorklet.addModule(module);
  const ada = new Person('ada', 1, true);
  const bob = new Person('bob', 2, true);
  const eve = new Person('eve', 3, false);
  ada.hum(audio, 1_000);
  bob.hum(audio, 600);
  const bobsEar = await connect(audio, ada, bob);
  const adasEar = await connect(audio, bob, ada);
  const evesEar = await connect(audio, ada, eve);
  const members = [...people.values()].map(({ name, mediaId, talks }) => {
    return { device: name, mediaId, talks };
  });
  let epoch = 0;
  window.call = {
    failures,
    /** Who is there; eve says so of herself, and nobody has verified her. */
    tell: (more = []) => {
      epoch += 1;
      const all = [...members, ...more];
      const verified = new Set(['ada', 'bob', ...more.map(({ device }) => device)]);
      for (const person of people.values()) person.tell(epoch, all, verified);
    },
    spend: () => {
      const { generation, step } = ada.used;
      ada.keys.spent({ generation, step });
    },
    hertz: () => ({ ada: adasEar.hertz(), bob: bobsEar.hertz(), eve: evesEar.hertz() }),
    gapMs: () => bobsEar.longestGapMs(),
    counts: async () => ({
      ada: await ada.frames.counts(),
      bob: await bob.frames.counts(),
      eve: await eve.frames.counts(),
    }),
    received: async () => {
      const stats = [...(await evesEar.receiver.getStats()).values()];
      return stats.find(({ type }) => type === 'inbound-rtp')?.packetsReceived ?? 0;
    },
  };
  const seal = ada.frames.sealWith.bind(ada.frames);
  window.call.keysUsed = [];
  ada.frames.sealWith = (name, base) => {
    ada.used = name;
    window.call.keysUsed.push(`${name.generation}.${name.step}`);
    seal(name, base);
    // What is the worker's is here no more.
    if (base.length > 0) failures.push('a key stayed in the page');
  };
}

await start();
