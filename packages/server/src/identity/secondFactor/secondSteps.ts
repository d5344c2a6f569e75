import { problem } from "../../http/problem.ts";
import type { Store, Tx } from "../../store/index.ts";
import { MINUTE, makeToken } from "../links/links.ts";
import { findLink, insertLink, type LinkRow, takeLink } from "../links/queries.ts";
import type { IdentityParts } from "../parts.ts";
import { hashToken } from "../sessions/tokens.ts";
import type { Owner } from "./codes.ts";

const LIFE_MS = 5 * MINUTE;

export interface SecondStep extends Owner {
  /** By which they came; null: with a password. */
  provider: string | null;
}

/**
 * Sign-ins of which the first step is done: a token that works once, of which only the hash is kept. It ends with the account's links, so
 * with every change of the password and when all sessions are ended.
 */
export class SecondSteps {
  private readonly store: Store;
  private readonly now: () => number;

  constructor({ store, now }: IdentityParts) {
    this.store = store;
    this.now = now;
  }

  async begin(
    tx: Tx,
    user: { organization_id: string; id: string; email: string },
    provider: string | null,
  ): Promise<string> {
    const token = makeToken();
    const now = this.now();
    await insertLink(tx, {
      token_hash: hashToken(token),
      organization_id: user.organization_id,
      purpose: "sign-in",
      account: `user:${user.id}`,
      email: user.email,
      created_at: now,
      expires_at: now + LIFE_MS,
      provider,
    });
    return token;
  }

  /** @throws {Problem} `second-factor-over` for every token that is not one in force */
  async require(token: string): Promise<SecondStep> {
    return this.inForce(await findLink(this.store.db, hashToken(token)));
  }

  /** Uses it up with the transaction. @throws {Problem} as {@link require} */
  async use(tx: Tx, token: string): Promise<void> {
    this.inForce(await takeLink(tx, hashToken(token)));
  }

  private inForce(step: LinkRow | undefined): SecondStep {
    if (step?.purpose !== "sign-in" || step.expires_at <= this.now()) throw problem("second-factor-over");
    return { organization: step.organization_id, account: step.account, provider: step.provider };
  }
}
