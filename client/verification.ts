// The proof that a phone number is the person's: a code that is sent there, and before that what
// the server may ask for, a captcha or what it pushes to the device.

import { z } from 'zod';
import type { ChallengeAnswers } from './challenges/answers.ts';
import { captchaPageOf, captchaWanted } from './challenges/answers.ts';
import { ClientError } from './clientError.ts';
import { refusalOf } from './transport/http.ts';
import type { HttpAnswer, HttpAsk } from './transport/transport.ts';

/** Tries of a wrong code before the person is sent away. */
const codeTriesMax = 3;

/** A phone number, and who is asked for what proves it. */
export interface PhoneProof {
  /** E.164 */
  readonly number: string;
  /** Asked for the code that was sent; again after a wrong one. */
  readonly code: () => Promise<string>;
  /** Has a person solve a captcha, where the server asks for one; what its page gave. */
  readonly captcha?: ChallengeAnswers['captcha'];
  /** A device that the operator's own app runs on: what is pushed there stands for a captcha. */
  readonly push?: {
    readonly type: 'fcm' | 'apn';
    readonly token: string;
    /** Waits for what was pushed there; undefined: none came. */
    readonly challenge: NonNullable<ChallengeAnswers['pushChallenge']>;
  };
}

const sessionShape = z.object({
  id: z.string().min(1).max(1024),
  verified: z.boolean(),
  requestedInformation: z.array(z.string().max(64)).max(16).optional(),
  captchaPage: z.unknown().optional().transform(captchaPageOf),
});
type Session = z.infer<typeof sessionShape>;
type Ask = (request: HttpAsk) => Promise<HttpAnswer>;

/** Proves the number and returns the session that did. */
export async function verify(ask: Ask, proof: PhoneProof): Promise<string> {
  const path = '/v1/verification/session';
  const { number, push } = proof;
  const target = push ? { pushToken: push.token, pushTokenType: push.type } : {};
  const begun = await ask({ verb: 'POST', path, body: { number, ...target } });
  const session = sessionOf(begun, 'The number cannot be verified');
  if (session.verified) return session.id;
  const own = `${path}/${encodeURIComponent(session.id)}`;
  const codePath = `${own}/code`;
  const send = () =>
    ask({ verb: 'POST', path: codePath, body: { transport: 'sms', client: 'aldis' } });
  let sent = await send();
  const asked = askingSession(sent);
  if (asked) {
    await inform(ask, own, asked, proof);
    sent = await send();
  }
  sessionOf(sent, 'The code could not be sent');
  for (let tries = 1; ; tries += 1) {
    const code = (await proof.code()).trim();
    const answer = await ask({ verb: 'PUT', path: codePath, body: { code } });
    if (answer.status === 200 && sessionOf(answer, 'The code was refused').verified) {
      return session.id;
    }
    // Signal answers a wrong code with the unverified session, some servers with a conflict.
    const wrong = answer.status === 200 || answer.status === 409;
    if (!wrong) throw refusalOf(answer, 'The code was refused');
    if (tries === codeTriesMax) {
      const message = 'The code was wrong too often; ask for another one.';
      throw new ClientError('registration.unverified', message);
    }
  }
}

/** Brings what the session asks for. Refuses: challenge.required, what the server says. */
async function inform(ask: Ask, path: string, asked: Session, proof: PhoneProof): Promise<void> {
  const requested = asked.requestedInformation ?? [];
  const patch = async (body: object) =>
    void sessionOf(await ask({ verb: 'PATCH', path, body }), 'The challenge was refused');
  if (requested.includes('pushChallenge') && proof.push) {
    const pushChallenge = await proof.push.challenge();
    if (pushChallenge !== undefined) return patch({ pushChallenge });
  }
  const { captchaPage: page } = asked;
  const isAsked = requested.includes('captcha');
  const captcha = isAsked ? await proof.captcha?.(page) : undefined;
  if (captcha !== undefined) return patch({ captcha });
  const other = 'The server asks for what this device cannot show before it goes on.';
  throw new ClientError('challenge.required', isAsked ? captchaWanted(page) : other);
}

/** The session of an answer that wants something first. */
function askingSession({ status, body }: HttpAnswer): Session | undefined {
  const session = status === 409 ? sessionShape.safeParse(body).data : undefined;
  return session?.requestedInformation?.length ? session : undefined;
}

function sessionOf(answer: HttpAnswer, what: string): Session {
  if (answer.status !== 200) throw refusalOf(answer, what);
  const read = sessionShape.safeParse(answer.body);
  if (read.success) return read.data;
  throw new ClientError('server.refused', "The server's answer cannot be read.");
}
