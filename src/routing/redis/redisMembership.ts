// The workers in Redis.
//
//   {aldis}:members  hash   <member>  "<time of the heartbeat, microseconds> <relay address>"
//   {aldis}:members  channel, text: "joined <member>" or "left <member>"

import type { MemberId } from '#protocol';
import { parseMemberId } from '#protocol';
import type { RedisClient } from '#runtime';
import type { MemberEvent, Membership, MemberRecord } from '../ports.ts';
import type { RedisEars } from './redisEars.ts';

export const membersName = '{aldis}:members';
export const membersChannel = '{aldis}:members';

const beatScript = `
-- KEYS[1] hash: the members
-- ARGV[1] string: the member that beats, or empty to read only
-- ARGV[2] string: its relay address
-- ARGV[3] string: channel for news
local time = redis.call('TIME')
local now = time[1] .. string.format('%06d', time[2])
if ARGV[1] ~= '' and redis.call('HSET', KEYS[1], ARGV[1], now .. ' ' .. ARGV[2]) == 1 then
  redis.call('SPUBLISH', ARGV[3], 'joined ' .. ARGV[1])
end
return { now, redis.call('HGETALL', KEYS[1]) }
`;

const removeScript = `
-- KEYS[1] hash: the members
-- ARGV[1] string: the member to remove
-- ARGV[2] string: the heartbeat it must still have, or empty
-- ARGV[3] string: channel for news
local row = redis.call('HGET', KEYS[1], ARGV[1])
if not row then return 0 end
if ARGV[2] ~= '' and string.match(row, '^%d+') ~= ARGV[2] then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('SPUBLISH', ARGV[3], 'left ' .. ARGV[1])
return 1
`;

/** Membership over Redis. */
export class RedisMembership implements Membership {
  readonly #redis: RedisClient;
  readonly #ears: RedisEars;

  constructor(redis: RedisClient, ears: RedisEars) {
    this.#redis = redis;
    this.#ears = ears;
  }

  beat(member: MemberId, relayAddress: string): Promise<MemberRecord[]> {
    return this.#read(member, relayAddress);
  }

  list(): Promise<MemberRecord[]> {
    return this.#read('', '');
  }

  async remove(member: MemberId, beat?: number): Promise<void> {
    const seen = beat === undefined ? '' : String(beat);
    await this.#redis.eval(removeScript, 1, membersName, member, seen, membersChannel);
  }

  async onEvent(listener: (event: MemberEvent) => void): Promise<void> {
    this.#ears.onGap(() => listener({ type: 'resync' }));
    await this.#ears.listen(membersChannel, (bytes) => {
      const [type, name = ''] = Buffer.from(bytes).toString('latin1').split(' ');
      const member = parseMemberId(name);
      if ((type === 'joined' || type === 'left') && member) listener({ type, member });
    });
  }

  async #read(member: string, relay: string): Promise<MemberRecord[]> {
    const answer: unknown = await this.#redis.eval(
      beatScript,
      1,
      membersName,
      member,
      relay,
      membersChannel,
    );
    if (!Array.isArray(answer) || !Array.isArray(answer[1])) {
      throw new TypeError('The membership script answered something else.');
    }
    const nowUs = Number(answer[0]);
    const flat = answer[1].map(String);
    const records: MemberRecord[] = [];
    for (let i = 0; i + 1 < flat.length; i += 2) {
      const known = parseMemberId(flat[i] ?? '');
      const [beatText = '', relayAddress = ''] = (flat[i + 1] ?? '').split(' ');
      const beat = Number(beatText);
      if (!known || !Number.isSafeInteger(beat)) continue;
      const ageMs = Math.max(0, (nowUs - beat) / 1000);
      records.push({ member: known, relayAddress, beat, ageMs });
    }
    return records;
  }
}
