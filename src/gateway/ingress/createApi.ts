// The dispatcher behind every door: finds the route, asks who is calling, takes from the buckets,
// reads the body, runs the handler, writes the answer. Whatever goes wrong becomes an answer.

import { randomUUID } from 'node:crypto';
import findMyWay from 'find-my-way';
import type { AccountKind } from '#actors';
import { secretsEqual } from '#crypto';
import type { Refusal, Result } from '#protocol';
import { accountAddress, limits, ok, parseAccountId, refuse } from '#protocol';
import type { AuditedBy } from '#ports';
import { operatorNameForm, Unreachable } from '#ports';
import { logConstant, metrics, noteSecurity } from '#runtime';
import type { GatewayServices } from '../services.ts';
import type { Api, ApiAnswer, ApiRequest } from './api.ts';
import type { AnonymousPort } from './anonymous.ts';
import type { Authenticator } from './authenticate.ts';
import { Challenges } from './challenges.ts';
import { lacksConsent } from './consentsFile.ts';
import { admit } from './freshProof.ts';
import { isNewcomer, parseAuthorization } from './credentials.ts';
import type { LateAnswers } from './lateAnswers.ts';
import type { LoginPort } from './logins.ts';
import type { GroupMembers } from './groupMembers.ts';
import { readJson } from './json.ts';
import { refusalAnswer } from './refusals.ts';
import type {
  ProvidePort,
  Route,
  RouteAnswer,
  RouteInput,
  RouteLimit,
  RouteTools,
  Uses,
  Verb,
} from './route.ts';
import { takerOf } from './rateLimits.ts';
import { routes } from './routes/all.ts';
import type { SendPort } from './send.ts';
import { addressSubject } from './subjects.ts';
import { accessKey, sendToken } from './schemas.ts';

/** Longest path with query string. */
const targetLengthMax = 2048;
/** Longest part of a path: what asks for a credential has some 660 characters. */
const paramLengthMax = 700;
const verbs: readonly Verb[] = ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'];
const requestIdForm = /^[\w.-]{8,64}$/;
const nothing = new Uint8Array(0);
/** Who shows the operators' token may say who they are; the log of their acts has it. */
const operatorNameHeader = 'x-aldis-operator';

interface Found {
  readonly route: Route;
  readonly params: Record<string, string | undefined>;
  readonly query: unknown;
}

interface Parts {
  readonly tools: RouteTools;
  readonly authenticator: Authenticator;
  readonly members: GroupMembers;
}

/** What all doors of a worker share: it remembers who failed, and what accounts have sent. */
export interface DoorsParts {
  readonly authenticator: Authenticator;
  readonly send: SendPort;
  readonly anonymous: AnonymousPort;
  readonly provide: ProvidePort;
  readonly permits: RouteTools['permits'];
  readonly members: GroupMembers;
  readonly logins: LoginPort;
  readonly late: LateAnswers;
}

/** The API over the services. */
export function createApi(services: GatewayServices, doors: DoorsParts): Api {
  const find = createFinder(routes);
  const { authenticator, members, ...ports } = doors;
  const challenges = new Challenges(services);
  const tools: RouteTools = { ...services, ...ports, challenges, take: takerOf(services) };
  const parts: Parts = { tools, authenticator, members };

  return {
    async answer(request) {
      const requestId = requestIdOf(request);
      let found: Result<Found> = refuse('request.not_found');
      let result: Result<RouteAnswer>;
      try {
        found = find(request.verb, request.target);
        result = found.ok ? await serve(parts, found.value, request) : found;
      } catch (error) {
        result = afterThrow(services, error, found);
      }
      const style = found.ok ? found.value.route.style : 'problem';
      if (result.ok) return encode(result.value);
      const refusal = await doors.late.told(result.refusal, request.ip, request.body.length);
      metrics.refusals.inc({ code: refusal.code });
      return withAllow(refusalAnswer(refusal, style, requestId), refusal);
    },
  };
}

/** The id that the answer, problem+json and logs of proxies share. */
export function requestIdOf(request: Pick<ApiRequest, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return given !== undefined && requestIdForm.test(given) ? given : randomUUID();
}

function createFinder(all: readonly Route[]) {
  const router = findMyWay({ maxParamLength: paramLengthMax, ignoreTrailingSlash: false });
  for (const route of all) router.on(route.verb, route.path, () => {}, route);
  /** Verbs of what is named outright: no parameter of another route stands for such a name. */
  const named = new Map<string, Verb[]>();
  for (const { verb, path } of all) {
    if (!path.includes(':')) named.set(path, [...(named.get(path) ?? []), verb]);
  }
  return (verb: string, target: string): Result<Found> => {
    if (target.length > targetLengthMax || !/^\/[\x21-\x7e]*$/.test(target)) {
      return refuse('request.malformed', { detail: 'The path cannot be read.' });
    }
    const known = verbs.find((one) => one === verb);
    const own = named.get(target.split('?', 1)[0] ?? '');
    const isTaken = known !== undefined && (own?.includes(known) ?? true);
    const hit = isTaken ? router.find(known, target) : null;
    if (hit?.store) {
      return ok({ route: hit.store as Route, params: hit.params, query: hit.searchParams });
    }
    const others = verbs.filter((one) => own?.includes(one) ?? router.find(one, target)?.store);
    if (others.length === 0) return refuse('request.not_found');
    return refuse('request.verb', { detail: `It takes ${others.join(', ')}.` });
  };
}

async function serve(
  parts: Parts,
  { route, params, query }: Found,
  request: ApiRequest,
): Promise<Result<RouteAnswer>> {
  const { tools } = parts;
  if (request.body.length > limits.frameBytesMax) return refuse('request.too_large');
  const ofAddress = () => takeLimits(tools, route, 'ip', addressSubject(request.ip));
  // Operators don't wait for those who guess from the same address.
  const isOperators = route.auth === 'operator';
  const early = isOperators ? undefined : await ofAddress();
  if (early) return early;
  const caller = await callerOf(parts, route, request);
  if (!caller.ok) return (isOperators && (await ofAddress())) || caller;
  if (route.streams && !request.takesStreams) {
    return refuse('request.malformed', { detail: 'It is answered by HTTP alone.' });
  }
  const device = caller.value;
  if (device && 'account' in device) {
    const whole = await takeLimits(tools, route, 'account', device.account, device.kind);
    if (whole) return whole;
    const subject = `${device.account}.${device.device}`;
    const single = await takeLimits(tools, route, 'device', subject, device.kind);
    if (single) return single;
    const lacking = route.isOpen ? undefined : lacksConsent(tools.consents, device);
    if (lacking) return lacking;
  }
  if (device && 'group' in device) {
    const whole = await takeLimits(tools, route, 'member', `${device.group} ${device.userId}`);
    if (whole) return whole;
  }
  const isJson = route.body && route.mediaType === undefined;
  const body = isJson ? readJson(request.body) : ok(route.body && request.body);
  if (!body.ok) return body;
  const { headers, ip } = request;
  return route.run({ caller: device, params, query, body: body.value, headers, ip }, tools);
}

async function takeLimits(
  { take }: Uses<'take'>,
  route: Route,
  by: RouteLimit['by'],
  subject: string,
  kind?: AccountKind,
): Promise<Result<never> | undefined> {
  for (const limit of route.limits ?? []) {
    if (limit.by !== by) continue;
    const held = await take(limit.bucket, subject, 1, kind);
    if (held) return held;
  }
  return undefined;
}

async function callerOf(
  { tools, authenticator, members }: Parts,
  route: Route,
  request: ApiRequest,
): Promise<Result<RouteInput['caller']>> {
  if (route.auth === 'group') return groupCaller(members, request);
  if (route.auth === 'sendToken') return tokenHolder(request);
  const named = namelessCaller(route, request);
  if (named) return named;
  if (route.auth === 'none') return ok(null);
  const isForDevices = route.auth === 'device' || route.auth === 'deviceOrAccess';
  if (isForDevices && request.device && route.proof === undefined) {
    // Whoever opened the socket may have been evicted since.
    const { account, device, credential, session } = request.device;
    return tools.router.ask(accountAddress(account), {
      type: 'authorize',
      device,
      credential,
      ...(session === undefined ? {} : { session }),
    });
  }
  const header = request.headers['authorization'];
  if (header === undefined) return refuse('auth.required');
  const credentials = parseAuthorization(header);
  if (!credentials) return refuse('auth.invalid');
  // A stolen token renews nothing and deletes nothing.
  const isByPassword = route.auth === 'password' && route.proof === undefined;
  if (isByPassword && credentials.scheme !== 'basic') return refuse('auth.forbidden');
  if (isForDevices || route.auth === 'password') {
    const proof = await authenticator.authenticate(credentials, request.ip);
    if (!proof.ok) return proof;
    const admitted = admit(route, proof.value, tools.clock.now());
    return admitted.ok ? ok(proof.value.device) : admitted;
  }
  if (route.auth === 'registration' || route.auth === 'linking') {
    const isNamed = route.auth === 'linking' ? parseAccountId : isNewcomer;
    const isBasic = credentials.scheme === 'basic';
    return isBasic && isNamed(credentials.username) ? ok(credentials) : refuse('auth.invalid');
  }
  const isOperator =
    credentials.scheme === 'bearer' && secretsEqual(credentials.token, tools.operatorToken);
  if (isOperator) return ok(operatorOf(tools, request));
  noteSecurity('operator_refused');
  return refuse('auth.invalid');
}

/** Which token it was, and the name that goes with it, where one is said. */
function operatorOf({ operatorTokenId: token }: RouteTools, { headers }: ApiRequest): AuditedBy {
  const name = headers[operatorNameHeader];
  const isName = name !== undefined && operatorNameForm.test(name);
  return { door: 'http', token, ...(isName ? { name } : {}) };
}

/** Whom a group knows. A socket or an access key would say whose name it is there. */
async function groupCaller(
  members: GroupMembers,
  { headers, device, ip }: ApiRequest,
): Promise<Result<RouteInput['caller']>> {
  if (device || headers['unidentified-access-key'] !== undefined) {
    return refuse('request.malformed', { detail: 'A group is asked by its credential alone.' });
  }
  const header = headers['authorization'];
  return header === undefined ? refuse('auth.required') : members.identify(header, ip);
}

/** Who shows leave to write to some accounts, and nothing that would say or lend a name. */
function tokenHolder({ headers, device }: ApiRequest): Result<RouteInput['caller']> {
  const others = [headers['authorization'], headers['unidentified-access-key'], device];
  if (others.some((one) => one !== undefined)) {
    return refuse('request.malformed', { detail: 'A token for a group stands alone.' });
  }
  const shown = headers['group-send-token'];
  if (shown === undefined) return refuse('auth.required');
  const read = sendToken.safeParse(shown);
  return read.success ? ok({ sendToken: read.data }) : refuse('auth.invalid');
}

/**
 * Who shows an access key or a token, or has said to say no name; undefined for everybody else.
 * Nobody may be both: it would tell whose key it is that a device has.
 */
function namelessCaller(
  route: Route,
  request: ApiRequest,
): Result<RouteInput['caller']> | undefined {
  const { headers, device, isAnonymous } = request;
  const isOpen = route.auth === 'deviceOrAccess';
  if (isOpen && headers['group-send-token'] !== undefined) return tokenHolder(request);
  const shown = headers['unidentified-access-key'];
  if (shown === undefined && !isAnonymous) return undefined;
  if (device || headers['authorization'] !== undefined) {
    return refuse('request.malformed', { detail: 'It is by name or by access key.' });
  }
  if (!isOpen) return isAnonymous ? refuse('auth.forbidden') : undefined;
  if (shown === undefined) return refuse('auth.required');
  const read = accessKey.safeParse(shown);
  return read.success ? ok({ accessKey: read.data }) : refuse('auth.invalid');
}

function afterThrow(
  { log }: Pick<GatewayServices, 'log'>,
  error: unknown,
  found: Result<Found>,
): Result<RouteAnswer> {
  if (error instanceof Unreachable) return refuse('server.unavailable');
  const path = found.ok ? found.value.route.path : '';
  log.error('api.defect', { route: logConstant(path) }, error);
  return refuse('server.defect');
}

function encode(answer: RouteAnswer): ApiAnswer {
  const { status, body, text, headers, stream } = answer;
  if (stream) return { status, headers: headers ?? {}, body: nothing, stream };
  if (text) {
    const bytes = Buffer.from(text.content);
    return { status, headers: { ...headers, 'content-type': text.type }, body: bytes };
  }
  if (body === undefined) return { status, headers: headers ?? {}, body: nothing };
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(body)),
  };
}

function withAllow(answer: ApiAnswer, refusal: Refusal): ApiAnswer {
  if (refusal.code !== 'request.verb') return answer;
  const allow = (refusal.detail ?? '').replace(/^It takes |\.$/g, '');
  return { ...answer, headers: { ...answer.headers, allow } };
}
