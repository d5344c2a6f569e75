import { type Change, isCapability, type TypeDefinition } from "@gatehouse/engine";
import type { z } from "zod";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Store, Tx } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { requireClosure, requirePutSeen } from "../closureSeen.ts";
import { requireNoStranger, typeOf } from "../grants/service.ts";
import type { Committed, OrganizationAccess } from "../organizationAccess.ts";
import { labelOf, namesOf } from "../people.ts";
import { contextOf, requireMay } from "../rules.ts";
import type { Found } from "../unheld.ts";
import { knownParents, puttingUnder, takingFrom } from "./parents.ts";
import type { PutResource, PutType, ResourceAnswer } from "./schemas.ts";

type Wish = z.infer<typeof PutResource>;
type View = z.infer<typeof ResourceAnswer>;

/** Types whose things have content of their own: whoever could register one would own somebody else's. */
const MADE_ELSEWHERE: ReadonlySet<string> = new Set(["agent", "conversation", "group"]);

/**
 * Other applications register prompts, files, projects, links and tools by names of their own; those that look like the workspace's ids are its
 * own, so that nobody learns by trying which of them there are, or were.
 */
const isMadeElsewhere = (type: string, resource: string): boolean =>
  MADE_ELSEWHERE.has(type) || /^(prompt|file|project|sharedLink|tool):[0-9a-f]{24}$/.test(resource);

/** Resources as such: what other applications register, and what hangs on what. */
export class Resources {
  private readonly access: Access;
  private readonly store: Store;

  constructor({ access, store }: { access: Access; store: Store }) {
    this.access = access;
    this.store = store;
  }

  async get(actor: Actor, resource: string): Promise<{ view: View; version: number }> {
    const access = this.access.of(actor);
    const found = await this.access.unheld.find(this.store.db, access, [resource]);
    found.suppose(access, resource, () => requireNoStranger(access, actor, resource));
    return this.view(access, actor, resource, found);
  }

  /** What was written, for whoever wrote it: they may have handed it over, and see it no more. */
  async afterwards(actor: Actor, resource: string): Promise<{ view: View; version: number }> {
    const access = this.access.of(actor);
    return this.view(access, actor, resource, await this.access.unheld.find(this.store.db, access, [resource]));
  }

  /**
   * Registers a resource, or changes what is registered. `result` says whether it is new.
   * @param seen what its caller has seen travel with it: counts where it is handed over or put under a parent
   */
  async put(
    actor: Actor,
    resource: string,
    wish: Wish,
    checkVersion: (version: number) => void,
    seen?: string,
  ): Promise<Committed<boolean>> {
    const access = this.access.of(actor);
    return access.commit(actor, async (tx) => {
      const found = await this.access.unheld.findToTake(tx, access, [resource, ...(wish.parents ?? [])]);
      const version = (await labelOf(tx, access.id, resource))?.version ?? 1;
      const asked = wish.owner;
      const named = await this.access.picker.naming(tx, access, actor, asked === undefined ? [] : [asked], resource);
      const wished = asked === undefined ? wish : { ...wish, owner: named(asked) };
      const { held, changes } = found.supposeAll(access, [resource, ...(wish.parents ?? [])], () => {
        const held = access.engine.isHeld(resource);
        if (!held) return { held, changes: this.added(access, actor, resource, wished) };
        requireNoStranger(access, actor, resource);
        checkVersion(version);
        return { held, changes: this.changed(access, actor, resource, wished) };
      });
      const entered = changes.flatMap((change) => (change.kind === "parent-added" ? change.parent : []));
      const comparing = { tx, organizations: this.access, actor, seen };
      if (changes.some(({ kind }) => kind === "owner-set")) await requireClosure(comparing, resource);
      else await requirePutSeen(comparing, resource, entered);
      if (changes.length > 0 || wish.label !== undefined)
        changes.unshift(...found.taking(access, resource, ...entered));
      if (wish.label !== undefined || !held) await saveLabel(tx, access.id, resource, wish.label ?? null, actor);
      return { changes, result: !held };
    });
  }

  async remove(actor: Actor, resource: string, checkVersion: (version: number) => void): Promise<Committed<null>> {
    const access = this.access.of(actor);
    return access.commit(actor, async (tx) => {
      const found = await this.access.unheld.find(tx, access, [resource]);
      const version = (await labelOf(tx, access.id, resource))?.version ?? 1;
      // Not in its place: what it lay in is not taken in only because it goes.
      const adding = found.alone(access, resource);
      const { changes, removed } = access.engine.suppose(adding, () => {
        requireNoStranger(access, actor, resource);
        checkVersion(version);
        requireMay(access, actor, (may) => may.deleteResource(actor.subject, resource, contextOf(actor)));
        return access.engine.removalOf(resource);
      });
      await this.access.removed(tx, access.id, removed);
      // Taken in and gone in one: the log says who deleted it.
      return { changes: [...adding, ...changes], result: null };
    });
  }

  async setType(actor: Actor, name: string, definition: z.infer<typeof PutType>): Promise<Committed<null>> {
    const access = this.access.of(actor);
    return access.commit(actor, async () => {
      access.require(actor, "manage:configs");
      requireFit(access, name, definition);
      const { open, contextFields, ...rest } = definition;
      const type: TypeDefinition = {
        name,
        ...rest,
        ...(open !== undefined && { open }),
        ...(contextFields && { contextFields }),
      };
      return { changes: [{ kind: "type-set", type }], result: null };
    });
  }

  private added(access: OrganizationAccess, actor: Actor, resource: string, wish: Wish): Change[] {
    const type = typeOf(access, resource);
    // The same answer as for one that is there and secret: there is no making it here.
    if (isMadeElsewhere(type.name, resource)) throw problem("resource-not-found");
    // In an address they are no names but places, and clients take them out of it.
    if (/:\.{1,2}$/.test(resource)) throw problem("request-invalid", { detail: "`id`: `.` and `..` are no ids" });
    const owner = wish.owner ?? (isOperator(actor) ? "organization" : actor.subject);
    requireMay(access, actor, (may) =>
      may.create(actor.subject, type.name, owner === actor.subject ? {} : { owner }, contextOf(actor)),
    );
    if (wish.state === "hidden") throw problem("request-invalid", { detail: "a new resource begins active" });
    const changes: Change[] = [{ kind: "resource-added", resource, owner, state: "active" }];
    if (wish.restricted) changes.push({ kind: "restricted-set", resource, restricted: true });
    const parents = [...new Set(wish.parents ?? [])];
    // The thing must be there before the rules can say what may be done with it.
    const placing = access.engine.suppose(changes, () =>
      parents.map((parent) => puttingUnder(access, actor, resource, parent)),
    );
    return [...changes, ...placing];
  }

  private changed(access: OrganizationAccess, actor: Actor, resource: string, wish: Wish): Change[] {
    const held = access.engine.describe(resource);
    if (!held) throw problem("resource-not-found");
    const changes: Change[] = [];
    if (wish.label !== undefined) access.require(actor, "update", resource);
    if (wish.owner !== undefined && wish.owner !== held.owner) {
      const { owner } = wish;
      requireMay(access, actor, (may) => may.transfer(actor.subject, resource, owner, contextOf(actor)));
      changes.push({ kind: "owner-set", resource, owner });
    }
    if (wish.state !== undefined && wish.state !== held.state) {
      access.require(actor, wish.state === "hidden" ? "hide" : "restore", resource);
      changes.push({ kind: "resource-state-set", resource, state: wish.state });
    }
    if (wish.restricted !== undefined && wish.restricted !== held.restricted) {
      const { restricted } = wish;
      requireMay(access, actor, (may) => may.restrict(actor.subject, resource, restricted, contextOf(actor)));
      changes.push({ kind: "restricted-set", resource, restricted });
    }
    if (wish.parents) {
      const wanted = new Set(wish.parents);
      const known = knownParents(access, actor, resource);
      for (const parent of known.filter((one) => !wanted.has(one)))
        changes.push(takingFrom(access, actor, resource, parent));
      // One that is its parent already, and a secret to the actor, is as one that there is not.
      for (const parent of [...wanted].filter((one) => !known.includes(one)))
        changes.push(puttingUnder(access, actor, resource, parent));
    }
    return changes;
  }

  private async view(
    access: OrganizationAccess,
    actor: Actor,
    resource: string,
    found: Found,
  ): Promise<{ view: View; version: number }> {
    const { held, ...shown } = found.suppose(access, resource, () => seen(access, actor, resource));
    const registered = await labelOf(this.store.db, access.id, resource);
    const names = await namesOf(this.store.db, access.id, [held.owner]);
    const colon = resource.indexOf(":");
    const view = {
      type: resource.slice(0, colon),
      id: resource.slice(colon + 1),
      owner: held.owner,
      ownerName: names.get(held.owner)?.name ?? null,
      state: held.state,
      restricted: held.restricted,
      label: registered?.label ?? null,
      ...shown,
    };
    return { view, version: registered?.version ?? 1 };
  }
}

/** What the engine holds of it, as far as the actor may know. @throws {Problem} `resource-not-found` */
function seen(access: OrganizationAccess, actor: Actor, resource: string) {
  const held = access.engine.describe(resource);
  if (!held) throw problem("resource-not-found");
  const context = actor.key ? { key: actor.key } : {};
  return {
    held,
    // Parents that one may not see stay a secret.
    parents: held.parents.filter(
      (parent) => isOperator(actor) || access.engine.listActions(actor.subject, parent, context).length > 0,
    ),
    actions: isOperator(actor)
      ? Object.keys(typeOf(access, resource).actions)
      : access.engine.listActions(actor.subject, resource, context),
  };
}

/** Words that stand for somebody, or for all: a resource `everyone:x` would be read as one of them. */
const RESERVED_TYPES: ReadonlySet<string> = new Set(["organization", "everyone", "anyone", "operator", "visitor"]);

/** What the engine lets pass, since another server or a later type may bring it; whoever writes it now has mistyped it. */
function requireFit(access: OrganizationAccess, name: string, { actions, create, inherits }: z.infer<typeof PutType>) {
  const refuse = (detail: string) => problem("request-invalid", { detail });
  if (RESERVED_TYPES.has(name)) throw refuse(`\`${name}\` cannot be the name of a type: it stands for somebody`);
  if (typeof create === "object" && !isCapability(create.capability))
    throw refuse(`\`create.capability\`: \`${create.capability}\` is not a capability`);
  for (const [parent, passes] of Object.entries(inherits)) {
    const known = parent === name ? actions : access.engine.typeOf(parent)?.actions;
    // A parent's type may be declared later.
    for (const action of known ? Object.keys(passes) : [])
      if (!Object.hasOwn(known ?? {}, action))
        throw refuse(`\`inherits.${parent}\`: \`${action}\` is not an action of \`${parent}\``);
  }
}

async function saveLabel(
  tx: Tx,
  organization: string,
  resource: string,
  label: string | null,
  actor: Actor,
): Promise<void> {
  const now = Date.now();
  await tx
    .insertInto("registered_resources")
    .values({
      organization_id: organization,
      resource,
      label,
      registered_by: actor.name,
      created_at: now,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(["organization_id", "resource"])
        .doUpdateSet((e) => ({ label, updated_at: now, version: e("registered_resources.version", "+", 1) })),
    )
    .execute();
}

/** Labels go with their resources. */
export async function removeLabels(tx: Tx, organization: string, resources: readonly string[]): Promise<void> {
  for (let from = 0; from < resources.length; from += 500)
    await tx
      .deleteFrom("registered_resources")
      .where("organization_id", "=", organization)
      .where("resource", "in", resources.slice(from, from + 500))
      .execute();
}
