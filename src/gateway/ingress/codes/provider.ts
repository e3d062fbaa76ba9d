// An SMS gateway as an operator describes it in a file: how it is asked for a text or a voice call,
// and how its answers read.

import { readFileSync } from 'node:fs';
import type { Config } from '#runtime';
import { ConfigError } from '#runtime';
import { z } from 'zod/v4';
import type { CodeTransport } from './codeSender.ts';
import type { JsonTemplate } from './template.ts';
import { namesOf, textsOf, unknownPlaceholders } from './template.ts';

const setting = 'ALDIS_CODES_PROVIDER_FILE';
const secretSetting = 'ALDIS_CODES_SECRET_FILE';
const secretForm = /^[\x21-\x7e]{1,1024}$/;

const jsonTemplate: z.ZodType<JsonTemplate> = z.lazy(() =>
  z.union([
    z.string().max(2000),
    z.number(),
    z.boolean(),
    z.null(),
    z.array(jsonTemplate),
    z.record(z.string(), jsonTemplate),
  ]),
);
const headers = z.record(z.string().regex(/^[\w-]{1,64}$/), z.string().max(2000));
const request = {
  url: z
    .string()
    .max(1000)
    .regex(/^https?:\/\/[^\s/?#{}@]+([/?][^\s#]*)?$/, 'must be http:// or https:// and a host'),
  method: z.enum(['POST', 'PUT', 'GET']),
  headers,
  json: jsonTemplate,
  form: z.record(z.string().min(1).max(64), z.string().max(2000)),
};
/** One transport's own; what it leaves out is the gateway's. */
const transport = z.strictObject({
  url: request.url.optional(),
  method: request.method.optional(),
  headers: headers.default({}),
  json: request.json.optional(),
  form: request.form.optional(),
});
/** All that is named has to hold. */
const sign = z
  .strictObject({
    status: z.array(z.number().int().min(100).max(599)).min(1).optional(),
    /** Of a JSON body: names and places with points between. */
    field: z
      .string()
      .regex(/^[\w-]+(\.[\w-]+){0,7}$/, 'must be names with points between')
      .optional(),
    is: z
      .array(z.union([z.string(), z.number(), z.boolean(), z.null()]))
      .min(1)
      .optional(),
  })
  .refine(({ status, field }) => status !== undefined || field !== undefined, 'names nothing')
  .refine(({ field, is }) => is === undefined || field !== undefined, '"is" needs a "field"');
const signs = z.array(sign).min(1).max(20);

const fileShape = z
  .strictObject({
    url: request.url,
    method: request.method.default('POST'),
    headers: headers.default({}),
    sms: transport.optional(),
    voice: transport.optional(),
    answer: z
      .strictObject({
        sent: signs.optional(),
        refused: signs.optional(),
        otherTransport: signs.optional(),
      })
      .default({}),
    timeoutMs: z.number().int().min(100).max(30_000).default(5000),
    repeatsMax: z.number().int().min(0).max(5).default(2),
    repeatAfterMs: z.number().int().min(10).max(10_000).default(500),
    caFile: z.string().min(1).optional(),
  })
  .refine(({ sms, voice }) => sms ?? voice, 'needs "sms", "voice" or both');

/** What an answer is known by. */
export type Sign = z.output<typeof sign>;

/** How one transport is asked for. */
export interface ProviderRequest {
  /** A template. */
  readonly url: string;
  readonly method: 'POST' | 'PUT' | 'GET';
  /** Templates by names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: JsonTemplate | undefined;
  readonly form?: Readonly<Record<string, string>> | undefined;
}

export interface Provider {
  readonly requests: Readonly<Partial<Record<CodeTransport, ProviderRequest>>>;
  readonly transports: readonly CodeTransport[];
  /** Hosts with their ports, without what else the addresses hold. */
  readonly hosts: readonly string[];
  readonly isEncrypted: boolean;
  readonly answer: {
    readonly sent?: readonly Sign[] | undefined;
    readonly refused?: readonly Sign[] | undefined;
    readonly otherTransport?: readonly Sign[] | undefined;
  };
  readonly timeoutMs: number;
  readonly repeatsMax: number;
  readonly repeatAfterMs: number;
  /** Empty: there is none. */
  readonly secret: string;
  /** PEM of the authorities that are believed instead of the machine's. */
  readonly ca?: string;
}

type ProviderSettings = Pick<Config, 'ALDIS_CODES_PROVIDER_FILE' | 'ALDIS_CODES_SECRET_FILE'>;

/** The gateway that is set up, if one is. Throws ConfigError with one sentence. */
export function readProvider(config: ProviderSettings): Provider | undefined {
  const { ALDIS_CODES_PROVIDER_FILE: path, ALDIS_CODES_SECRET_FILE: secretPath } = config;
  if (path === undefined) {
    if (secretPath === undefined) return undefined;
    throw new ConfigError(`${setting}: is needed too, ${secretSetting} is its secret.`);
  }
  const read = fileShape.safeParse(readJson(path));
  if (!read.success) {
    const issue = read.error.issues[0];
    throw new ConfigError(`${setting}: ${issue?.path.join('.') || 'it'}: ${issue?.message}.`);
  }
  const { sms, voice, caFile, url, method, headers: shared, ...rest } = read.data;
  const gateway = { url, method, headers: shared };
  const requests = {
    ...(sms ? { sms: requestOf('sms', sms, gateway) } : {}),
    ...(voice ? { voice: requestOf('voice', voice, gateway) } : {}),
  };
  const all = Object.values(requests);
  const secret = secretPath === undefined ? '' : readSecret(secretPath);
  checkSecret(all, secret !== '');
  const transports = Object.keys(requests) as CodeTransport[];
  const hosts = [...new Set(all.map((one) => new URL(one.url).host))];
  const isEncrypted = all.every((one) => one.url.startsWith('https://') || isHere(one.url));
  const ca = caFile === undefined ? {} : { ca: readText(caFile) };
  return { ...rest, requests, transports, hosts, isEncrypted, secret, ...ca };
}

function requestOf(
  name: CodeTransport,
  own: z.output<typeof transport>,
  gateway: Pick<ProviderRequest, 'url' | 'method' | 'headers'>,
): ProviderRequest {
  const { json, form } = own;
  const method = own.method ?? gateway.method;
  const given = { ...lowered(gateway.headers), ...lowered(own.headers) };
  const wrong = (what: string) => new ConfigError(`${setting}: ${name}: ${what}.`);
  if (json !== undefined && form !== undefined) throw wrong('takes "json" or "form", not both');
  if (method === 'GET' && (json ?? form) !== undefined) throw wrong('GET has no body');
  const made: ProviderRequest = { url: own.url ?? gateway.url, method, headers: given, json, form };
  const texts = templatesOf(made);
  const [unknown] = texts.flatMap(unknownPlaceholders);
  if (unknown !== undefined) throw wrong(`{${unknown.slice(0, 40)}} is no placeholder`);
  const named = texts.flatMap(namesOf);
  if (!named.includes('number')) throw wrong('never names {number}');
  if (!named.includes('code') && !named.includes('text')) throw wrong('names no {code}, no {text}');
  // A header holds no letters beyond Latin.
  if (Object.values(given).flatMap(namesOf).includes('text')) throw wrong('{text} fits no header');
  return made;
}

function templatesOf({ url, headers: given, json = null, form = {} }: ProviderRequest): string[] {
  return [url, ...Object.values(given), ...textsOf(json), ...Object.values(form)];
}

/** A secret that nothing names, or a name without one, is a slip of the pen. */
function checkSecret(all: readonly ProviderRequest[], isGiven: boolean): void {
  const names = all.flatMap(templatesOf).flatMap(namesOf);
  const isNamed = names.includes('secret') || names.includes('secretBase64');
  if (isNamed === isGiven) return;
  throw new ConfigError(
    isGiven
      ? `${setting}: never names the {secret} that ${secretSetting} has.`
      : `${secretSetting}: is needed too, ${setting} names a {secret}.`,
  );
}

const lowered = (given: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));

function isHere(url: string): boolean {
  return /^http:\/\/(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?([/?]|$)/.test(url);
}

function readSecret(path: string): string {
  const secret = readText(path, secretSetting).trim();
  if (secretForm.test(secret)) return secret;
  throw new ConfigError(
    `${secretSetting}: ${path} must hold one line of up to 1024 printable characters.`,
  );
}

function readText(path: string, name = setting): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ConfigError(`${name}: ${path} cannot be read.`);
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw new ConfigError(`${setting}: ${path} is not a readable JSON file.`);
  }
}
