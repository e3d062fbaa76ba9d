// When each device is due to send, and what happens to it meanwhile: pure arithmetic, so that every
// process and the report agree on it. Times are milliseconds from the start of the load.

export const scenarios = ['pairs', 'burst', 'offline', 'reconnect', 'devices', 'groups'] as const;
/**
 * pairs: steady. burst: everybody at once, every few seconds. offline: half the devices are away
 * for a part of it, then all come back. reconnect: all connections drop at once in the middle.
 * devices: every account has a second, linked device. groups: everybody is a member of every group,
 * and a few speak in each.
 */
export type Scenario = (typeof scenarios)[number];

export const isScenario = (text: string): text is Scenario =>
  (scenarios as readonly string[]).includes(text);

/**
 * Where a message is to be shown. `devices`: on both of the other's and on the own second one;
 * `groups`: by everybody else.
 */
export function copiesOf({ scenario, devices }: Pick<Schedule, 'scenario' | 'devices'>): number {
  if (scenario === 'groups') return devices - 1;
  return scenario === 'devices' ? 3 : 1;
}

/** How many speak in each group, each in one group alone. */
const speakersPerGroup = 2;

/** Bursts are about this far apart. */
const burstEveryMs = 2000;
const awayFromShare = 0.25;
const backAtShare = 0.6;
const dropAtShare = 0.5;
/** What was due this shortly before a recipient left may have to wait for its return. */
const underWayMs = 1000;

export interface Schedule {
  readonly scenario: Scenario;
  readonly devices: number;
  readonly forMs: number;
  /** Devices 0 to senders - 1 send. */
  readonly senders: number;
  /** 0: devices talk in pairs. */
  readonly groups: number;
  /** Between two turns of one device. */
  readonly everyMs: number;
  /** Messages of one turn, all due at once. */
  readonly perTurn: number;
  /** All connections drop then. */
  readonly dropAtMs?: number;
  /** The second half of the devices is away then. */
  readonly away?: { readonly fromMs: number; readonly untilMs: number };
}

export function makeSchedule(
  scenario: Scenario,
  devices: number,
  ratePerS: number,
  forMs: number,
  groups = 0,
): Schedule {
  const senders = sendersOf(scenario, devices, groups);
  const turnMs = (senders * 1000) / ratePerS;
  const perTurn = scenario === 'burst' ? Math.max(1, Math.round(burstEveryMs / turnMs)) : 1;
  return {
    scenario,
    devices,
    forMs,
    senders,
    groups,
    everyMs: turnMs * perTurn,
    perTurn,
    ...(scenario === 'reconnect' ? { dropAtMs: forMs * dropAtShare } : {}),
    ...(scenario === 'offline'
      ? { away: { fromMs: forMs * awayFromShare, untilMs: forMs * backAtShare } }
      : {}),
  };
}

/** Who is away cannot send; the others carry the rate. */
function sendersOf(scenario: Scenario, devices: number, groups: number): number {
  if (scenario === 'groups') return Math.min(devices, groups * speakersPerGroup);
  return scenario === 'offline' ? devices / 2 : devices;
}

/** The group that a device speaks in. */
export const groupOf = (device: number, groups: number): number => device % groups;

/** The device that a device talks to: its like in the other half. */
export const partnerOf = (device: number, devices: number): number =>
  (device + devices / 2) % devices;

/** True for the half that is away in `offline`. */
export const isRecipientHalf = (device: number, devices: number): boolean => device >= devices / 2;

/** When a device's turn is due. */
function dueMs(schedule: Schedule, device: number, turn: number): number {
  const offset = schedule.scenario === 'burst' ? 0 : (schedule.everyMs * device) / schedule.senders;
  return offset + turn * schedule.everyMs;
}

/** One message that is due. */
export interface Due {
  readonly device: number;
  readonly atMs: number;
}

/** The turns of some senders, by time. `devices` are given in ascending order. */
export function* turnsOf(schedule: Schedule, devices: readonly number[]): Generator<Due> {
  const own = devices.filter((device) => device < schedule.senders);
  if (own.length === 0) return;
  for (let turn = 0; ; turn += 1) {
    for (const device of own) {
      const atMs = dueMs(schedule, device, turn);
      if (atMs >= schedule.forMs) return;
      yield { device, atMs };
    }
  }
}

/** Messages of the whole load. */
export function messagesOf(schedule: Schedule): number {
  let turns = 0;
  for (let device = 0; device < schedule.senders; device += 1) {
    const left = schedule.forMs - dueMs(schedule, device, 0);
    turns += Math.max(0, Math.ceil(left / schedule.everyMs));
  }
  return turns * schedule.perTurn;
}

/** True for a message that waits because its recipient is away; it says nothing about speed. */
export const waitsForReturn = (schedule: Schedule, atMs: number): boolean =>
  schedule.away !== undefined &&
  atMs >= schedule.away.fromMs - underWayMs &&
  atMs < schedule.away.untilMs;
