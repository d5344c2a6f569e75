import { type Change, EngineError } from "@gatehouse/engine";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { toExpiry } from "../../http/schemas.ts";
import type { Store } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { givenActions } from "../grants/givenActions.ts";
import { typeOf } from "../grants/service.ts";
import type { OrganizationAccess } from "../organizationAccess.ts";
import { namesOf } from "../people.ts";
import type { SimulateBody, Simulated, Wish } from "./schemas.ts";

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
    const resources = body.changes.flatMap((wish) => ("resource" in wish ? [wish.resource] : []));
    const found = await this.access.unheld.findToTake(this.store.db, access, resources);
    // What nobody shared yet is not held: as if it were, before and after.
    const taking = [...new Set(resources)].flatMap((resource) => found.taking(access, resource));
    const changes = body.changes.map((wish, place) => changeOf(access, wish, place));
    const { on, ...told } = await access.inTurn(actor, () =>
      access.engine.suppose(taking, () => this.told(access, changes, body)),
    );
    const names = await namesOf(this.store.db, access.id, [
      ...told.subjects.rows.map(({ subject }) => subject),
      ...(on?.rows ?? []).map(({ subject }) => subject),
    ]);
    const nameOf = (subject: string) => names.get(subject)?.name ?? null;
    return {
      ...told,
      subjects: {
        ...told.subjects,
        rows: told.subjects.rows.map((row) => ({ ...row, name: nameOf(row.subject) })),
      },
      ...(on && { on: { ...on, rows: on.rows.map((row) => ({ ...row, name: nameOf(row.subject) })) } }),
    };
  }

  private told(access: OrganizationAccess, changes: readonly Change[], { subjects, things, of, on }: SimulateBody) {
    try {
      const simulated = access.engine.simulate(changes, { now: this.access.now() });
      return {
        revision: access.engine.revision,
        gained: simulated.gained,
        lost: simulated.lost,
        subjects: { ...simulated.bySubject(pageOf(subjects)), total: simulated.subjects },
        things: { ...simulated.byThing(pageOf(things)), total: simulated.things },
        ...(of && { of: simulated.of(of.subject, pageOf(of)) }),
        ...(on && { on: simulated.on(on.resource, pageOf(on)) }),
      };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      if (error.code.startsWith("unknown-"))
        throw problem("resource-not-found", { detail: error.message, cause: error });
      throw problem("change-refused", { detail: error.message, extra: { reason: error.code }, cause: error });
    }
  }
}

const pageOf = ({ after, limit }: { after?: string | undefined; limit: number }) => ({
  limit,
  ...(after !== undefined && { after }),
});

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
