// The one way a message enters, whatever the door: checked, limited, addressed and handed to the
// recipient's actor. What is cheap to refuse is refused before anything is asked of anyone.

import type { AuthenticatedDevice, CommandOf, IdentityKind } from '#actors';
import type { AccountId, DeviceContent, EnvelopeGuid, Result, SendFrame } from '#protocol';
import {
  accountAddress,
  deviceIdMax,
  EnvelopeType,
  guidFromBytes,
  isSaid,
  limits,
  ok,
  parseAccountId,
  parsePhoneIdentityId,
  refuse,
} from '#protocol';
import { Unreachable } from '#ports';
import type { Clock } from '#runtime';
import { metrics, tracing } from '#runtime';
import type { GatewayServices } from '../services.ts';
import type { Permits } from './permits.ts';
import { limitFor } from './rateLimits.ts';
import { SentBytes, sentBytesOf } from './sentBytes.ts';
import type { StrangersParts } from './strangers.ts';
import { Strangers } from './strangers.ts';

/** What the sender learns: the envelopes are on disk. */
export interface SendReceipt {
  readonly serverTimestamp: number;
  /** True as far as it was known when the sender was authenticated. */
  readonly needsSync: boolean;
}

/**
 * Accepts a message of an authenticated device.
 * Order: frames of one device for one destination are handed on in the order of the calls.
 * Refuses: request.invalid, message.type, message.too_large, account.not_found, rate.limited,
 * challenge.required, what
 * the recipient's actor refuses, and server.* when it could not be asked.
 */
export type SendPort = (
  device: AuthenticatedDevice,
  frame: SendFrame,
) => Promise<Result<SendReceipt>>;

type Services = StrangersParts &
  Pick<GatewayServices, 'router' | 'limiter' | 'limits' | 'clock' | 'accounts' | 'reportTokens'>;

const clientTypes: ReadonlySet<number> = new Set([
  EnvelopeType.ciphertext,
  EnvelopeType.preKeyMessage,
  EnvelopeType.unidentifiedSender,
  EnvelopeType.plaintextContent,
]);

/** The send port of every door. */
export function createSendPort(services: Services, permits: Pick<Permits, 'under'>): SendPort {
  const { messages, sentBytes } = services.limits;
  const { reportTokens } = services;
  const strangers = new Strangers(services);
  const bytes = new SentBytes(sentBytes, services.limiter, services.clock);
  const accept = async (
    device: AuthenticatedDevice,
    frame: SendFrame,
    trace: string | undefined,
  ): Promise<Result<SendReceipt>> => {
    // Who says who it is shows no key of another's besides.
    if (frame.accessKey) return refuse('request.malformed', { detail: 'Two proofs.' });
    const guid = checkFrame(frame, clientTypes);
    if (!guid.ok) return guid;
    const destination = await resolveDestination(services, frame.destination);
    if (!destination.ok) return destination;
    const { account, identity } = destination.value;
    const stranger = strangers.hold(device, account);
    const challenged = stranger && (await stranger);
    if (challenged) return challenged;
    const limit = limitFor(messages, device.kind);
    const taken = await services.limiter.take(limit, `${device.account}>${account}`);
    if (!taken.allowed) return refuse('rate.limited', { retryAfterMs: taken.retryAfterMs });
    const paid = bytes.add(device.account, sentBytesOf(frame.contents), device.kind);
    const held = paid instanceof Promise ? await paid : paid;
    if (held) return held;
    const serverTimestamp = services.clock.now();
    const isReportable = !frame.ephemeral && account !== device.account && isSaid(frame.contents);
    const command: CommandOf<'account', 'send'> = {
      type: 'send',
      source: { account: device.account, device: device.device },
      guid: guid.value,
      identity,
      contents: frame.contents,
      ephemeral: frame.ephemeral,
      urgent: frame.urgent,
      clientTimestamp: frame.timestamp,
      serverTimestamp,
      trace,
      ...(isReportable
        ? { reportSpamToken: reportTokens.issue(device.account, account, serverTimestamp) }
        : {}),
    };
    const { router } = services;
    const sent = await permits.under(device, (permit) =>
      router.ask(accountAddress(account), command, permit),
    );
    if (!sent.ok) return sent;
    return ok({
      serverTimestamp: sent.value.serverTimestamp,
      needsSync: device.hasSiblings,
    });
  };
  return (device, frame) => traced(services.clock, frame, (trace) => accept(device, frame, trace));
}

/** Accepts a message as the first step of its trace, and measures how long that takes. */
export async function traced<Receipt>(
  clock: Pick<Clock, 'monotonic'>,
  said: Pick<SendFrame, 'ephemeral' | 'urgent'>,
  accept: (trace: string | undefined) => Promise<Result<Receipt>>,
): Promise<Result<Receipt>> {
  const beganAtMs = clock.monotonic();
  const step = tracing.step('ingress send');
  let code: string | undefined = 'server.defect';
  try {
    const receipt = await accept(step.trace);
    code = receipt.ok ? undefined : receipt.refusal.code;
    if (receipt.ok) {
      metrics.sendAcknowledge.record(clock.monotonic() - beganAtMs);
      metrics.sends.inc({ urgency: urgencyOf(said) });
    }
    return receipt;
  } finally {
    step.end(code);
  }
}

/** Receipts and what clients tell each other by themselves are quiet; typing is ephemeral. */
function urgencyOf({ ephemeral, urgent }: Pick<SendFrame, 'ephemeral' | 'urgent'>): string {
  if (ephemeral) return 'ephemeral';
  return urgent ? 'urgent' : 'quiet';
}

/**
 * Checks what needs no one else: types, sizes, counts. Nobody checks it again: what workers hear
 * from each other others cannot say, and the recipient's actor compares the devices alone. Refuses:
 * request.invalid, message.type, message.too_large.
 */
export function checkFrame(frame: SendFrame, types: ReadonlySet<number>): Result<EnvelopeGuid> {
  const guid = guidFromBytes(frame.guid);
  if (!guid) return invalid('guid');
  if (!isMoment(frame.timestamp)) return invalid('timestamp');
  if (frame.contents.length > limits.devicesPerSendMax) return invalid('contents');
  const seen = new Set<number>();
  for (const content of frame.contents) {
    const fault = checkContent(content, types);
    if (fault) return fault;
    if (seen.has(content.deviceId)) return invalid('deviceId');
    seen.add(content.deviceId);
  }
  return ok(guid);
}

/** True for when something may have been sent. */
export function isMoment(timestamp: number): boolean {
  return Number.isSafeInteger(timestamp) && timestamp >= 1 && timestamp <= limits.timestampMax;
}

function checkContent(
  content: DeviceContent,
  types: ReadonlySet<number>,
): Result<never> | undefined {
  const { deviceId, registrationId, type } = content;
  if (!types.has(type)) return refuse('message.type');
  if (!Number.isInteger(deviceId) || deviceId < 1 || deviceId > deviceIdMax) {
    return invalid('deviceId');
  }
  if (!Number.isInteger(registrationId) || registrationId < 0) return invalid('registrationId');
  if (content.content.length === 0) return invalid('content');
  if (content.content.length > limits.envelopeBytesMax) return refuse('message.too_large');
  return undefined;
}

/** Finds the account that a service id names, and by which of its identities. */
async function resolveDestination(
  services: Services,
  destination: string,
): Promise<Result<{ account: AccountId; identity: IdentityKind }>> {
  const account = parseAccountId(destination);
  if (account) return ok({ account, identity: 'aci' });
  const pni = parsePhoneIdentityId(destination);
  if (!pni) return invalid('destination');
  try {
    const found = await services.accounts.findByPhoneIdentity(pni);
    return found ? ok({ account: found, identity: 'pni' }) : refuse('account.not_found');
  } catch (error) {
    if (error instanceof Unreachable) return refuse('server.unavailable');
    throw error;
  }
}

function invalid(field: string): Result<never> {
  return refuse('request.invalid', { detail: `Field: ${field}.` });
}
