// The part of the server in memory that keeps groups: the rules of the real one, decided by its own
// commands, and uploads to many. Places where a test may cut in make it a hostile one.

import { createHash } from 'node:crypto';
import Upload from '@signalapp/libsignal-client/dist/SealedSenderMultiRecipientMessage.js';
import type { HttpAnswer, HttpAsk } from '#client';
import { createGroupKeys } from '#crypto';
import type {
  AccountId,
  GroupId,
  PhoneIdentityId,
  SendGroupAnswer,
  SendGroupFrame,
} from '#protocol';
import { encodeEnvelope, errorRow } from '#protocol';
import { groupCommands } from '../../../src/actors/group/commands.ts';
import type { ChangeView } from '../../../src/actors/group/commands.ts';
import type { Group } from '../../../src/actors/group/group.ts';
import type { Device, MemoryServer } from './memoryServer.ts';
import { answer } from './memoryDevices.ts';

const daySeconds = 24 * 60 * 60;
const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const fromBase64 = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));

interface Effect {
  readonly type: string;
  readonly group?: Group;
  readonly text?: string;
  readonly from?: number;
  readonly result?: { ok: boolean; value?: unknown; refusal?: { code: never } };
}

export class MemoryGroups {
  readonly #server: MemoryServer;
  readonly keys = createGroupKeys({ indexKey: Buffer.alloc(32, 7).toString('base64') });
  readonly groups = new Map<string, Group>();
  readonly logs = new Map<string, ChangeView[]>();
  /** Whose queues are full. */
  held: AccountId[] = [];
  /** Uploads that were taken. */
  uploads = 0;
  cuts: {
    /** Answers in the server's place, what it would have answered being given. */
    answer?: (ask: HttpAsk, answer: HttpAnswer) => HttpAnswer;
    /** Before an upload is stored. */
    upload?: (frame: SendGroupFrame) => SendGroupAnswer | undefined;
    /** After it was stored, before it is answered. */
    uploaded?: (frame: SendGroupFrame) => void;
  } = {};

  constructor(server: MemoryServer) {
    this.#server = server;
  }

  /** Of the newest state. */
  get only(): Group {
    const [group] = [...this.groups.values()];
    if (!group) throw new Error('There is no group.');
    return group;
  }

  /** What it signs. */
  sign(bytes: Uint8Array): string {
    return toBase64(this.keys.sign(bytes));
  }

  async http(ask: HttpAsk): Promise<HttpAnswer | undefined> {
    const url = new URL(ask.path, 'http://twin');
    if (url.pathname === '/v2/config') {
      return answer(200, { groupPublicParams: toBase64(this.keys.publicParams) });
    }
    if (url.pathname === '/v1/certificate/auth/group') return this.#credentials(ask, url);
    if (!url.pathname.startsWith('/v2/groups')) return undefined;
    const made = await this.#group(ask, url);
    return this.cuts.answer?.(ask, made) ?? made;
  }

  #credentials(ask: HttpAsk, url: URL): HttpAnswer {
    const [name = ''] = Buffer.from((ask.authorization ?? '').slice(6), 'base64')
      .toString()
      .split(':');
    const device = this.#server.device(name.split('.')[0] ?? '');
    const first = Number(url.searchParams.get('redemptionStartSeconds'));
    const last = Number(url.searchParams.get('redemptionEndSeconds'));
    const credentials = [];
    for (let day = first; day <= last; day += daySeconds) {
      const [account, pni] = [device.account as AccountId, device.pni as PhoneIdentityId];
      const credential = toBase64(this.keys.issueCredential(account, pni, day));
      credentials.push({ redemptionTime: day, credential });
    }
    return answer(200, { credentials, pni: device.pni });
  }

  async #group(ask: HttpAsk, url: URL): Promise<HttpAnswer> {
    const shown = Buffer.from((ask.authorization ?? '').slice(6), 'base64').toString();
    const [params = '', presentation = ''] = shown.split(':');
    const proven = this.keys.verifyMember(
      Buffer.from(params, 'hex'),
      Buffer.from(presentation, 'hex'),
      this.#server.clockMs,
    );
    if (!proven) return answer(401, { code: 'auth.invalid' });
    const by = toBase64(proven.userId);
    if (url.pathname === '/v2/groups/avatar/form') return answer(200, this.#server.blobs.form());
    const body = (ask.body ?? {}) as Record<string, never>;
    const publicParams = toBase64(Buffer.from(params, 'hex'));
    const command = this.#command(ask.verb, url, body, publicParams, proven.group);
    return command ? this.#decide(proven.group, { ...command, by }) : answer(422, {});
  }

  #command(
    verb: string,
    url: URL,
    body: Record<string, never>,
    publicParams: string,
    group: GroupId,
  ): { readonly type: string } | undefined {
    const [, , , sub, more = ''] = url.pathname.split('/');
    if (sub === 'logs') return { type: 'log', from: Number(more) } as never;
    if (sub === 'join') {
      const linkPassword = Buffer.from(more, 'base64url').toString('base64');
      return { type: 'peek', linkPassword } as never;
    }
    if (verb === 'GET') return { type: 'describe' };
    const params = fromBase64(publicParams);
    const proven = (actions: readonly { type: string; presentation?: string }[]) =>
      actions.map((one) => {
        if (one.type !== 'add') return one;
        const { presentation = '', ...rest } = one;
        const shown = fromBase64(presentation);
        const profile = this.keys.verifyProfile(params, shown, this.#server.clockMs);
        if (!profile) throw new Error('No proof.');
        const { userId, profileKey } = profile;
        return { ...rest, userId: toBase64(userId), profileKey: toBase64(profileKey) };
      });
    if (verb === 'POST') {
      const { version, actions, linkPassword } = body;
      return { type: 'change', version, actions: proven(actions ?? []), linkPassword } as never;
    }
    const { profileKey, add, invite, ...draft } = body as Record<string, never[]>;
    const asked = [
      ...(add ?? []).map((one: object) => ({ type: 'add', ...one })),
      ...(invite ?? []).map((one: object) => ({ type: 'invite', ...one })),
    ];
    void group;
    const given = { ...draft, publicParams };
    return { type: 'create', draft: given, profileKey, actions: proven(asked) } as never;
  }

  async #decide(id: GroupId, command: { type: string; by: string }): Promise<HttpAnswer> {
    const definition = groupCommands.find(({ type }) => type === command.type);
    const state = { id, group: this.groups.get(id) };
    const nowMs = (this.#server.clockMs += 1);
    const decision = definition?.decide(state as never, command as never, nowMs);
    let told: HttpAnswer = answer(500);
    for (const effect of (decision?.effects ?? []) as unknown as readonly Effect[]) {
      told = await this.#run(id, effect, command.by);
    }
    return structuredClone(told);
  }

  async #run(id: GroupId, effect: Effect, by: string): Promise<HttpAnswer> {
    const { type, group, text = '', from = 0, result } = effect;
    if (type === 'answer') {
      const refusal = result?.refusal;
      if (refusal) return answer(errorRow(refusal.code).status ?? 500, { code: refusal.code });
      const value = result?.value as { outcome?: string };
      return answer(value.outcome === 'conflict' ? 409 : 200, value);
    }
    if (!group) throw new Error('An effect without a group.');
    if (type === 'create' || type === 'change') this.groups.set(id, group);
    const log = this.logs.get(id) ?? [];
    this.logs.set(id, log);
    if (type === 'change') {
      const bytes = new Uint8Array(Buffer.from(text));
      const signature = this.sign(bytes);
      log.push({ version: group.version, change: toBase64(bytes), signature });
    }
    const endorsements = await this.#endorse(group, by);
    if (type === 'change' || type === 'repeat') {
      return answer(200, { change: log.at(-1), ...endorsements });
    }
    if (type !== 'log') return answer(200, { state: group, ...endorsements });
    const changes = log.filter((one) => one.version >= from).slice(0, 64);
    const isLast = (changes.at(-1)?.version ?? group.version) >= group.version;
    return answer(isLast ? 200 : 206, {
      changes,
      version: group.version,
      ...(isLast ? endorsements : {}),
    });
  }

  async #endorse(group: Group, by: string): Promise<object> {
    if (!group.members.some(({ userId }) => userId === by)) return {};
    const names = group.members.map(({ userId }) => fromBase64(userId));
    const made = await this.keys.endorse(names, this.#server.clockMs);
    if (!made) return {};
    const { response, expiresAtMs } = made;
    return { endorsements: { response: toBase64(response), expiresAtMs } };
  }

  send(frame: SendGroupFrame): SendGroupAnswer {
    const cut = this.cuts.upload?.(frame);
    if (cut) return cut;
    const upload = new Upload(new Uint8Array(frame.upload));
    const recipients = Object.entries(upload.recipientsByServiceIdString());
    const accounts = recipients.map(([account]) => account as AccountId);
    if (!this.keys.maySend(frame.token, accounts, this.#server.clockMs)) {
      return {
        refusal: { code: 'auth.invalid' },
        serverTimestamp: 0,
        mismatches: [],
        unknown: [],
        held: [],
      };
    }
    this.uploads += 1;
    this.#server.clockMs += 1;
    const mismatches: SendGroupAnswer['mismatches'][number][] = [];
    const unknown: AccountId[] = [];
    for (const [name, recipient] of recipients) {
      const account = name as AccountId;
      const all = this.#server.of(account);
      const named = recipient.deviceIds;
      const missing = all.map(({ id }) => id).filter((id) => !named.includes(id));
      const extra = named.filter((id) => !all.some((one) => one.id === id));
      const stale = named.filter((id, at) => {
        const device = all.find((one) => one.id === id);
        const known = device?.identities.aci.registrationId;
        return known !== undefined && known !== recipient.registrationIds[at];
      });
      if (this.held.includes(account)) continue;
      if (all.length === 0) unknown.push(account);
      else if (missing.length + extra.length + stale.length > 0) {
        mismatches.push({ account, devices: { missing, extra, stale } });
      } else {
        const content = upload.messageForRecipient(recipient);
        for (const device of all) this.#store(device, frame, content);
      }
    }
    this.cuts.uploaded?.(frame);
    return { serverTimestamp: this.#server.clockMs, mismatches, unknown, held: [...this.held] };
  }

  #store(device: Device, frame: SendGroupFrame, content: Uint8Array): void {
    const hash = createHash('sha256').update(`${device.account}.${device.id}\0`);
    const guid = hash.update(frame.upload).digest().subarray(0, 16);
    const key = guid.toString('hex');
    if (device.accepted.has(key)) return;
    device.accepted.add(key);
    const envelope = encodeEnvelope({
      type: 6,
      clientTimestamp: frame.timestamp,
      serverTimestamp: this.#server.clockMs,
      content,
      destinationServiceId: device.account,
      serverGuid: guid,
      urgent: frame.urgent,
    });
    this.#server.put(device, key, envelope);
  }
}
