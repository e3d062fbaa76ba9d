// Somebody with an account at a running cluster, as a group knows them: what they show it, and what
// they ask of it over plain HTTP, each time by a connection of its own, so that every worker has
// its share.

import { request } from 'node:http';
import type { AccountId } from '#protocol';
import type { SecretGroup } from './groupPeople.ts';
import { dayOf, groupAuthorization, Person, tokenOf } from './groupPeople.ts';

const requestTimeoutMs = 15_000;

export interface GroupAnswer {
  readonly status: number;
  /** The code of a refusal. */
  readonly code: string;
  readonly json: Record<string, unknown>;
}

/** An account that its holder can show. */
export interface Holder {
  readonly account: string;
  /** The header of requests by name. */
  readonly authorization: string;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

export class GroupMember {
  readonly person: Person;
  /** Base64, as the group has it. */
  readonly name: string;
  readonly profileKey: string;
  readonly #url: string;
  readonly #authorization: string;
  readonly #group: SecretGroup;
  readonly #publicParams: Uint8Array;

  private constructor(
    url: string,
    person: Person,
    { group, publicParams }: { readonly group: SecretGroup; readonly publicParams: Uint8Array },
    authorization: string,
  ) {
    this.#url = url;
    this.#group = group;
    this.#publicParams = publicParams;
    this.person = person;
    this.name = base64(group.nameOf(person));
    this.profileKey = base64(group.profileKeyOf(person));
    this.#authorization = authorization;
  }

  /** Fetches today's credential, and makes of it what the group is shown. */
  static async of(url: string, holder: Holder, group: SecretGroup): Promise<GroupMember> {
    const today = dayOf(Date.now());
    const query = `redemptionStartSeconds=${today}&redemptionEndSeconds=${today}`;
    const path = `/v1/certificate/auth/group?${query}`;
    const issued = await askOnce(url, 'GET', path, holder.authorization);
    const config = await askOnce(url, 'GET', '/v2/config', undefined);
    const [first] = (issued.json['credentials'] ?? []) as { readonly credential: string }[];
    if (!first) throw new Error(`credentials were answered ${issued.status} ${issued.code}`);
    const person = new Person(holder.account as AccountId, String(issued.json['pni']));
    const credential = Buffer.from(first.credential, 'base64');
    const publicParams = Buffer.from(String(config.json['groupPublicParams']), 'base64');
    const shown = group.present(publicParams, person, today, credential);
    const authorization = groupAuthorization(group.params, shown);
    return new GroupMember(url, person, { group, publicParams }, authorization);
  }

  /** Makes the group; others are invited to it. */
  create(title: Uint8Array, invited: readonly { userId: string; role: string }[] = []) {
    return this.#ask('PUT', '/v2/groups', {
      attributes: { title: base64(title) },
      access: { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'UNSATISFIABLE' },
      profileKey: this.profileKey,
      invite: invited,
    });
  }

  accept(version: number): Promise<GroupAnswer> {
    return this.change(version, { type: 'accept', profileKey: this.profileKey });
  }

  setTitle(version: number, title: Uint8Array): Promise<GroupAnswer> {
    const value = base64(title);
    return this.change(version, { type: 'setAttribute', attribute: 'title', value });
  }

  change(version: number, ...actions: readonly object[]): Promise<GroupAnswer> {
    return this.#ask('POST', '/v2/groups', { version, actions });
  }

  describe(): Promise<GroupAnswer> {
    return this.#ask('GET', '/v2/groups');
  }

  /** Leave to write to all other members of this view, of whom this one is the first. */
  leaveBy({ json }: GroupAnswer): Uint8Array {
    const { members } = json['state'] as { members: { userId: string }[] };
    const told = json['endorsements'] as { response: string; expiresAtMs: number };
    if (members[0]?.userId !== this.name) throw new Error('not the first of the group');
    const names = members.map(({ userId }) => new Uint8Array(Buffer.from(userId, 'base64')));
    const response = new Uint8Array(Buffer.from(told.response, 'base64'));
    const endorsed = { response, expiresAtMs: told.expiresAtMs };
    return tokenOf(this.#publicParams, this.#group, names, endorsed, Date.now());
  }

  log(fromVersion: number): Promise<GroupAnswer> {
    return this.#ask('GET', `/v2/groups/logs/${fromVersion}`);
  }

  #ask(verb: string, path: string, body?: object): Promise<GroupAnswer> {
    return askOnce(this.#url, verb, path, this.#authorization, body);
  }
}

/** Rejects where no answer came, or none in time. */
function askOnce(
  url: string,
  method: string,
  path: string,
  authorization: string | undefined,
  body?: object,
): Promise<GroupAnswer> {
  const text = body ? JSON.stringify(body) : '';
  const headers = {
    ...(authorization === undefined ? {} : { authorization }),
    ...(body ? { 'content-type': 'application/json' } : {}),
    'content-length': Buffer.byteLength(text),
  };
  return new Promise((resolve, reject) => {
    const asked = request(`${url}${path}`, { method, agent: false, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const told = Buffer.concat(chunks).toString();
        const code = String(response.headers['x-aldis-code'] ?? '');
        try {
          const json = (told === '' ? {} : JSON.parse(told)) as Record<string, unknown>;
          resolve({ status: response.statusCode ?? 0, code, json });
        } catch (error) {
          // Cut off in the middle.
          reject(error as Error);
        }
      });
    });
    asked.setTimeout(requestTimeoutMs, () => asked.destroy(new Error('no answer in time')));
    asked.once('error', reject);
    asked.end(text);
  });
}
