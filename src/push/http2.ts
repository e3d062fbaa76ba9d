// One HTTP/2 session to a push service, which all calls of a worker share. One that the service
// ends, that fails, or that nobody has used for a while is followed by another at the next call.

import type { ClientHttp2Session, ClientHttp2Stream, OutgoingHttpHeaders } from 'node:http2';
import { connect, constants } from 'node:http2';
import type { SecureContext } from 'node:tls';
import type { Posted } from './post.ts';
import { answerTimeoutMs, bodyBytesMax } from './post.ts';

/** Routers on the way forget a connection on which nothing is said for so long. */
const idleMs = 5 * 60_000;
const closeTimeoutMs = 1000;

interface Kept {
  readonly session: ClientHttp2Session;
  /**
   * The service has said how many calls it takes at once: APNs begins with one. What is called
   * before that it refuses; afterwards the session holds back what is too much.
   */
  readonly begun: Promise<void>;
  /** When a call was last answered on it. */
  heardAt: number | undefined;
}

/** The call was not answered, and may be made again at once. */
class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

export class Http2Poster {
  readonly #origin: string;
  readonly #trust: SecureContext | undefined;
  #kept: Kept | undefined;
  #isClosed = false;

  /** `trust`: the authorities that are believed; those of Node otherwise. */
  constructor(origin: string, trust?: SecureContext) {
    this.#origin = origin;
    this.#trust = trust;
  }

  /** Throws when the service is away. Once it is repeated, where the session has ended under it. */
  async post(path: string, headers: OutgoingHttpHeaders, body: string): Promise<Posted> {
    const wasHeard = this.#current().heardAt !== undefined;
    try {
      return await this.#postOnce(path, headers, body);
    } catch (error) {
      if (!wasHeard || !(error instanceof Unanswered) || this.#isClosed) throw error;
      return this.#postOnce(path, headers, body);
    }
  }

  /** Waits a moment for the calls under way. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const session = this.#kept?.session;
    if (!session || session.destroyed) return;
    await new Promise<void>((resolve) => {
      const late = setTimeout(() => session.destroy(), closeTimeoutMs);
      session.once('close', () => {
        clearTimeout(late);
        resolve();
      });
      session.close();
    });
  }

  #current(): Kept {
    const kept = this.#kept;
    if (kept && !kept.session.closed && !kept.session.destroyed) return kept;
    const session = connect(this.#origin, this.#trust ? { secureContext: this.#trust } : {});
    const begun = new Promise<void>((resolve, reject) => {
      session.once('remoteSettings', () => resolve());
      session.once('close', () => reject(new Unanswered()));
    });
    begun.catch(() => {});
    const opened: Kept = { session, begun, heardAt: undefined };
    const forget = () => {
      if (this.#kept === opened) this.#kept = undefined;
    };
    // Its streams are told, and with them whoever waits.
    session.on('error', forget);
    session.on('goaway', forget);
    session.on('close', forget);
    session.setTimeout(idleMs, () => session.close());
    this.#kept = opened;
    return opened;
  }

  #postOnce(path: string, headers: OutgoingHttpHeaders, body: string): Promise<Posted> {
    if (this.#isClosed) return Promise.reject(new Error('closed'));
    const kept = this.#current();
    return new Promise((resolve, reject) => {
      const beganAt = performance.now();
      let stream: ClientHttp2Stream | undefined;
      const late = setTimeout(() => {
        reject(new Error('timeout'));
        stream?.close(constants.NGHTTP2_CANCEL);
        // One on which nothing is heard at all leads nowhere.
        if ((kept.heardAt ?? 0) < beganAt) kept.session.destroy();
      }, answerTimeoutMs);
      const fail = (error: unknown) => {
        clearTimeout(late);
        reject(error);
      };
      const call = () => {
        stream = kept.session.request({ ':method': 'POST', ':path': path, ...headers });
        stream.once('close', () => fail(new Unanswered()));
        readAnswer(stream, (answer) => {
          kept.heardAt = performance.now();
          resolve(answer);
        });
        stream.end(body);
      };
      kept.begun.then(call).catch(fail);
    });
  }
}

function readAnswer(stream: ClientHttp2Stream, done: (answer: Posted) => void): void {
  let [status, text] = [0, ''];
  let headers: Posted['headers'] = {};
  stream.setEncoding('utf8');
  stream.on('response', (said) => {
    status = Number(said[':status'] ?? 0);
    headers = said;
  });
  stream.on('data', (part: string) => {
    if (text.length < bodyBytesMax) text += part.slice(0, bodyBytesMax - text.length);
  });
  stream.on('end', () => {
    if (status !== 0 && !stream.aborted) done({ status, headers, body: text });
  });
  // The stream is closed then, which is told.
  stream.on('error', () => {});
}
