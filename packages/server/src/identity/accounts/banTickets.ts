import { Problem, problem } from "../../http/problem.ts";
import type { Store, Tx } from "../../store/index.ts";
import { MINUTE, makeToken } from "../links/links.ts";
import { endLinks, findLink, insertLink } from "../links/queries.ts";
import type { IdentityParts } from "../parts.ts";
import type { Owner } from "../secondFactor/codes.ts";
import { hashToken } from "../sessions/tokens.ts";

const LIFE_MS = 30 * MINUTE;

/**
 * What somebody holds who proved who they are, and is banned: it shows why, and lets them appeal; no session, and nothing else. Of each account
 * the newest counts; it ends with the account's links, so with another ban.
 */
export class BanTickets {
  private readonly store: Store;
  private readonly now: () => number;

  constructor({ store, now }: IdentityParts) {
    this.store = store;
    this.now = now;
  }

  async make(tx: Tx, user: { organization_id: string; id: string; email: string }): Promise<string> {
    const token = makeToken();
    const now = this.now();
    const account = `user:${user.id}`;
    await endLinks(tx, user.organization_id, account, "ban");
    await insertLink(tx, {
      token_hash: hashToken(token),
      organization_id: user.organization_id,
      purpose: "ban",
      account,
      email: user.email,
      created_at: now,
      expires_at: now + LIFE_MS,
      provider: null,
    });
    return token;
  }

  /** Whose it is. @throws {Problem} `ban-ticket-over` for every token that is not one in force */
  async require(token: string, db: Tx = this.store.db): Promise<Owner> {
    const ticket = await findLink(db, hashToken(token));
    if (ticket?.purpose !== "ban" || ticket.expires_at <= this.now()) throw problem("ban-ticket-over");
    return { organization: ticket.organization_id, account: ticket.account };
  }
}

/** The ticket that a refusal brings; null of every other error. */
export const banTicketOf = (error: unknown): string | null =>
  error instanceof Problem && error.code === "account-banned" && typeof error.extra.ticket === "string"
    ? error.extra.ticket
    : null;
