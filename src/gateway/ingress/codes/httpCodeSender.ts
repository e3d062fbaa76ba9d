// Codes by an operator's gateway, asked over HTTP. A gateway may be slow, throttle, break off or
// answer anything: all of it has an end and an outcome. Redirects are not followed, since they
// would take numbers and codes to somebody else; private addresses are fine, the gateway is the
// operator's. Nothing of a request or an answer reaches the log but a status or a system code.

import { randomUUID } from 'node:crypto';
import { Agent as HttpAgent, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { Clock, Log } from '#runtime';
import { logConstant, metrics } from '#runtime';
import type { CodeOrder, CodeOutcome, CodeSender, CodesReadiness } from './codeSender.ts';
import type { CodeTexts } from './codeTexts.ts';
import type { Provider, ProviderRequest, Sign } from './provider.ts';
import type { Values } from './template.ts';
import { fill, fillJson } from './template.ts';

/** From a gateway's answer no more is read. */
const answerBytesMax = 64 * 1024;
/** Codes of one worker that are under way; more are refused for now. */
const underWayMax = 256;
const connectionsMax = 64;
/** With all its repeats a code has so long: whoever asked for it waits. */
const codeDeadlineMs = 20_000;

interface HttpCodeSenderParts {
  readonly provider: Provider;
  readonly texts: CodeTexts;
  readonly clock: Clock;
  readonly log: Log;
}

/** What a gateway said; `cause` where it said nothing. */
type Answer =
  | { readonly status: number; readonly body: string; readonly retryAfterMs?: number }
  | { readonly cause: string };

export class HttpCodeSender implements CodeSender {
  readonly #provider: Provider;
  readonly #texts: CodeTexts;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #agents: { readonly http: HttpAgent; readonly https: HttpsAgent };
  #underWay = 0;
  #state: CodesReadiness = 'unknown';

  constructor({ provider, texts, clock, log }: HttpCodeSenderParts) {
    this.#provider = provider;
    this.#texts = texts;
    this.#clock = clock;
    this.#log = log;
    const settings = { keepAlive: true, maxSockets: connectionsMax };
    const trust = provider.ca === undefined ? {} : { ca: provider.ca };
    this.#agents = {
      http: new HttpAgent(settings),
      https: new HttpsAgent({ ...settings, ...trust }),
    };
  }

  state(): CodesReadiness {
    return this.#state;
  }

  async send(order: CodeOrder): Promise<CodeOutcome> {
    const request = this.#provider.requests[order.transport];
    if (!request) return this.#counted(order, 'otherTransport');
    if (this.#underWay >= underWayMax) return this.#counted(order, 'unavailable');
    this.#underWay += 1;
    const beganMs = this.#clock.monotonic();
    try {
      const outcome = await this.#untilSent(request, this.#valuesOf(order));
      this.#state = outcome === 'unavailable' ? 'failing' : 'ready';
      return this.#counted(order, outcome);
    } finally {
      this.#underWay -= 1;
      metrics.verificationCodeSeconds.record(this.#clock.monotonic() - beganMs);
    }
  }

  #counted({ transport }: CodeOrder, outcome: CodeOutcome): CodeOutcome {
    metrics.verificationCodes.inc({ transport, outcome });
    return outcome;
  }

  #valuesOf({ number, transport, code, languages }: CodeOrder): Values {
    const { secret } = this.#provider;
    const { language, text } = this.#texts.tell(transport, code, languages);
    const secretBase64 = Buffer.from(secret).toString('base64');
    return { number, code, language, text, id: randomUUID(), secret, secretBase64 };
  }

  async #untilSent(request: ProviderRequest, values: Values): Promise<CodeOutcome> {
    const { repeatsMax, repeatAfterMs, timeoutMs } = this.#provider;
    const untilMs = this.#clock.monotonic() + codeDeadlineMs;
    for (let repeats = 0; ; repeats++) {
      const leftMs = untilMs - this.#clock.monotonic();
      const answer = await this.#ask(request, values, Math.min(timeoutMs, leftMs));
      const outcome = this.#judge(answer);
      if (outcome !== 'unavailable') return outcome;
      this.#note(answer, repeats);
      const waitMs = Math.max(
        repeatAfterMs * 2 ** repeats,
        'retryAfterMs' in answer ? (answer.retryAfterMs ?? 0) : 0,
      );
      const isLate = this.#clock.monotonic() + waitMs >= untilMs;
      if (repeats >= repeatsMax || isLate || !isWorthARepeat(answer)) return outcome;
      await new Promise<void>((resolve) => void this.#clock.after(waitMs, resolve));
    }
  }

  #note(answer: Answer, repeats: number): void {
    const said =
      'cause' in answer ? { cause: logConstant(answer.cause) } : { status: answer.status };
    this.#log.warn('codes.failed', { ...said, repeats });
  }

  #judge(answer: Answer): CodeOutcome {
    if ('cause' in answer) return 'unavailable';
    const { sent, refused, otherTransport } = this.#provider.answer;
    const shows = (signs: readonly Sign[] | undefined) =>
      signs?.some((sign) => isShown(sign, answer.status, answer.body)) ?? false;
    if (shows(otherTransport)) return 'otherTransport';
    if (shows(refused)) return 'refused';
    const isWell = answer.status >= 200 && answer.status < 300;
    return (sent ? shows(sent) : isWell) ? 'sent' : 'unavailable';
  }

  #ask(request: ProviderRequest, values: Values, timeoutMs: number): Promise<Answer> {
    const url = new URL(fill(request.url, values, encodeURIComponent));
    const body = bodyOf(request, values);
    const headers: Record<string, string> = {
      accept: 'application/json',
      ...(body ? { 'content-type': body.type, 'content-length': String(body.bytes.length) } : {}),
    };
    for (const [name, value] of Object.entries(request.headers)) {
      headers[name] = fill(value, values);
    }
    const isTls = url.protocol === 'https:';
    const signal = AbortSignal.timeout(Math.max(1, Math.ceil(timeoutMs)));
    const options = { method: request.method, headers, signal };
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const fail = (error: Error) => {
      resolve({ cause: signal.aborted ? 'timeout' : causeOf(error) });
    };
    const asked = isTls
      ? requestHttps(url, { ...options, agent: this.#agents.https })
      : requestHttp(url, { ...options, agent: this.#agents.http });
    asked.on('error', fail);
    asked.on('response', (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= answerBytesMax) chunks.push(chunk);
        else asked.destroy(new Error('too long'));
      });
      response.on('error', fail);
      response.on('end', () => {
        const retryAfterMs = 1000 * Number(response.headers['retry-after']);
        resolve({
          status: response.statusCode ?? 0,
          body: Buffer.concat(chunks).toString('utf8'),
          ...(retryAfterMs > 0 ? { retryAfterMs } : {}),
        });
      });
      response.on('close', () => fail(new Error('closed')));
    });
    asked.end(body?.bytes);
    return promise;
  }
}

/**
 * A gateway that throttles, failed or was not reached may be asked again. One that says nothing in
 * time may have sent the code: its repeat would cost a second text.
 */
function isWorthARepeat(answer: Answer): boolean {
  if ('cause' in answer) return answer.cause !== 'timeout';
  return answer.status === 429 || answer.status >= 500;
}

function bodyOf({ json, form }: ProviderRequest, values: Values) {
  if (json !== undefined) {
    const bytes = Buffer.from(JSON.stringify(fillJson(json, values)));
    return { type: 'application/json', bytes };
  }
  if (!form) return undefined;
  const fields = Object.entries(form).map(([name, one]): [string, string] => {
    return [name, fill(one, values)];
  });
  const bytes = Buffer.from(new URLSearchParams(fields).toString());
  return { type: 'application/x-www-form-urlencoded', bytes };
}

function isShown({ status, field, is }: Sign, answered: number, body: string): boolean {
  if (status && !status.includes(answered)) return false;
  if (field === undefined) return true;
  const value = valueAt(body, field);
  if (!is) return value !== undefined && value !== null && value !== false;
  return is.some((one) => one === value);
}

/** The value at a path into a body of JSON; undefined where there is none. */
function valueAt(body: string, field: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return undefined;
  }
  for (const name of field.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** A word for the log: a system's code, never an error's message. */
function causeOf(error: Error): string {
  return 'code' in error && typeof error.code === 'string' ? error.code : 'broken';
}
