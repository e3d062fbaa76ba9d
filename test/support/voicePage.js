// What a browser does in a call of one direction: sends its microphone, or listens for a tone. The
// test at the other end speaks with a host of media in its stead.

const connections = [];

/** Numbers of the offer that the host of media is told. */
async function prepareToSend() {
  const connection = new RTCPeerConnection();
  connections.push(connection);
  const audio = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  connection.addTransceiver(stream.getAudioTracks()[0], { direction: 'sendonly' });
  await connection.setLocalDescription(await connection.createOffer());
  const { sdp } = connection.localDescription;
  return {
    ...fingerprintOf(sdp),
    ssrc: Number(/^a=ssrc:(\d+)/m.exec(sdp)[1]),
    payloadType: Number(/^a=rtpmap:(\d+) opus\/48000\/2/m.exec(sdp)[1]),
  };
}

async function send(sdp) {
  await connections.at(-1).setRemoteDescription({ type: 'answer', sdp });
}

async function listen(sdp) {
  const connection = new RTCPeerConnection();
  connections.push(connection);
  connection.ontrack = ({ streams: [stream], track }) =>
    analyse(stream ?? new MediaStream([track]));
  await connection.setRemoteDescription({ type: 'offer', sdp });
  await connection.setLocalDescription(await connection.createAnswer());
  return fingerprintOf(connection.localDescription.sdp);
}

function fingerprintOf(sdp) {
  const [, algorithm, value] = /^a=fingerprint:(\S+) (\S+)/m.exec(sdp);
  return { algorithm, value };
}

let analyser;

function analyse(stream) {
  // Chromium decodes nothing that no element plays.
  const element = new Audio();
  element.srcObject = stream;
  element.muted = true;
  void element.play();
  const context = new AudioContext();
  analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  context.createMediaStreamSource(stream).connect(analyser);
}

/** The loudest frequency just now, in hertz; 0 in silence. */
function loudest() {
  if (!analyser) return 0;
  const levels = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(levels);
  const at = levels.reduce((best, level, index) => (level > levels[best] ? index : best), 0);
  return levels[at] < -80 ? 0 : (at * analyser.context.sampleRate) / analyser.fftSize;
}

function hangUp() {
  for (const connection of connections.splice(0)) connection.close();
  analyser = undefined;
}

window.voice = { prepareToSend, send, listen, loudest, hangUp };
