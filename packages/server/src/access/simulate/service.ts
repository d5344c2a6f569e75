import type { Change } from "@gatehouse/engine";
import type { Actor } from "../../http/actor.ts";
import { toExpiry } from "../../http/schemas.ts";
import type { Store } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { givenActions } from "../grants/givenActions.ts";
import { typeOf } from "../grants/service.ts";
import type { OrganizationAccess } from "../organizationAccess.ts";
import type { SimulateBody, Simulated, Wish } from "./schemas.ts";
import { named, told } from "./told.ts";

/** Ids that no grant has: these are never written. */
const FIRST_ID = 4_294_000_000;

/** Who would gain what, and lose what, by changes that nobody makes: for whoever may ask about others. */
export class Simulations {
  private readonly access: Access;
  private readonly store: Store;

  constructor({ access, store }: { access: Access; store: Store }) {
    this.access = access;
    this.store = store;
  }

  /** @throws {Problem} `forbidden` without `read:access`; `resource-not-found`; `change-refused` where the changes do not fit, or touch too much */
  async simulate(actor: Actor, body: SimulateBody): Promise<Simulated> {
    const access = this.access.of(actor);
    access.require(actor, "read:access");
    const wishes = await Promise.all(body.changes.map((wish) => this.resolved(access, wish)));
    const resources = wishes.flatMap((wish) => ("resource" in wish ? [wish.resource] : []));
    const found = await this.access.unheld.findToTake(this.store.db, access, resources);
    // What nobody shared yet is not held: as if it were, before and after.
    const taking = [...new Set(resources)].flatMap((resource) => found.taking(access, resource));
    const changes = wishes.map((wish, place) => changeOf(access, wish, place));
    const { engine } = access;
    const simulate = () => engine.simulate(changes, { now: this.access.now() });
    const answer = await access.inTurn(actor, () =>
      engine.suppose(taking, () => told(engine.revision, simulate, body)),
    );
    return named({ access: this.access, store: this.store }, actor, answer);
  }

  /** A thing may be named by the id of its own calls. */
  private async resolved(access: OrganizationAccess, wish: Wish): Promise<Wish> {
    if (!("resource" in wish)) return wish;
    return { ...wish, resource: await this.access.thingNames.resolve(access, wish.resource) };
  }
}

function changeOf(access: OrganizationAccess, wish: Wish, place: number): Change {
  switch (wish.kind) {
    case "grant": {
      const { resource, principal, expiresAt } = wish;
      return {
        kind: "grant-set",
        grant: {
          id: FIRST_ID + place,
          principal,
          resource,
          ...givenActions(typeOf(access, resource), wish),
          expiresAt: toExpiry(expiresAt),
          condition: null,
        },
      };
    }
    case "grant-removed":
      return { kind: "grant-removed", resource: wish.resource, id: wish.grantId };
    case "member":
      return {
        kind: "membership-set",
        member: wish.member,
        group: wish.group,
        expiresAt: toExpiry(wish.expiresAt),
      };
    case "member-removed":
      return { kind: "membership-removed", member: wish.member, group: wish.group };
    case "role":
      return { kind: "role-given", holder: wish.holder, role: wish.role, expiresAt: toExpiry(wish.expiresAt) };
    case "role-removed":
      return { kind: "role-taken", holder: wish.holder, role: wish.role };
    case "primary-role":
      return { kind: "primary-role-set", user: wish.user, role: wish.role };
    case "feature":
      return { kind: "feature-set", role: wish.role, feature: wish.feature, on: wish.on };
  }
}
