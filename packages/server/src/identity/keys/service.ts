import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry, toExpiry } from "../../http/schemas.ts";
import { type EventKind, newId, noteEvent, type Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";
import { commitPeople, requireAdministration } from "../rules.ts";
import { requireReachOf } from "../services/reachOf.ts";
import { makeKey } from "./form.ts";
import type { KeyBudget, KeyLimitsWish } from "./limits.ts";
import { requireNamed } from "./named.ts";
import { countKeys, deleteKey, findKey, insertKey, isLive, type KeyRow, keysOf, updateKey } from "./queries.ts";
import type { KeyEditWish, KeyView, KeyWish } from "./schemas.ts";
import { EVERYTHING, entriesOf, type KeyScope, readScope } from "./scope.ts";
import { atMost, isLoosened, openedBefore, scopeAfter } from "./widened.ts";

const MOST_KEYS = 100;

/**
 * Keys of people and of services. A key opens what its account may at that moment and its scope names, never more (docs/model.md, "Who"); so what
 * somebody may make one of is for them alone, or for whoever could take the place of the service.
 */
export class Keys {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  /** One's own, the newest first. */
  async own(actor: Actor): Promise<KeyView[]> {
    return this.listOf(this.identity.access.of(actor), actor.subject);
  }

  /** @throws {Problem} `feature-off`, `too-many-keys` */
  async make(actor: Actor, wish: KeyWish): Promise<{ view: KeyView; key: string }> {
    const access = this.identity.access.of(actor);
    return this.makeFor(access, actor, actor.subject, wish, () => requireOwn(access, actor));
  }

  /**
   * Of a service: for what whoever makes it reaches as well (see {@link requireReachOf}).
   * @throws {Problem} `forbidden`, `resource-not-found`, `service-exceeds-own`
   */
  async makeForService(actor: Actor, id: string, wish: KeyWish): Promise<{ view: KeyView; key: string }> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor, "manage:services");
    const account = `service:${id}`;
    return this.makeFor(access, actor, account, wish, async (tx) => {
      await this.requireService(tx, access, id);
      requireMay(access, actor, (may) => may.actOn(actor.subject, account, "manage:services", contextOf(actor)));
      this.requireReach(access, actor, account, wish.scope ?? EVERYTHING);
    });
  }

  /** Somebody's, for administrators. @throws {Problem} `forbidden` */
  async ofAccount(actor: Actor, account: string): Promise<KeyView[]> {
    const access = this.identity.access.of(actor);
    access.require(actor, "access:admin");
    if (!access.may(actor, "manage:keys", account)) access.require(actor, "manage:keys");
    if (access.engine.principalSet(account).length === 0) throw problem("resource-not-found");
    return this.listOf(access, account);
  }

  async get(actor: Actor, id: string): Promise<KeyView> {
    return this.viewOf(await this.ownRow(this.identity.store.db, actor, id));
  }

  /** @throws {Problem} `feature-off`, `resource-not-found` */
  async edit(actor: Actor, id: string, wish: KeyEditWish): Promise<KeyView> {
    const access = this.identity.access.of(actor);
    return this.edited(access, actor, wish, async (tx) => {
      const row = await this.ownRow(tx, actor, id);
      requireOwn(access, actor);
      return row;
    });
  }

  /**
   * The same of a service's: of what it opens anew whoever changes it reaches all; of all that it opens, where that opens for longer, from elsewhere
   * or more often. @throws {Problem} as {@link makeForService}
   */
  async editForService(actor: Actor, service: string, id: string, wish: KeyEditWish): Promise<KeyView> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor, "manage:services");
    return this.edited(access, actor, wish, async (tx) => {
      const row = await this.rowOfService(tx, access, actor, service, id);
      const scope = scopeAfter(row, wish);
      // One that has ended opens nothing: giving it another end is making it anew.
      const isRevived = this.isEnded(row) && wish.expiresAt !== undefined;
      if (isRevived || isLoosened(row, await this.budgetOf(tx, row), wish))
        this.requireReach(access, actor, row.account, scope);
      else if (wish.scope)
        this.requireReach(access, actor, row.account, scope, openedBefore(readScope(row.scope), scope));
      return row;
    });
  }

  /** Another key in its place; the former one goes on for as long as is said. @throws {Problem} `feature-off`, `key-ended`, `resource-not-found` */
  async rotate(actor: Actor, id: string, overlapMinutes: number): Promise<{ view: KeyView; key: string }> {
    const access = this.identity.access.of(actor);
    return this.rotated(access, actor, overlapMinutes, async (tx) => {
      const row = await this.ownRow(tx, actor, id);
      requireOwn(access, actor);
      return row;
    });
  }

  /** The same of a service's. @throws {Problem} as {@link makeForService}; `key-ended` */
  async rotateForService(actor: Actor, service: string, id: string, overlapMinutes: number) {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor, "manage:services");
    return this.rotated(access, actor, overlapMinutes, async (tx) => {
      const row = await this.rowOfService(tx, access, actor, service, id);
      this.requireReach(access, actor, row.account, readScope(row.scope));
      return row;
    });
  }

  /** It opens nothing from now on, and what is being answered by it ends. @throws {Problem} `resource-not-found` */
  async revoke(actor: Actor, id: string): Promise<void> {
    const access = this.identity.access.of(actor);
    await this.revoked(access, actor, (tx) => this.ownRow(tx, actor, id));
  }

  /** Somebody else's. @throws {Problem} `forbidden`, `resource-not-found` */
  async revokeOf(actor: Actor, account: string, id: string): Promise<void> {
    const access = this.identity.access.of(actor);
    access.require(actor, "access:admin");
    await this.revoked(access, actor, async (tx) => {
      requireMay(access, actor, (may) => may.actOn(actor.subject, account, "manage:keys", contextOf(actor)));
      return this.rowOf(tx, access.id, account, id);
    });
  }

  /** @param opened what the key opens already */
  private requireReach(
    access: OrganizationAccess,
    actor: Actor,
    service: string,
    scope: KeyScope,
    opened: KeyScope | null = null,
  ): void {
    requireReachOf(access, actor, service, entriesOf(atMost(scope)), opened ? entriesOf(opened) : []);
  }

  private async budgetOf(tx: Tx, { organization_id, id }: KeyRow): Promise<KeyBudget | null> {
    return (await this.identity.keyBook.budgets?.of(tx, organization_id, [id]))?.get(id) ?? null;
  }

  private async rowOfService(tx: Tx, access: OrganizationAccess, actor: Actor, service: string, id: string) {
    const account = `service:${service}`;
    await this.requireService(tx, access, service);
    requireMay(access, actor, (may) => may.actOn(actor.subject, account, "manage:services", contextOf(actor)));
    return this.rowOf(tx, access.id, account, id);
  }

  private async makeFor(
    access: OrganizationAccess,
    actor: Actor,
    account: string,
    wish: KeyWish,
    require: (tx: Tx) => Promise<void> | void,
  ): Promise<{ view: KeyView; key: string }> {
    if (wish.expiresAt && Date.parse(wish.expiresAt) <= this.identity.now())
      throw problem("request-invalid", { detail: "`expiresAt` must lie ahead" });
    const { key, prefix, hash } = makeKey();
    const witnessed = this.witnessed(await this.hasSecondFactor(actor));
    const { result: row } = await commitPeople(access, actor, async (tx) => {
      await require(tx);
      if (wish.scope) requireNamed(access, actor, account, wish.scope);
      if ((await countKeys(tx, access.id, account)) >= MOST_KEYS)
        throw problem("too-many-keys", { detail: `an account has ${MOST_KEYS} keys at most` });
      const now = this.identity.now();
      const made: KeyRow = {
        organization_id: access.id,
        id: newId(),
        account,
        name: wish.name,
        prefix,
        key_hash: hash,
        former_hash: null,
        former_until: null,
        scope: JSON.stringify(wish.scope ?? EVERYTHING),
        addresses: JSON.stringify(wish.addresses ?? []),
        ...witnessed,
        expires_at: toExpiry(wish.expiresAt),
        last_used_at: null,
        ...pacesOf(wish.limits),
        made_by: actor.name,
        created_at: now,
        updated_at: now,
      };
      await insertKey(tx, made);
      await this.saveBudget(tx, actor, made.id, wish.limits);
      await note(tx, actor, "key-made", made);
      return { changes: [], result: made };
    });
    this.identity.keyBook.budgets?.changed(access.id);
    return { view: await this.viewOf(row), key };
  }

  private edited(
    access: OrganizationAccess,
    actor: Actor,
    wish: KeyEditWish,
    find: (tx: Tx) => Promise<KeyRow>,
  ): Promise<KeyView> {
    return this.write(access, actor, "key-edited", async (tx) => {
      const row = await find(tx);
      if (wish.scope) requireNamed(access, actor, row.account, wish.scope, readScope(row.scope));
      await this.saveBudget(tx, actor, row.id, wish.limits);
      return {
        ...row,
        ...(wish.name !== undefined && { name: wish.name }),
        ...(wish.expiresAt !== undefined && { expires_at: toExpiry(wish.expiresAt) }),
        ...(wish.scope && { scope: JSON.stringify(wish.scope) }),
        ...(wish.addresses && { addresses: JSON.stringify(wish.addresses) }),
        ...pacesOf(wish.limits, row),
        ...this.witnessed(await this.hasSecondFactor(actor)),
      };
    });
  }

  private async saveBudget(tx: Tx, actor: Actor, key: string, limits: KeyLimitsWish | undefined): Promise<void> {
    if (limits?.budget !== undefined) await this.identity.keyBook.budgets?.set(tx, actor, key, limits.budget);
  }

  private async rotated(
    access: OrganizationAccess,
    actor: Actor,
    overlapMinutes: number,
    find: (tx: Tx) => Promise<KeyRow>,
  ): Promise<{ view: KeyView; key: string }> {
    const { key, prefix, hash } = makeKey();
    const witnessed = this.witnessed(await this.hasSecondFactor(actor));
    const view = await this.write(access, actor, "key-rotated", async (tx) => {
      const row = await find(tx);
      if (this.isEnded(row)) throw problem("key-ended", { detail: "it has ended: make another one" });
      const former =
        overlapMinutes === 0
          ? { former_hash: null, former_until: null }
          : { former_hash: row.key_hash, former_until: this.identity.now() + overlapMinutes * 60_000 };
      return { ...row, ...former, ...witnessed, prefix, key_hash: hash };
    });
    return { view, key };
  }

  private async write(
    access: OrganizationAccess,
    actor: Actor,
    kind: EventKind,
    decide: (tx: Tx) => Promise<KeyRow>,
  ): Promise<KeyView> {
    const { keyBook, now } = this.identity;
    const { result: row } = await commitPeople(access, actor, async (tx) => {
      const { organization_id, id, ...values } = await decide(tx);
      const written = { ...values, updated_at: now() };
      await updateKey(tx, { organization_id, id }, written);
      const made = { organization_id, id, ...written };
      await note(tx, actor, kind, made);
      await keyBook.announce(tx, access.id);
      return { changes: [], result: made };
    });
    keyBook.changed(access.id);
    return this.viewOf(row);
  }

  private async revoked(access: OrganizationAccess, actor: Actor, find: (tx: Tx) => Promise<KeyRow>): Promise<void> {
    const { keyBook } = this.identity;
    await commitPeople(access, actor, async (tx) => {
      const row = await find(tx);
      await deleteKey(tx, access.id, row.id);
      await keyBook.gone(tx, access.id, [row]);
      await note(tx, actor, "key-revoked", row);
      await keyBook.announce(tx, access.id);
      return { changes: [], result: null };
    });
    keyBook.changed(access.id);
  }

  private async listOf(access: OrganizationAccess, account: string): Promise<KeyView[]> {
    const rows = await keysOf(this.identity.store.db, access.id, account, MOST_KEYS);
    return this.viewsOf(rows);
  }

  private async viewsOf(rows: readonly KeyRow[]): Promise<KeyView[]> {
    const [first] = rows;
    if (!first) return [];
    const { keyBook, store } = this.identity;
    const ids = rows.map(({ id }) => id);
    const budgets = await keyBook.budgets?.of(store.db, first.organization_id, ids);
    return rows.map((row) => this.shown(row, budgets?.get(row.id) ?? null));
  }

  private async viewOf(row: KeyRow): Promise<KeyView> {
    const [view] = await this.viewsOf([row]);
    return view as KeyView; // one row, one view
  }

  /** @throws {Problem} `resource-not-found` alike for what is not there and for another's */
  private ownRow(db: Tx, actor: Actor, id: string): Promise<KeyRow> {
    return this.rowOf(db, actor.organization, actor.subject, id);
  }

  private async rowOf(db: Tx, organization: string, account: string, id: string): Promise<KeyRow> {
    const row = await findKey(db, organization, id);
    if (row?.account !== account) throw problem("resource-not-found", { detail: "there is no such key" });
    return row;
  }

  private async requireService(tx: Tx, access: OrganizationAccess, id: string): Promise<void> {
    const row = await tx
      .selectFrom("services")
      .select("id")
      .where("organization_id", "=", access.id)
      .where("id", "=", id)
      .executeTakeFirst();
    if (!row) throw problem("resource-not-found");
  }

  private hasSecondFactor({ organization, session }: Actor): Promise<boolean> {
    return session === undefined ? Promise.resolve(false) : this.identity.hasSecondFactor(organization, session);
  }

  private witnessed(secondFactor: boolean): { second_factor: 0 | 1 } {
    return { second_factor: secondFactor ? 1 : 0 };
  }

  private isEnded(row: KeyRow): boolean {
    return !isLive(row, this.identity.now());
  }

  private shown(row: KeyRow, budget: KeyBudget | null): KeyView {
    const former = row.former_until !== null && row.former_until > this.identity.now() ? row.former_until : null;
    return {
      id: row.id,
      name: row.name,
      keyPrefix: row.prefix,
      createdAt: new Date(row.created_at).toISOString(),
      expiresAt: fromExpiry(row.expires_at),
      lastUsedAt: fromExpiry(row.last_used_at),
      scope: readScope(row.scope),
      addresses: JSON.parse(row.addresses) as string[],
      limits: { requestsPerMinute: row.requests_per_minute, tokensPerMinute: row.tokens_per_minute, budget },
      formerUntil: fromExpiry(former),
      isEnded: this.isEnded(row),
      account: row.account,
      madeBy: row.made_by,
    };
  }
}

/** @param before what stays where nothing else is wished */
const pacesOf = (
  { requestsPerMinute, tokensPerMinute }: KeyLimitsWish = {},
  before?: Pick<KeyRow, "requests_per_minute" | "tokens_per_minute">,
) => ({
  requests_per_minute: requestsPerMinute === undefined ? (before?.requests_per_minute ?? null) : requestsPerMinute,
  tokens_per_minute: tokensPerMinute === undefined ? (before?.tokens_per_minute ?? null) : tokensPerMinute,
});

/** Making one takes a feature of its own. */
function requireOwn(access: OrganizationAccess, actor: Actor): void {
  access.require(actor, "REMOTE_AGENTS.CREATE");
}

async function note(tx: Tx, actor: Actor, kind: EventKind, row: KeyRow): Promise<void> {
  await noteEvent(tx, {
    organization: row.organization_id,
    kind,
    actor: actor.name,
    about: [row.account],
    facts: {
      key: row.id,
      prefix: row.prefix,
      until: fromExpiry(row.expires_at),
      requestsPerMinute: row.requests_per_minute,
      tokensPerMinute: row.tokens_per_minute,
    },
  });
}
