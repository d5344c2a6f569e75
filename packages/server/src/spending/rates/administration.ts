import { administered, type OrganizationAccess, principalsGone } from "../../access/index.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, noteEvent, type Tx } from "../../store/index.ts";
import { namesWithKeys } from "../budgets/names.ts";
import type { SpendingParts } from "../parts.ts";
import { type RateBook, ruleOf } from "./book.ts";
import { type NamedModels, requireModel } from "./models.ts";
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

/** What administrators say about how much may be asked in a time: of whom they manage the balances, and of nobody else. */
export class RateAdministration {
  private readonly parts: SpendingParts;
  private readonly book: RateBook;
  /** Set by whoever puts the parts together: models are made above this one. */
  models: NamedModels | undefined;

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

  /** All that are for whom the actor may limit, by whom they are for. @throws {Problem} `forbidden` */
  async list(actor: Actor): Promise<RateView[]> {
    const access = this.accessFor(actor);
    const rows = await listRates(this.parts.store.db, access.id);
    return this.views(
      access,
      rows.filter(({ principal }) => mayLimit(access, actor, principal)),
    );
  }

  /** One for whom and which model there is none yet. @throws {Problem} `forbidden`, `resource-not-found`, `already-exists`, `change-refused` */
  async make(actor: Actor, wish: RateWish): Promise<RateView> {
    const now = this.parts.now();
    return this.write(actor, async (tx, access) => {
      await this.requireLimiting(tx, access, actor, wish.principal);
      await this.requireModel(tx, access, wish);
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
      const before = await this.rowOf(tx, access, actor, id);
      await this.requireLimiting(tx, access, actor, wish.principal);
      // One that is limited already stays: its numbers can be changed whether it is configured now or not.
      if (wish.model !== (before.model || null)) await this.requireModel(tx, access, wish);
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
      const row = await this.rowOf(tx, access, actor, id);
      await deleteRate(tx, access.id, id);
      return row;
    });
  }

  private async write(actor: Actor, work: (tx: Tx, access: OrganizationAccess) => Promise<RateRow>): Promise<RateView> {
    const access = this.accessFor(actor);
    const { result } = await access.commit(actor, async (tx) => {
      this.accessFor(actor);
      const row = await work(tx, access);
      const { requests, tokens, concurrent, window_ms } = row;
      await noteEvent(tx, {
        organization: access.id,
        kind: "limit-changed",
        actor: actor.name,
        about: [row.principal],
        facts: { limit: row.id, model: row.model, requests, tokens, concurrent, seconds: window_ms / 1_000 },
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
    administered(access, actor, MANAGE);
    return access;
  }

  private async requireModel(tx: Tx, access: OrganizationAccess, { model }: RateWish): Promise<void> {
    if (model !== null && this.models) await requireModel(this.models, access.id, model, tx);
  }

  /** Whoever may limit some people only is told of others' what they would be told if it were not there. */
  private async rowOf(tx: Tx, access: OrganizationAccess, actor: Actor, id: string): Promise<RateRow> {
    const row = await findRate(tx, access.id, id);
    if (!row || !mayLimit(access, actor, row.principal))
      throw problem("resource-not-found", { detail: "there is no such limit" });
    return row;
  }

  /** @throws {Problem} `forbidden`, the same for whom there is not; `resource-not-found` */
  private async requireLimiting(tx: Tx, access: OrganizationAccess, actor: Actor, principal: string): Promise<void> {
    if (!mayLimit(access, actor, principal)) access.require(actor, MANAGE);
    const isThere = principal.startsWith("key:")
      ? (await namesWithKeys(tx, access.id, [principal])).has(principal)
      : isKnown(access, principal);
    if (!isThere)
      throw problem("resource-not-found", {
        detail: `there is no \`${principal}\` here; a limit names people, groups, services and keys by their ids, and roles by their names`,
        extra: { errors: [{ path: "principal", message: "nobody of this name" }] },
      });
  }

  private async views(access: OrganizationAccess, rows: readonly RateRow[]): Promise<RateView[]> {
    const names = await namesWithKeys(
      this.parts.store.db,
      access.id,
      rows.map(({ principal }) => principal),
    );
    return rows.map((row) => {
      const { windowMs, ...rule } = ruleOf(row);
      const { name = null, keyOf = null } = names.get(row.principal) ?? {};
      return { ...rule, name, keyOf, windowSeconds: windowMs / 1_000 };
    });
  }
}

/** As budgets: what is for everybody, a role, a group, a service or a key takes the capability for all; what is a person's that for them. */
function mayLimit(access: OrganizationAccess, actor: Actor, principal: string): boolean {
  if (isOperator(actor) || access.may(actor, MANAGE)) return true;
  return principal.startsWith("user:") && access.may(actor, MANAGE, principal);
}

function isKnown({ engine }: OrganizationAccess, principal: string): boolean {
  return (
    principal === "everyone" ||
    (principal.startsWith("role:") && engine.listRoles().some(({ role }) => role === principal)) ||
    (principal.startsWith("group:") && engine.isHeld(principal)) ||
    (/^(user|service):/.test(principal) && engine.principalSet(principal).length > 0)
  );
}

const rowOf = ({ principal, model, shared, requests, tokens, concurrent, windowSeconds }: RateWish) => ({
  principal,
  model: model ?? "",
  shared: shared ? 1 : 0,
  requests,
  tokens,
  concurrent,
  window_ms: windowSeconds * 1_000,
});
