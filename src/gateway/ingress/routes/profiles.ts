// What accounts say of themselves to whoever has their profile key. It is sealed by that key, in
// sizes that tell little; here it is known which version follows from the key, and a commitment, by
// which whoever has the key is given a credential of it for groups. Source: Signal-Server,
// ProfileController.

import type { AuthenticatedDevice, ProfileView } from '#actors';
import { isProfileKeyCommitment } from '#crypto';
import type { AccountId, Result } from '#protocol';
import { accountAddress, limits, ok, refuse } from '#protocol';
import { z } from 'zod/v4';
import type { Unnamed } from '../anonymous.ts';
import type { Uses } from '../route.ts';
import { answer, defineRoute } from '../route.ts';
import { accountId, base64, base64Answer, toBase64 } from '../schemas.ts';
import { addressSubject } from '../subjects.ts';
import type { UploadTools } from '../uploadForm.ts';
import { avatarForm, uploadFormAnswer } from '../uploadForm.ts';

type Tools = Uses<'router' | 'anonymous' | 'groupKeys' | 'take'> & UploadTools;

/** Sealed bytes of one of these sizes; absent: none. */
const sealed = (...sizes: readonly number[]) =>
  base64(0, Math.max(...sizes))
    .refine((bytes) => bytes.length === 0 || sizes.includes(bytes.length))
    .nullish()
    .transform((bytes) => bytes ?? new Uint8Array(0));

const version = z.string().regex(/^[0-9a-f]{64}$/);
const requestHex = new RegExp(`^[0-9a-f]{${2 * limits.profileRequestBytes}}$`);

/** Absent, or of no length: the profile does not say it. */
const said = base64Answer.nullable();
const viewAnswer = z.object({
  uuid: z.string(),
  identityKey: base64Answer,
  name: said,
  about: said,
  aboutEmoji: said,
  avatar: z.string().nullable(),
  paymentAddress: said,
  phoneNumberSharing: said,
  avatarDigest: said,
  capabilities: z.record(z.string(), z.boolean()),
  /** Tells whether the access key that is known is the account's. */
  unidentifiedAccess: said,
  unrestrictedUnidentifiedAccess: z.boolean(),
});

const put = defineRoute({
  verb: 'PUT',
  path: '/v1/profile',
  auth: 'password',
  style: 'signal',
  summary: 'Sets the profile of a profile key, sealed by it; the last few versions are kept',
  limits: [{ bucket: 'profileWrites', by: 'account' }],
  body: z.object({
    version,
    name: sealed(...limits.profileNameBytes),
    about: sealed(...limits.profileAboutBytes),
    aboutEmoji: sealed(limits.profileEmojiBytes),
    paymentAddress: sealed(limits.profilePaymentBytes),
    phoneNumberSharing: sealed(limits.profileSharingBytes),
    commitment: base64(limits.profileCommitmentBytes, limits.profileCommitmentBytes),
    avatarDigest: sealed(limits.profileDigestBytes),
    /** There is one; the answer is a form for it, unless it is the one that the version has. */
    avatar: z.boolean().default(false),
    sameAvatar: z.boolean().default(false),
  }),
  /** Nothing where there is no avatar to upload. */
  answers: { 200: uploadFormAnswer.nullable() },
  async handle({ caller, body: { avatar, sameAvatar, ...said } }, tools: Tools) {
    if (!isProfileKeyCommitment(said.commitment)) {
      return refuse('request.invalid', { detail: 'Field: commitment.' });
    }
    const { account, credential } = caller;
    const form = avatar && !sameAvatar ? await avatarForm(tools, account) : undefined;
    if (form && !form.ok) return form;
    const stored = await tools.router.ask(accountAddress(account), {
      type: 'putProfile',
      credential,
      profile: { ...said, ...(form && { avatar: form.value.key }) },
      isAvatarKept: avatar && sameAvatar,
    });
    return stored.ok ? answer(200, form?.value) : stored;
  },
});

const shared = {
  verb: 'GET',
  auth: 'deviceOrAccess',
  style: 'signal',
} as const;
const reads = { bucket: 'profiles', by: 'account' } as const;

const read = defineRoute({
  ...shared,
  path: '/v1/profile/:account/:version',
  summary: 'Reads what an account says to those who have the profile key of that version',
  limits: [reads],
  params: z.object({ account: accountId, version }),
  answers: { 200: viewAnswer },
  async handle({ caller, params, ip }, tools: Tools) {
    const view = await viewOf(tools, caller, params, ip);
    return view.ok ? answer(200, viewBody(params.account, view.value)) : view;
  },
});

const credential = defineRoute({
  ...shared,
  path: '/v1/profile/:account/:version/:credentialRequest',
  summary: 'Reads the same, and makes a credential for whoever proves to have that profile key',
  limits: [reads, { bucket: 'profileCredentials', by: 'account' }],
  params: z.object({
    account: accountId,
    version,
    credentialRequest: z
      .string()
      .regex(requestHex)
      .transform((hex) => new Uint8Array(Buffer.from(hex, 'hex'))),
  }),
  query: z.object({ credentialType: z.literal('expiringProfileKey') }),
  answers: { 200: viewAnswer.extend({ credential: said }) },
  async handle({ caller, params, ip }, tools: Tools) {
    const { account, credentialRequest } = params;
    const view = await viewOf(tools, caller, params, ip);
    if (!view.ok) return view;
    // Credentials for those without a name count by their address.
    const isNamed = 'account' in caller;
    const held = !isNamed && (await tools.take('profileCredentials', addressSubject(ip)));
    if (held) return held;
    const issued = await credentialOf(tools, account, view.value, credentialRequest);
    if (!issued.ok) return issued;
    return answer(200, { ...viewBody(account, view.value), credential: issued.value });
  },
});

export const profileRoutes = [put, read, credential] as const;

/** The account to whoever asks, by name or by what is shown in its stead. */
async function viewOf(
  { router, anonymous }: Tools,
  caller: AuthenticatedDevice | Unnamed,
  { account, version: named }: { readonly account: AccountId; readonly version: string },
  ip: string,
): Promise<Result<ProfileView>> {
  if (!('account' in caller)) return anonymous.readProfile(account, named, caller, ip);
  return router.ask(accountAddress(account), { type: 'readProfile', version: named });
}

/** Base64; null: there is no such version. Refuses: request.invalid, for what proves nothing. */
async function credentialOf(
  { groupKeys, clock }: Tools,
  account: AccountId,
  { profile }: ProfileView,
  request: Uint8Array,
): Promise<Result<string | null>> {
  if (!profile) return ok(null);
  if (groupKeys.isBusy) return refuse('server.busy');
  const { commitment } = profile;
  const made = await groupKeys.issueProfileCredential(account, commitment, request, clock.now());
  return made
    ? ok(toBase64(made))
    : refuse('request.invalid', { detail: 'Field: credentialRequest.' });
}

function viewBody(account: AccountId, view: ProfileView): z.infer<typeof viewAnswer> {
  const { profile, identityKey, capabilities, accessKeyChecksum, isOpen } = view;
  const text = (bytes: Uint8Array | undefined) => (bytes?.length ? toBase64(bytes) : null);
  return {
    uuid: account,
    identityKey: toBase64(identityKey),
    name: text(profile?.name),
    about: text(profile?.about),
    aboutEmoji: text(profile?.aboutEmoji),
    avatar: profile?.avatar ?? null,
    paymentAddress: text(profile?.paymentAddress),
    phoneNumberSharing: text(profile?.phoneNumberSharing),
    // Profiles written before there were pictures have none.
    avatarDigest: text(profile?.avatarDigest),
    capabilities: { ...capabilities },
    unidentifiedAccess: text(accessKeyChecksum),
    unrestrictedUnidentifiedAccess: isOpen,
  };
}
