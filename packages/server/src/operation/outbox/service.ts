import type { Change } from "@gatehouse/engine";
import type { z } from "zod";
import type { Access } from "../../access/index.ts";
import { isSuperAdmin, requireOperator } from "../../access/operator.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Identity } from "../../identity/index.ts";
import { heldWith, type Presets } from "../../identity/invitations/presets.ts";
import type { LetterRow } from "../../identity/mail/queries.ts";
import { standingOf } from "../../identity/sessions/standing.ts";
import { hashToken } from "../../identity/sessions/tokens.ts";
import { newId, noteEvent, type Store } from "../../store/index.ts";
import type { OperationParts } from "../parts.ts";
import { findLetter, linksInForce, listLetters, noteReading, presetsOf, readingsOf } from "./queries.ts";
import type { OutboxView, ReadLetter } from "./schemas.ts";

/**
 * Letters that no mail server takes: read by the operator, who hands them on. What each says is read one by one, and it is noted by whom.
 * Nobody reads a letter to somebody who outranks them, or will by it; as super admins outrank everybody, theirs are read on the command line alone.
 */
export class Outbox {
  private readonly access: Access;
  private readonly store: Store;
  private readonly identity: Identity;
  private readonly now: () => number;

  constructor({ access, store, identity, now }: OperationParts) {
    this.access = access;
    this.store = store;
    this.identity = identity;
    this.now = now;
  }

  /** To whom, of what kind and until when; no link. @throws {Problem} `forbidden` */
  async list(actor: Actor, page: { limit: number; offset: number }): Promise<{ letters: OutboxView[]; total: number }> {
    requireOperator(this.access, actor);
    const { db } = this.store;
    const { rows, total } = await listLetters(db, actor.organization, this.now(), page);
    const ids = rows.map(({ id }) => id);
    const readings = ids.length === 0 ? [] : await readingsOf(db, actor.organization, ids);
    const names = await this.identity.names(actor.organization, [...new Set(readings.map((one) => one.actor))]);
    const byLetter = Map.groupBy(readings, ({ letter_id }) => letter_id);
    const weighed = await this.weigh(actor, rows);
    const letters = rows.map((row): OutboxView => {
      const { isSpent, whyNot } = weighed(row);
      return {
        id: row.id,
        to: row.recipient,
        kind: row.kind,
        account: row.account,
        reason: row.state === "failed" ? "no mail server took it" : "mail is not configured",
        createdAt: new Date(row.created_at).toISOString(),
        expiresAt: new Date(row.expires_at).toISOString(),
        spent: isSpent,
        mayRead: whyNot === null,
        whyNot,
        readings: (byLetter.get(row.id) ?? []).map((one) => ({
          by: one.actor,
          name: names.get(one.actor)?.name ?? one.actor,
          at: new Date(one.read_at).toISOString(),
        })),
      };
    });
    return { letters, total };
  }

  /** What it says, once that somebody read it is noted. @throws {Problem} `resource-not-found`, `forbidden` */
  async read(actor: Actor, id: string): Promise<z.infer<typeof ReadLetter>> {
    requireOperator(this.access, actor);
    const now = this.now();
    const row = await findLetter(this.store.db, actor.organization, id, now);
    if (!row) throw problem("resource-not-found");
    const { isSpent, whyNot } = (await this.weigh(actor, [row]))(row);
    if (whyNot !== null) throw problem(isSpent ? "conflict" : "forbidden", { detail: whyNot });
    const letter = this.identity.mail.read(row);
    if (!letter)
      throw problem("conflict", {
        detail: "the letter was sealed with another CREDS_KEY",
        extra: { help: "Start with the CREDS_KEY of before, or have the letter made again." },
      });
    await this.store.transact(async (tx) => {
      await noteReading(tx, row, actor.name, now);
      const about = row.account === null ? [] : [row.account];
      await noteEvent(tx, {
        organization: actor.organization,
        kind: "letter-read",
        actor: actor.name,
        about,
        facts: { letter: row.id, kind: row.kind },
      });
    });
    return { id: row.id, to: row.recipient, subject: letter.subject, text: letter.text };
  }

  /** Why they may not be read, if not: looked up for all of them at once. */
  private async weigh(
    actor: Actor,
    rows: readonly LetterRow[],
  ): Promise<(row: LetterRow) => { isSpent: boolean; whyNot: string | null }> {
    const { db } = this.store;
    const tokens = new Map(rows.map((row) => [row.id, tokenIn(this.identity.mail.read(row)?.text)]));
    const hashes = [...tokens.values()].flatMap((token) => (token === undefined ? [] : hashToken(token)));
    const inForce = await linksInForce(db, hashes, this.now());
    const invitations = rows.flatMap(({ invitation_id: id }) => id ?? []);
    const presets = await presetsOf(db, actor.organization, invitations);
    return (row) => {
      const token = tokens.get(row.id);
      if (token !== undefined && !inForce.has(hashToken(token)))
        return { isSpent: true, whyNot: "its link was used, or has ended" };
      return { isSpent: false, whyNot: this.whyNot(actor, row, presets.get(row.invitation_id ?? "")) };
    };
  }

  private whyNot(
    actor: Actor,
    { account, organization_id: organization }: LetterRow,
    presets: Presets | undefined,
  ): string | null {
    if (isOperator(actor) || (account === null && !presets)) return null;
    const subject = account ?? `user:${newId()}`;
    const person: Actor = { organization, subject, name: subject, from: "api" };
    const access = this.access.of(organization);
    // Whoever may not act now, and may again by what the letter opens, counts as what they then are; so does whoever begins with it.
    const opened = presets ? heldWith(access, subject, presets) : this.letIn(person);
    if (!access.engine.suppose(opened, () => isSuperAdmin(this.access, person))) return null;
    return presets
      ? "it makes a super admin: `gatehouse outbox read` on the server shows it"
      : "it is for a super admin: `gatehouse outbox read` on the server shows it";
  }

  /** What would make an account an active one. */
  private letIn({ organization, subject: account }: Actor): Change[] {
    const access = this.access.of(organization);
    const standing = (changes: Change[]) =>
      access.engine.suppose(changes, () => standingOf(access, account, this.now())?.code);
    const changes: Change[] = standing([]) === "account-banned" ? [{ kind: "ban-lifted", account }] : [];
    const isWaiting = ["account-not-verified", "account-deactivated"].includes(standing(changes) ?? "");
    return isWaiting ? [...changes, { kind: "account-status-set", account, status: "active" }] : changes;
  }
}

const tokenIn = (text: string | undefined): string | undefined => /[?&]token=([0-9a-f]{64})/.exec(text ?? "")?.[1];
