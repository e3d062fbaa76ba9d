// Whether a person has solved a captcha, as its provider says: hCaptcha, Turnstile and reCAPTCHA
// are asked in the same form. A provider may be slow, break off or answer anything: all of it has
// an end, and what is no plain yes is none. It is told the secret and the response, and nothing of
// who solved it. Redirects are not followed.

import { readFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Config, Log } from '#runtime';
import { ConfigError, logConstant } from '#runtime';

/** A provider has so long. */
export const captchaTimeoutMs = 5_000;
/** From its answer no more is read. */
const answerBytesMax = 16 * 1024;
/** Responses of one worker that are looked at; of more it is not known. */
const underWayMax = 64;
const secretForm = /^[\x21-\x7e]{1,1024}$/;

/** `unknown`: the provider could not say. */
export type CaptchaOutcome = 'solved' | 'refused' | 'unknown';

export interface Captcha {
  /** Where people solve one, if the operator has said so. */
  readonly page: string | undefined;
  check(response: string): Promise<CaptchaOutcome>;
}

type Settings = Pick<
  Config,
  'ALDIS_CAPTCHA_URL' | 'ALDIS_CAPTCHA_SECRET_FILE' | 'ALDIS_CAPTCHA_PAGE'
>;

/** The provider that is set up, if one is. Throws ConfigError with one sentence. */
export function createCaptcha(config: Settings, log: Pick<Log, 'warn'>): Captcha | undefined {
  const { ALDIS_CAPTCHA_URL: url, ALDIS_CAPTCHA_SECRET_FILE: path } = config;
  const { ALDIS_CAPTCHA_PAGE: page } = config;
  if (url === undefined && path === undefined && page === undefined) return undefined;
  if (url === undefined || path === undefined) {
    throw new ConfigError('ALDIS_CAPTCHA_URL: goes with ALDIS_CAPTCHA_SECRET_FILE.');
  }
  return new HttpCaptcha(new URL(url), readSecret(path), page, log);
}

class HttpCaptcha implements Captcha {
  readonly page: string | undefined;
  readonly #url: URL;
  readonly #secret: string;
  readonly #log: Pick<Log, 'warn'>;
  #underWay = 0;

  constructor(url: URL, secret: string, page: string | undefined, log: Pick<Log, 'warn'>) {
    this.page = page;
    this.#url = url;
    this.#secret = secret;
    this.#log = log;
  }

  async check(response: string): Promise<CaptchaOutcome> {
    if (this.#underWay >= underWayMax) return 'unknown';
    this.#underWay += 1;
    try {
      const { status, body } = await this.#ask(response);
      if (status < 200 || status >= 300) throw new Failed('status');
      return verdictOf(body);
    } catch (error) {
      this.#log.warn('captcha.failed', { cause: logConstant(causeOf(error)) });
      return 'unknown';
    } finally {
      this.#underWay -= 1;
    }
  }

  #ask(response: string): Promise<{ readonly status: number; readonly body: string }> {
    const form = new URLSearchParams({ secret: this.#secret, response });
    const bytes = Buffer.from(form.toString());
    const { promise, resolve, reject } = Promise.withResolvers<{ status: number; body: string }>();
    const signal = AbortSignal.timeout(captchaTimeoutMs);
    const headers = {
      accept: 'application/json',
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(bytes.length),
    };
    const open = this.#url.protocol === 'https:' ? requestHttps : requestHttp;
    const asked = open(this.#url, { method: 'POST', headers, signal, agent: false });
    const fail = (error: Error) => reject(signal.aborted ? new Failed('timeout') : error);
    asked.on('error', fail);
    // Of an answer that begins another protocol nothing else is heard.
    asked.on('close', () => fail(new Failed('closed')));
    asked.on('response', (answer) => {
      const chunks: Buffer[] = [];
      let length = 0;
      answer.on('data', (chunk: Buffer) => {
        length += chunk.length;
        if (length <= answerBytesMax) chunks.push(chunk);
        else asked.destroy(new Failed('too long'));
      });
      answer.on('error', fail);
      answer.on('end', () => {
        const body = Buffer.concat(chunks).toString('utf8');
        resolve({ status: answer.statusCode ?? 0, body });
      });
      answer.on('close', () => fail(new Failed('closed')));
    });
    asked.end(bytes);
    return promise;
  }
}

/** A word for the log. */
class Failed extends Error {}

function causeOf(error: unknown): string {
  if (error instanceof Failed) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'broken';
}

/** Throws Failed for what is no verdict. */
function verdictOf(body: string): CaptchaOutcome {
  let read: unknown;
  try {
    read = JSON.parse(body);
  } catch {
    throw new Failed('garbage');
  }
  const success: unknown =
    typeof read === 'object' && read !== null && Object.hasOwn(read, 'success')
      ? Reflect.get(read, 'success')
      : undefined;
  if (typeof success !== 'boolean') throw new Failed('garbage');
  return success ? 'solved' : 'refused';
}

function readSecret(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch {
    throw new ConfigError(`ALDIS_CAPTCHA_SECRET_FILE: ${path} cannot be read.`);
  }
  if (secretForm.test(text)) return text;
  throw new ConfigError(
    `ALDIS_CAPTCHA_SECRET_FILE: ${path} must hold one line of up to 1024 printable characters.`,
  );
}
