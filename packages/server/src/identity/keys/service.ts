import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry, toExpiry } from "../../http/schemas.ts";
import { type EventKind, newId, noteEvent, type Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";
import { commitPeople, requireAdministration } from "../rules.ts";
import { makeKey } from "./form.ts";
import { countKeys, deleteKey, findKey, insertKey, isLive, type KeyRow, keysOf, updateKey } from "./queries.ts";
import type { KeyEditWish, KeyView, KeyWish } from "./schemas.ts";
import { EVERYTHING, type KeyScope } from "./scope.ts";

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

  /** Of a service: whoever may make one's credential can be that program anyway. @throws {Problem} `forbidden`, `resource-not-found` */
  async makeForService(actor: Actor, id: string, wish: KeyWish): Promise<{ view: KeyView; key: string }> {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor, "manage:services");
    const account = `service:${id}`;
    return this.makeFor(access, actor, account, wish, async (tx) => {
      await this.requireService(tx, access, id);
      requireMay(access, actor, (may) => may.actOn(actor.subject, account, "manage:services", contextOf(actor)));
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
    return this.write(access, actor, "key-edited", async (tx) => {
      const row = await this.ownRow(tx, actor, id);
      requireOwn(access, actor);
      return {
        ...row,
        ...(wish.name !== undefined && { name: wish.name }),
        ...(wish.expiresAt !== undefined && { expires_at: toExpiry(wish.expiresAt) }),
        ...(wish.scope && { scope: JSON.stringify(wish.scope) }),
        ...(wish.addresses && { addresses: JSON.stringify(wish.addresses) }),
        ...this.witnessed(await this.hasSecondFactor(actor)),
      };
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

  /** The same of a service's. */
  async rotateForService(actor: Actor, service: string, id: string, overlapMinutes: number) {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor, "manage:services");
    const account = `service:${service}`;
    return this.rotated(access, actor, overlapMinutes, async (tx) => {
      await this.requireService(tx, access, service);
      requireMay(access, actor, (may) => may.actOn(actor.subject, account, "manage:services", contextOf(actor)));
      return this.rowOf(tx, access.id, account, id);
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
        made_by: actor.name,
        created_at: now,
        updated_at: now,
      };
      await insertKey(tx, made);
      await note(tx, actor, "key-made", made);
      return { changes: [], result: made };
    });
    return { view: this.viewOf(row), key };
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
      await note(tx, actor, "key-revoked", row);
      await keyBook.announce(tx, access.id);
      return { changes: [], result: null };
    });
    keyBook.changed(access.id);
  }

  private async listOf(access: OrganizationAccess, account: string): Promise<KeyView[]> {
    const rows = await keysOf(this.identity.store.db, access.id, account, MOST_KEYS);
    return rows.map((row) => this.viewOf(row));
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

  private viewOf(row: KeyRow): KeyView {
    const former = row.former_until !== null && row.former_until > this.identity.now() ? row.former_until : null;
    return {
      id: row.id,
      name: row.name,
      keyPrefix: row.prefix,
      createdAt: new Date(row.created_at).toISOString(),
      expiresAt: fromExpiry(row.expires_at),
      lastUsedAt: fromExpiry(row.last_used_at),
      scope: JSON.parse(row.scope) as KeyScope,
      addresses: JSON.parse(row.addresses) as string[],
      formerUntil: fromExpiry(former),
      isEnded: this.isEnded(row),
      account: row.account,
      madeBy: row.made_by,
    };
  }
}

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
    facts: { key: row.id, prefix: row.prefix, until: fromExpiry(row.expires_at) },
  });
}
