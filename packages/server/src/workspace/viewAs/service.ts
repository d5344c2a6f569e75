import { featureCatalogue } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, requireMay } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent } from "../../store/index.ts";
import { belongings } from "../belongings.ts";
import { namesOfPrincipals, typeNameOf } from "../myAccess/called.ts";
import { listMine } from "../myAccess/mine.ts";
import type { MineQuery } from "../myAccess/schemas.ts";
import { whomTold } from "../myAccess/told.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import type { SeenThings, ViewAs } from "./schemas.ts";

const types = ["agent", "prompt", "tool", "conversation", "file", "project", "sharedLink", "model", "group"] as const;
const MOST_COUNTED = 10_000;
const CAPABILITY = "view:as";

/**
 * What somebody's workspace looks like, for whoever holds `view:as` and may act on them: read from the engine, of which whoever looks is told
 * kinds, ids, owners, levels and ways; nothing is called by a name, and nothing can be opened by it (docs/model.md, "There is no side door").
 * Nobody becomes anybody: these are lists of their own, and no way to call anything as somebody else.
 */
export class ViewingAs {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  /** @throws {Problem} `forbidden`, `hand-on-refused`, `resource-not-found` */
  async overview(actor: Actor, id: string): Promise<ViewAs> {
    const access = this.parts.access.of(actor);
    const account = `user:${id}`;
    await this.begin(access, actor, account, "overview");
    const { store, now } = this.parts;
    const { engine } = access;
    const context = { ...WITHOUT_CAPABILITIES, glass: false, now: now() };
    const { features, counts } = await access.inTurn(actor, () => ({
      features: Object.entries(featureCatalogue)
        .flatMap(([type, names]) => names.map((name) => `${type}.${name}`))
        .map((feature) => ({ feature, allowed: engine.check(account, feature, undefined, context).allowed })),
      counts: types.map((type) => {
        const [action = "view"] = Object.keys(engine.typeOf(type)?.actions ?? {});
        return { type, ...engine.countResources(account, action, type, context) };
      }),
    }));
    const unheld = await belongings.count(store.db, access.id, account, MOST_COUNTED);
    const nameOf = await namesOfPrincipals(this.parts, access.id, [account]);
    return {
      person: { id, name: nameOf(account) },
      standing: standingOf(access, account, now()),
      features,
      counts: counts.map(({ type, count, exact }) => {
        const more = unheld.find((one) => one.type === type)?.count ?? 0;
        return { type, count: count + more, isExact: exact && more < MOST_COUNTED };
      }),
    };
  }

  /** A page of what they find of a type. @throws {Problem} as {@link overview}; `cursor-invalid` */
  async things(actor: Actor, id: string, query: MineQuery): Promise<SeenThings> {
    const access = this.parts.access.of(actor);
    const account = `user:${id}`;
    await this.begin(access, actor, account, query.type);
    const { organization, name, from } = actor;
    const seen: Actor = { organization, subject: account, name, from };
    const { things, nextCursor } = await listMine(this.parts, seen, query, async () => nameless);
    return {
      things: things
        .map(whomTold(access, actor, CAPABILITY))
        .map(({ resource, type, owner, ownerName, may, until, ways, moreWays }) => ({
          resource,
          type,
          owner,
          ownerName,
          may,
          until,
          ways,
          moreWays,
        })),
      nextCursor,
    };
  }

  /** Whether they may look, and that they did. */
  private async begin(access: OrganizationAccess, actor: Actor, account: string, what: string): Promise<void> {
    if (isOperator(actor)) throw problem("forbidden", { detail: "people look, under their own name" });
    if (!access.may(actor, CAPABILITY, account)) access.require(actor, CAPABILITY);
    requireMay(access, actor, (may) => may.actOn(actor.subject, account, CAPABILITY, contextOf(actor)));
    await this.parts.store.transact((tx) =>
      noteEvent(tx, {
        organization: actor.organization,
        kind: "view-as",
        actor: actor.name,
        about: [account],
        facts: { what },
      }),
    );
  }
}

const nameless = (resource: string) => ({ type: typeNameOf(resource), id: null, name: null });

function standingOf(access: OrganizationAccess, account: string, now: number): ViewAs["standing"] {
  const { reason } = access.engine.check(account, "access:admin", undefined, { now });
  if (reason === "subject-banned") return "banned";
  if (reason === "subject-unverified") return "unverified";
  return reason === "subject-deactivated" ? "deactivated" : "active";
}
