// A page that carries calls for somebody whose keys are elsewhere: the engine of the SDK and its
// far side, with ears that a test can read.

import { FarSide } from '../../client/media/farSide.ts';
import { openEar } from '../../client/media/loudspeaker.ts';
import { PageEngine } from '../../client/media/pageEngine.ts';

/** Watches for sound and silence, sample by sample, on the clock of the page. */
const meter = `registerProcessor('meter', class extends AudioWorkletProcessor {
  constructor() {
    super();
    Object.assign(this, { run: 0, longest: 0, isLoud: false });
    this.port.onmessage = () => {
      this.port.postMessage({ longest: this.longest });
      this.longest = 0;
    };
  }
  process([input]) {
    const samples = input[0];
    if (!samples) return true;
    let peak = 0;
    for (const one of samples) peak = Math.max(peak, Math.abs(one));
    const isLoud = peak >= 0.005;
    this.run = isLoud ? 0 : this.run + samples.length;
    if (isLoud && !this.isLoud) this.port.postMessage({ onset: currentTime });
    this.isLoud = isLoud || this.run < sampleRate / 10;
    this.longest = Math.max(this.longest, this.run * 1000 / sampleRate);
    return true;
  }
});`;

const audio = new AudioContext({ sampleRate: 48_000 });
const module = URL.createObjectURL(new Blob([meter], { type: 'text/javascript' }));
await audio.audioWorklet.addModule(module);
const ears = new Map();
const workers = [];
const places = [];
const failures = [];
/** When sound began after a silence, in milliseconds of the system's clock. */
const onsets = [];
/** The same of the own microphone. */
const saidAt = [];
let news;
/** What leads to this page, as a browser would tell others. */
const candidates = [];
const connections = [];
/** Of each place, that to the media workers. */
const toRelay = [];

/** Connections to other people from now on find no address of this page. */
let areHidden = false;
let waysTried = 0;

const { RTCPeerConnection: Connection } = globalThis;
globalThis.RTCPeerConnection = class extends Connection {
  constructor(config) {
    super(config && areHidden ? { ...config, iceTransportPolicy: 'relay' } : config);
    if (config) waysTried += 1;
    connections.push(this);
    this.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate?.candidate) candidates.push(candidate.candidate);
    });
  }
};

/** Packets of media that went to the media workers from this place. */
async function packetsToRelay() {
  const entries = [...(await toRelay.at(-1).getStats()).values()];
  const sent = entries.filter(({ type }) => type === 'outbound-rtp');
  return sent.reduce((sum, { packetsSent }) => sum + packetsSent, 0);
}

/** What came from the media workers: samples that were played, and those of them made up. */
async function played() {
  const entries = [...(await toRelay.at(-1).getStats()).values()];
  const heard = entries.filter(({ type }) => type === 'inbound-rtp');
  const sum = (name) => heard.reduce((all, entry) => all + (entry[name] ?? 0), 0);
  return {
    samples: sum('totalSamplesReceived'),
    concealed: sum('concealedSamples'),
    lost: sum('packetsLost'),
    packets: sum('packetsReceived'),
    mended: sum('fecPacketsReceived'),
    again: sum('retransmittedPacketsReceived'),
  };
}

/** Whose kinds of address the last connection goes by, and all that it has looked at. */
async function ways() {
  const entries = [...(await connections.at(-1).getStats()).values()];
  const pair = entries.find(({ type, nominated }) => type === 'candidate-pair' && nominated);
  const local = entries.find(({ id }) => id === pair?.localCandidateId);
  const kinds = entries.filter(({ type }) => type === 'local-candidate');
  return {
    goes: local?.candidateType,
    looked: [...new Set(kinds.map(({ candidateType }) => candidateType))].sort(),
    candidates,
    gathering: connections.at(-1).iceGatheringState,
  };
}

const getUserMedia = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
navigator.mediaDevices.getUserMedia = async (wish) => {
  const mediaStream = await getUserMedia(wish);
  const mouth = new AudioWorkletNode(audio, 'meter');
  new MediaStreamAudioSourceNode(audio, { mediaStream }).connect(mouth);
  mouth.port.onmessage = ({ data }) => saidAt.push(systemMs(data.onset));
  return mediaStream;
};

/** When the system's clock shows what the audio's does. */
function systemMs(seconds) {
  const { contextTime, performanceTime } = audio.getOutputTimestamp();
  return performance.timeOrigin + performanceTime + (seconds - contextTime) * 1000;
}

/** What is heard of somebody, by whichever ways it comes. */
function mixOf(mediaId) {
  const volume = new GainNode(audio);
  const analyser = new AnalyserNode(audio, { fftSize: 8192, smoothingTimeConstant: 0 });
  const gaps = new AudioWorkletNode(audio, 'meter');
  volume.connect(analyser).connect(gaps);
  const asked = [];
  gaps.port.onmessage = ({ data }) => {
    if (data.onset !== undefined) onsets.push({ mediaId, at: systemMs(data.onset) });
    else asked.shift()?.(data.longest);
  };
  return {
    volume,
    ears: 0,
    hertz() {
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      const peak = bins.reduce((best, value, index) => (value > bins[best] ? index : best), 0);
      return bins[peak] < -80 ? 0 : (peak * audio.sampleRate) / analyser.fftSize;
    },
    levelAt(hertz) {
      const bins = new Float32Array(analyser.frequencyBinCount);
      analyser.getFloatFrequencyData(bins);
      return bins[Math.round((hertz * analyser.fftSize) / audio.sampleRate)];
    },
    longestGapMs: () =>
      new Promise((resolve) => {
        asked.push(resolve);
        gaps.port.postMessage('longest');
      }),
  };
}

function ear(track, mediaId) {
  const aloud = openEar(track);
  const stream = new MediaStream([track]);
  const source = new MediaStreamAudioSourceNode(audio, { mediaStream: stream });
  const volume = new GainNode(audio);
  const mix = ears.get(mediaId) ?? mixOf(mediaId);
  ears.set(mediaId, mix);
  mix.ears += 1;
  source.connect(volume).connect(mix.volume);
  return {
    deafen: (deaf) => {
      aloud.deafen(deaf);
      volume.gain.value = deaf ? 0 : 1;
    },
    use: (loudspeaker) => aloud.use(loudspeaker),
    stop: () => {
      source.disconnect();
      volume.disconnect();
      aloud.stop();
      mix.ears -= 1;
      if (mix.ears === 0) ears.delete(mediaId);
    },
  };
}

const engine = new PageEngine({
  worker: (name) => {
    const worker = new Worker('/client/media/mediaWorker.ts', { type: 'module', name });
    workers.push(worker);
    return worker;
  },
  told: (told) => {
    news = told;
  },
  failed: (error) => failures.push(String(error)),
  ear,
});
const open = engine.open.bind(engine);
engine.open = (options) => {
  const place = open(options);
  places.push(place);
  toRelay.push(connections.at(-1));
  return place;
};
const farSide = new FarSide(engine, (name, word) => window.toProcess(name, word));
await engine.useMicrophone({
  echoCancellation: false,
  noiseSuppression: false,
  gainControl: false,
});

window.media = {
  heed: (name, word) => farSide.heed(name, word),
  hertz: () => Object.fromEntries([...ears].map(([mediaId, one]) => [mediaId, one.hertz()])),
  levelAt: (mediaId, hertz) => ears.get(mediaId)?.levelAt(hertz) ?? -200,
  gapMs: async (mediaId) => (await ears.get(mediaId)?.longestGapMs()) ?? 0,
  counts: () => places.at(-1).counts(),
  news: () => news,
  ways,
  hideAddresses: (hide) => {
    areHidden = hide;
    waysTried = 0;
  },
  /** Direct ways that were begun since, and those that are there. */
  waysTried: () => [waysTried, places.at(-1).peers.mediaIds.length],
  way: () => places.at(-1).peers.way,
  packetsToRelay,
  played,
  failures,
  onsets,
  saidAt,
  onsetsOf: (mediaId) => onsets.filter((one) => one.mediaId === mediaId).map(({ at }) => at),
  /** As if the worker of media had died. */
  breakWorker: () => workers.at(-1).onerror(),
  useMicrophone: (wish) => engine.useMicrophone(wish),
};
