import { type OrganizationAccess, principalsGone } from "../../access/index.ts";
import { namesOf } from "../../access/people.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, noteEvent, type Tx } from "../../store/index.ts";
import type { SpendingParts } from "../parts.ts";
import { type RateBook, ruleOf } from "./book.ts";
import {
  deleteRate,
  deleteRatesOf,
  findRate,
  findRateFor,
  insertRate,
  listRates,
  type RateRow,
  replaceRate,
} from "./queries.ts";
import type { RateView, RateWish } from "./schemas.ts";

const MANAGE = "manage:balances";
const MOST_RULES = 500;

/** What administrators say about how much may be asked in a time. */
export class RateAdministration {
  private readonly parts: SpendingParts;
  private readonly book: RateBook;

  constructor(parts: SpendingParts, book: RateBook) {
    this.parts = parts;
    this.book = book;
    parts.access.onChanged(async (tx, organization, changes) => {
      let isChanged = false;
      for (const gone of principalsGone(changes))
        isChanged = (await deleteRatesOf(tx, organization, gone)) || isChanged;
      if (!isChanged) return;
      await book.announce(tx, organization);
      const stop = parts.access.of(organization).onRevision(() => {
        stop();
        book.changed(organization);
      });
    });
  }

  /** All of them, by whom they are for. @throws {Problem} `forbidden` */
  async list(actor: Actor): Promise<RateView[]> {
    const access = this.accessFor(actor);
    return this.views(access, await listRates(this.parts.store.db, access.id));
  }

  /** One for whom and which model there is none yet. @throws {Problem} `forbidden`, `resource-not-found`, `already-exists`, `change-refused` */
  async make(actor: Actor, wish: RateWish): Promise<RateView> {
    const now = this.parts.now();
    return this.write(actor, async (tx, access) => {
      requirePrincipal(access, wish.principal);
      const row = {
        ...rowOf(wish),
        organization_id: access.id,
        id: newId(),
        made_by: actor.name,
        created_at: now,
        updated_at: now,
      };
      if (await findRateFor(tx, row)) throw problem("already-exists", { detail: "there is one for these already" });
      if ((await listRates(tx, access.id)).length >= MOST_RULES)
        throw problem("change-refused", { detail: `an organization has ${MOST_RULES} limits at most` });
      await insertRate(tx, row);
      return row;
    });
  }

  /** @throws {Problem} as {@link make} */
  async edit(actor: Actor, id: string, wish: RateWish): Promise<RateView> {
    return this.write(actor, async (tx, access) => {
      const before = await this.rowOf(tx, access, id);
      requirePrincipal(access, wish.principal);
      const row = { ...before, ...rowOf(wish), updated_at: this.parts.now() };
      const same = await findRateFor(tx, row);
      if (same && same.id !== id) throw problem("already-exists", { detail: "there is one for these already" });
      await replaceRate(tx, row);
      return row;
    });
  }

  /** @throws {Problem} `forbidden`, `resource-not-found` */
  async remove(actor: Actor, id: string): Promise<void> {
    await this.write(actor, async (tx, access) => {
      const row = await this.rowOf(tx, access, id);
      await deleteRate(tx, access.id, id);
      return row;
    });
  }

  private async write(actor: Actor, work: (tx: Tx, access: OrganizationAccess) => Promise<RateRow>): Promise<RateView> {
    const access = this.accessFor(actor);
    const { result } = await access.commit(actor, async (tx) => {
      this.accessFor(actor);
      const row = await work(tx, access);
      const { requests, tokens, window_ms } = row;
      await noteEvent(tx, {
        organization: access.id,
        kind: "limit-changed",
        actor: actor.name,
        about: [row.principal],
        facts: { limit: row.id, model: row.model, requests, tokens, seconds: window_ms / 1_000 },
      });
      await this.book.announce(tx, access.id);
      return { changes: [], result: row };
    });
    this.book.changed(access.id);
    const [view] = await this.views(access, [result]);
    if (!view) throw problem("resource-not-found");
    return view;
  }

  private accessFor(actor: Actor): OrganizationAccess {
    const access = this.parts.access.of(actor);
    access.require(actor, "access:admin");
    access.require(actor, MANAGE);
    return access;
  }

  private async rowOf(tx: Tx, access: OrganizationAccess, id: string): Promise<RateRow> {
    const row = await findRate(tx, access.id, id);
    if (!row) throw problem("resource-not-found", { detail: "there is no such limit" });
    return row;
  }

  private async views(access: OrganizationAccess, rows: readonly RateRow[]): Promise<RateView[]> {
    const names = await namesOf(
      this.parts.store.db,
      access.id,
      rows.map(({ principal }) => principal),
    );
    return rows.map((row) => {
      const { windowMs, ...rule } = ruleOf(row);
      return { ...rule, name: names.get(row.principal)?.name ?? null, windowSeconds: windowMs / 1_000 };
    });
  }
}

/** @throws {Problem} `resource-not-found` unless there is somebody of this name */
function requirePrincipal({ engine }: OrganizationAccess, principal: string): void {
  const isThere =
    principal === "everyone" ||
    (principal.startsWith("role:") && engine.listRoles().some(({ role }) => role === principal)) ||
    (principal.startsWith("group:") && engine.isHeld(principal)) ||
    (/^(user|service):/.test(principal) && engine.principalSet(principal).length > 0);
  if (!isThere) throw problem("resource-not-found", { detail: "there is nobody of this name" });
}

const rowOf = ({ principal, model, shared, requests, tokens, windowSeconds }: RateWish) => ({
  principal,
  model: model ?? "",
  shared: shared ? 1 : 0,
  requests,
  tokens,
  window_ms: windowSeconds * 1_000,
});
