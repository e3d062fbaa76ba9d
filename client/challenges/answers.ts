// Who is asked for what the client can't do by itself, where a server wants it before it goes on.

/** How a program answers challenges. */
export interface ChallengeAnswers {
  /** Has a person solve a captcha; what its page gave, undefined where nobody did. */
  readonly captcha?: () => Promise<string | undefined>;
  /** Waits for what the server has pushed to this device; what it carried, undefined: none came. */
  readonly pushChallenge?: () => Promise<string | undefined>;
}
