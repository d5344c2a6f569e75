import type { Grant, TypeDefinition } from "@gatehouse/engine";
import type { z } from "zod";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry, toExpiry } from "../../http/schemas.ts";
import { nextGrantIds, type Store, type Tx } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { requireClosure } from "../closureSeen.ts";
import { requireBoundedCost } from "../conditionCost.ts";
import { requireDeclaredFields } from "../conditionFields.ts";
import { requireConditionForm } from "../conditionForm.ts";
import { requireKnownFunctions } from "../conditionFunctions.ts";
import { compileCondition } from "../conditions.ts";
import type { Committed, Decided, OrganizationAccess } from "../organizationAccess.ts";
import { grantRecordsOf, namesOf } from "../people.ts";
import { contextOf, requireMay } from "../rules.ts";
import { givenActions } from "./givenActions.ts";
import { requireLastingGroup } from "./lastingGroups.ts";
import type { ChangeGrant, GrantAnswer, SetGrant, TakenBackAnswer } from "./schemas.ts";
import { requireSharingTag, sharingTag } from "./sharingTag.ts";
import { takeBack } from "./takeBack.ts";

type Terms = Pick<z.infer<typeof SetGrant>, "role" | "allow" | "deny" | "expiresAt" | "condition">;
type Giving = Terms & Pick<z.infer<typeof SetGrant>, "principal">;
type GrantView = z.infer<typeof GrantAnswer>;

/** What whoever writes has seen, and wants to find as it was. */
export interface Conditions {
  /** `If-Match`: how it is shared. */
  ifMatch?: string | undefined;
  /** `Gatehouse-Closure`: what travels with it. */
  closure?: string | undefined;
}

/** Grants on one resource: seen by whoever may `share` it, set by the model's rules of handing on. */
export class Grants {
  private readonly access: Access;
  private readonly store: Store;

  constructor({ access, store }: { access: Access; store: Store }) {
    this.access = access;
    this.store = store;
  }

  /** With the tag for `If-Match`. */
  async list(actor: Actor, resource: string): Promise<{ grants: GrantView[]; tag: string }> {
    const access = this.access.of(actor);
    const found = await this.access.unheld.find(this.store.db, access, [resource]);
    const tag = found.suppose(access, resource, () => {
      requireSharing(access, actor, resource);
      return sharingTag(access, resource);
    });
    await access.writeUse();
    return { grants: await this.views(access, access.engine.grantsOn(resource)), tag };
  }

  async set(
    actor: Actor,
    resource: string,
    wish: z.infer<typeof SetGrant>,
    conditions: Conditions = {},
  ): Promise<Committed<GrantView>> {
    const access = this.access.of(actor);
    const written = await access.commit(
      actor,
      async (tx) => {
        const named = await this.access.picker.naming(tx, access, actor, [wish.principal], resource);
        return this.giving(tx, access, actor, {
          resource,
          wish: { ...wish, principal: named(wish.principal) },
          ...conditions,
        });
      },
      wish.reason,
    );
    return { revision: written.revision, result: await this.view(access, written.result) };
  }

  /** What gives it, for the transaction of whoever writes more with it, and says whom the actor may name. @throws {Problem} what the rules of handing on say */
  async giving(
    tx: Tx,
    access: OrganizationAccess,
    actor: Actor,
    { resource, wish, ifMatch, closure }: { resource: string; wish: Giving } & Conditions,
  ): Promise<Decided<Grant>> {
    const found = await this.access.unheld.findToTake(tx, access, [resource]);
    const wanted = found.suppose(access, resource, () => {
      const terms = this.terms(access, actor, resource, wish);
      requireSharingTag(access, resource, ifMatch);
      const wanted = { principal: wish.principal, resource, ...terms };
      requireMay(access, actor, (may) => may.grant(actor.subject, wanted, contextOf(actor)));
      return wanted;
    });
    await requireLastingGroup(tx, access.id, wanted.principal, this.access.now());
    await requireClosure({ tx, organizations: this.access, actor, seen: closure }, resource);
    const [id] = await nextGrantIds(tx, access.id, 1);
    const grant: Grant = { id: id ?? 0, ...wanted };
    return { changes: [...found.taking(access, resource), { kind: "grant-set", grant }], result: grant };
  }

  async change(
    actor: Actor,
    resource: string,
    id: number,
    wish: z.infer<typeof ChangeGrant>,
    { ifMatch, closure }: Conditions = {},
  ): Promise<Committed<GrantView>> {
    const access = this.access.of(actor);
    const written = await access.commit(
      actor,
      async (tx) => {
        const givenBy = await giverOf(tx, access, id);
        const former = this.grant(access, actor, resource, id, givenBy);
        requireSharingTag(access, resource, ifMatch);
        const terms = this.terms(access, actor, resource, wish);
        requireMay(access, actor, (may) =>
          may.changeGrant(actor.subject, resource, id, terms, givenBy, contextOf(actor)),
        );
        await requireLastingGroup(tx, access.id, former.principal, this.access.now());
        await requireClosure({ tx, organizations: this.access, actor, seen: closure }, resource);
        const grant: Grant = { ...former, ...terms };
        return { changes: [{ kind: "grant-set", grant }], result: grant };
      },
      wish.reason,
    );
    return { revision: written.revision, result: await this.view(access, written.result) };
  }

  async remove(actor: Actor, resource: string, id: number, ifMatch?: string): Promise<Committed<null>> {
    const access = this.access.of(actor);
    return access.commit(actor, async (tx) => {
      const givenBy = await giverOf(tx, access, id);
      this.grant(access, actor, resource, id, givenBy);
      requireSharingTag(access, resource, ifMatch);
      requireMay(access, actor, (may) => may.removeGrant(actor.subject, resource, id, givenBy, contextOf(actor)));
      return { changes: [{ kind: "grant-removed", resource, id }], result: null };
    });
  }

  /** Every grant that the actor may take away, in one revision; the others are named with why they stay. */
  async takeBack(
    actor: Actor,
    resource: string,
    denies: boolean,
    ifMatch?: string,
  ): Promise<Committed<z.infer<typeof TakenBackAnswer>>> {
    const access = this.access.of(actor);
    const { revision, result } = await access.commit(actor, async (tx) => {
      const found = await this.access.unheld.find(tx, access, [resource]);
      found.suppose(access, resource, () => {
        requireSharing(access, actor, resource);
        requireSharingTag(access, resource, ifMatch);
      });
      const ids = access.engine.grantsOn(resource).map((grant) => grant.id);
      const records = await grantRecordsOf(tx, access.id, ids);
      const givers = new Map([...records].map(([id, record]) => [id, record.given_by]));
      const { changes, ...told } = takeBack(access, actor, resource, { denies, givers });
      return { changes, result: told };
    });
    const views = await this.views(
      access,
      result.stays.map(({ grant }) => grant),
    );
    const stays = result.stays.flatMap(({ reason, detail }, at) => {
      const grant = views[at];
      return grant ? [{ grant, reason, detail }] : [];
    });
    return { revision, result: { taken: result.taken, stays } };
  }

  async transfer(
    actor: Actor,
    resource: string,
    owner: string,
    { ifMatch, closure }: Conditions = {},
  ): Promise<Committed<null>> {
    const access = this.access.of(actor);
    return access.commit(actor, async (tx) => {
      const found = await this.access.unheld.findToTake(tx, access, [resource]);
      const named = await this.access.picker.naming(tx, access, actor, [owner], resource);
      found.suppose(access, resource, () => {
        requireNoStranger(access, actor, resource);
        requireSharingTag(access, resource, ifMatch);
        requireMay(access, actor, (may) => may.transfer(actor.subject, resource, named(owner), contextOf(actor)));
      });
      await requireClosure({ tx, organizations: this.access, actor, seen: closure }, resource);
      return { changes: [...found.taking(access, resource), { kind: "owner-set", resource, owner }], result: null };
    });
  }

  /** A grant that the actor may know of: what they were given or gave, or any with `share`. */
  private grant(access: OrganizationAccess, actor: Actor, resource: string, id: number, givenBy: string | null): Grant {
    const found = access.engine.grantsOn(resource).find((one) => one.id === id);
    const isOwn = found?.principal === actor.subject || givenBy === actor.subject;
    if (!found || (!isOwn && !mayKnow(access, actor, resource))) throw problem("resource-not-found");
    return found;
  }

  /** An access role or single actions, as the engine wants them. */
  private terms(access: OrganizationAccess, actor: Actor, resource: string, wish: Terms) {
    requireNoStranger(access, actor, resource);
    const type = typeOf(access, resource);
    return {
      ...givenActions(type, wish),
      expiresAt: toExpiry(wish.expiresAt),
      condition: this.condition(access, actor, resource, wish.condition),
    };
  }

  /** @throws {Problem} `request-invalid` for what is no condition on this resource */
  private condition(
    access: OrganizationAccess,
    actor: Actor,
    resource: string,
    text: string | null | undefined,
  ): string | null {
    if (text === null || text === undefined) return null;
    // Somebody who lost the text on the way would give without a condition.
    if (text.trim() === "") throw problem("request-invalid", { detail: "`condition`: it is empty; null is none" });
    orRefused(() => requireConditionForm(text));
    orRefused(() => compileCondition(text));
    orRefused(() => requireBoundedCost(text));
    // What stands on the resource may be written again, though its type has come to declare less.
    const known = access.engine
      .grantsOn(resource)
      .filter((grant) => grant.principal === actor.subject || mayKnow(access, actor, resource));
    if (known.some(({ condition }) => condition === text)) return text;
    orRefused(() => requireKnownFunctions(text));
    orRefused(() => requireDeclaredFields(text, typeOf(access, resource)));
    return text;
  }

  private async view(access: OrganizationAccess, grant: Grant): Promise<GrantView> {
    const [view] = await this.views(access, [grant]);
    if (!view) throw problem("internal");
    return view;
  }

  private async views(access: OrganizationAccess, grants: readonly Grant[]): Promise<GrantView[]> {
    const records = await grantRecordsOf(
      this.store.db,
      access.id,
      grants.map((grant) => grant.id),
    );
    const named = [
      ...grants.map((grant) => grant.principal),
      ...[...records.values()].map((record) => record.given_by),
    ];
    const names = await namesOf(this.store.db, access.id, named);
    return grants.map((grant) => {
      const record = records.get(grant.id);
      return {
        id: grant.id,
        principal: grant.principal,
        principalName: names.get(grant.principal)?.name ?? null,
        role: roleOf(typeOf(access, grant.resource), grant.allow),
        allow: [...grant.allow],
        deny: [...grant.deny],
        expiresAt: fromExpiry(grant.expiresAt),
        condition: grant.condition,
        glass: grant.glass === true,
        givenBy: record?.given_by ?? null,
        givenByName: record ? (names.get(record.given_by)?.name ?? null) : null,
        givenAt: record ? fromExpiry(record.given_at) : null,
        reason: record?.reason ?? null,
        lastUsed: record?.last_used_day ?? null,
      };
    });
  }
}

async function giverOf(tx: Tx, access: OrganizationAccess, id: number): Promise<string | null> {
  return (await grantRecordsOf(tx, access.id, [id])).get(id)?.given_by ?? null;
}

/** @throws {Problem} `request-invalid` for what is no condition */
function orRefused(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    const why =
      error instanceof RangeError
        ? "it nests too deep"
        : error instanceof Error
          ? error.message.split("\n")[0]?.replace(/^<input>:/, "at ")
          : "it cannot be read";
    throw problem("request-invalid", { detail: `\`condition\`: ${why}` });
  }
}

/** The definition of a resource's type. @throws {Problem} `resource-not-found` */
export function typeOf(access: OrganizationAccess, resource: string): TypeDefinition {
  const type = access.engine.typeOf(resource.slice(0, Math.max(0, resource.indexOf(":"))));
  if (!type) throw problem("resource-not-found");
  return type;
}

/** The access role that holds exactly these actions. */
export function roleOf(type: TypeDefinition, allow: readonly string[]): string | null {
  const same = (actions: readonly string[]) =>
    actions.length === allow.length && actions.every((action) => allow.includes(action));
  return Object.entries(type.roles).find(([, actions]) => same(actions))?.[0] ?? null;
}

/** Who sees the grants: `share` on the resource, or `read:access`. */
export function mayKnow(access: OrganizationAccess, actor: Actor, resource: string): boolean {
  return access.may(actor, "share", resource) || access.may(actor, "read:access");
}

export function requireSharing(access: OrganizationAccess, actor: Actor, resource: string): void {
  requireNoStranger(access, actor, resource);
  if (!mayKnow(access, actor, resource)) access.require(actor, "share", resource);
}

/** Nobody learns by trying whether a thing exists. */
export function requireNoStranger(access: OrganizationAccess, actor: Actor, resource: string): void {
  access.requireCurrent();
  if (!access.engine.isHeld(resource)) throw problem("resource-not-found");
  if (isOperator(actor) || access.may(actor, "read:access")) return;
  const context = actor.key ? { key: actor.key } : {};
  if (access.engine.listActions(actor.subject, resource, context).length > 0) return;
  // What a key's scope leaves out, and what is hidden, its holder knows all the same: the whole decision tells.
  access.require(actor, "share", resource);
}
