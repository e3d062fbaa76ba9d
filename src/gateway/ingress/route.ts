// What a route is: a typed description that the dispatcher, the limits and the OpenAPI document all
// read, and a handler that sees only what has been checked.

import type { AuthenticatedDevice } from '#actors';
import type { Scope } from '#crypto';
import type { AuditedBy } from '#ports';
import type { Result } from '#protocol';
import { refuse } from '#protocol';
import type { z } from 'zod/v4';
import type { GatewayServices } from '../services.ts';
import type { RateLimitName, TakePermits } from './rateLimits.ts';
import type { LateAnswers } from './lateAnswers.ts';
import type { LoginPort } from './logins.ts';
import type { Challenges } from './challenges.ts';
import type { AnonymousPort, TokenHolder, Unnamed } from './anonymous.ts';
import type { GroupCaller } from './groupMembers.ts';
import type { Permits } from './permits.ts';
import type { SendPort } from './send.ts';

export type Verb = 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
/** `signal` and `facade` keep the error bodies of those APIs; `problem` is RFC 9457. */
export type RouteStyle = 'signal' | 'problem' | 'facade';
/**
 * `password`: a device that shows its password, not a token made from it. `registration` is a Basic
 * header whose user name does not exist yet, `linking` one of an account and a password that is no
 * device's yet. `deviceOrAccess`: a device, or somebody without a name who shows an access key or
 * leave as a member of a group.
 * `sendToken`: somebody without a name who has leave to write to many.
 * `group`: somebody whom a group knows, by a name of its own.
 */
export type RouteAuth =
  | 'device'
  | 'deviceOrAccess'
  | 'sendToken'
  | 'password'
  | 'operator'
  | 'none'
  | 'group'
  | 'registration'
  | 'linking';

/**
 * `fresh`: by password, or by a token whose holder has proved who they are within five minutes;
 * where one-time codes are on, by a token that was made with one.
 */
type RouteProof = 'fresh';

/** User name and password of a Basic header, not yet believed. */
export interface BasicCredentials {
  readonly username: string;
  readonly password: string;
}

/** One token bucket of a route, and whose it is. */
export interface RouteLimit {
  readonly bucket: RateLimitName;
  /** `member`: of a group, by its name there. */
  readonly by: 'account' | 'device' | 'member' | 'ip';
}

/** What a handler answers when it does not refuse. */
export interface RouteAnswer {
  readonly status: number;
  /** Becomes JSON; absent for an empty body. */
  readonly body?: unknown;
  /** A body that is no JSON. */
  readonly text?: { readonly type: string; readonly content: string };
  readonly headers?: Readonly<Record<string, string>>;
  /** A body that is made while it is read, of a route that `streams`. */
  readonly stream?: AsyncIterable<Uint8Array>;
}

/** Brings a primary's message to the device that waits at an address. False: nobody does. */
export type ProvidePort = (address: string, body: Uint8Array) => Promise<boolean>;

/** All that handlers may work with. */
export interface RouteTools extends Omit<GatewayServices, 'limiter' | 'limits' | 'log'> {
  readonly take: TakePermits;
  readonly challenges: Pick<Challenges, 'solve' | 'push'>;
  readonly send: SendPort;
  readonly anonymous: Pick<AnonymousPort, 'send' | 'sendGroup' | 'takeBundles' | 'readProfile'>;
  readonly provide: ProvidePort;
  readonly logins: LoginPort;
  readonly late: Pick<LateAnswers, 'wrong'>;
  /** Needed where something is done in a device's name without asking its account's actor. */
  readonly permits: Pick<Permits, 'under'>;
}

/** What a handler works with: it names what it uses, and gets nothing else by its type. */
export type Uses<Names extends keyof RouteTools> = Pick<RouteTools, Names>;

type Caller<A extends RouteAuth> = A extends 'device' | 'password'
  ? AuthenticatedDevice
  : A extends 'deviceOrAccess'
    ? AuthenticatedDevice | Unnamed
    : A extends 'registration' | 'linking'
      ? BasicCredentials
      : A extends 'group'
        ? GroupCaller
        : A extends 'sendToken'
          ? TokenHolder
          : A extends 'operator'
            ? AuditedBy
            : null;

/** A checked request. */
interface Call<A extends RouteAuth, P, Q, B> {
  readonly caller: Caller<A>;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  readonly headers: Readonly<Record<string, string>>;
  readonly ip: string;
}

interface RouteShape<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType> {
  readonly verb: Verb;
  /** Written as find-my-way wants it. */
  readonly path: string;
  readonly style: RouteStyle;
  readonly summary: string;
  readonly proof?: RouteProof;
  /** For those as well who have not agreed to what the operator requires. */
  readonly isOpen?: boolean;
  /** The media type of an answer that is as long as it comes: by HTTP alone. */
  readonly streams?: string;
  /** Of a device's token; `read` for GET and `device` for the rest unless said. */
  readonly scope?: Scope;
  readonly limits?: readonly RouteLimit[];
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** The media type of a body that is taken as bytes; absent: JSON. */
  readonly mediaType?: string;
  /** Schemas of the successful answers by status; null for an empty body. */
  readonly answers: Readonly<Record<number, z.ZodType | null>>;
}

interface RouteSpec<
  A extends RouteAuth,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  Used,
> extends RouteShape<P, Q, B> {
  readonly auth: A;
  readonly handle: (
    call: Call<A, z.output<P>, z.output<Q>, z.output<B>>,
    tools: Used,
  ) => Promise<Result<RouteAnswer>>;
}

/**
 * A request as the dispatcher hands it on: routed, authenticated and parsed, its shape not checked.
 */
export interface RouteInput {
  readonly caller:
    | AuthenticatedDevice
    | Unnamed
    | BasicCredentials
    | GroupCaller
    | AuditedBy
    | null;
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly ip: string;
}

/** A route whose types are behind it. */
export interface Route extends RouteShape<z.ZodType, z.ZodType, z.ZodType> {
  readonly auth: RouteAuth;
  /** Checks the shape, then handles. Refuses: request.invalid, and what the handler refuses. */
  run(input: RouteInput, tools: RouteTools): Promise<Result<RouteAnswer>>;
}

/** Makes a route of its description. */
export function defineRoute<
  A extends RouteAuth,
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  Used = object,
>(spec: RouteSpec<A, P, Q, B, RouteTools extends Used ? Used : unknown>): Route {
  const { handle, ...shape } = spec;
  return {
    ...shape,
    async run(input, tools) {
      const params = check(spec.params, input.params);
      if (!params.ok) return params;
      const query = check(spec.query, input.query);
      if (!query.ok) return query;
      const body = check(spec.body, input.body);
      if (!body.ok) return body;
      const call = {
        ...input,
        caller: input.caller as Caller<A>,
        params: params.value,
        query: query.value,
        body: body.value,
      };
      return handle(call, tools as Parameters<typeof handle>[1]);
    },
  };
}

/** What a device's token has to allow. */
export function scopeOf({ scope, verb }: Pick<Route, 'scope' | 'verb'>): Scope {
  return scope ?? (verb === 'GET' ? 'read' : 'device');
}

/** A successful answer. */
export function answer(status: number, body?: unknown): Result<RouteAnswer> {
  return { ok: true, value: body === undefined ? { status } : { status, body } };
}

function check<S extends z.ZodType>(schema: S | undefined, value: unknown): Result<z.output<S>> {
  if (!schema) return { ok: true, value: undefined as z.output<S> };
  const read = schema.safeParse(value);
  if (read.success) return { ok: true, value: read.data };
  const where = fieldName(read.error.issues[0]?.path ?? []);
  return refuse('request.invalid', where === '' ? {} : { detail: `Field: ${where}.` });
}

/**
 * Names come from schemas, but a record's keys are the client's text: only plain words are
 * repeated.
 */
function fieldName(path: readonly PropertyKey[]): string {
  return path
    .slice(0, 6)
    .map((part) => (/^([A-Za-z]\w{0,40}|\d{1,4})$/.test(String(part)) ? String(part) : '?'))
    .join('.');
}
