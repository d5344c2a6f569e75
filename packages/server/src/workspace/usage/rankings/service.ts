import { namesOf } from "../../../access/people.ts";
import { type Actor, isOperator } from "../../../http/actor.ts";
import { declaredBy } from "../../models/endpoints/endpointShape.ts";
import { listOffered } from "../../models/endpoints/queries.ts";
import { calledOf } from "../../myAccess/called.ts";
import type { WorkspaceParts } from "../../parts.ts";
import type { Counts } from "../counts.ts";
import { beginOf, periodName } from "../periods.ts";
import { requireReading } from "../reading.ts";
import type { GroupRanking, KeyRanking, RankingQuery, ThingRanking } from "../schemas.ts";
import { type AddedUp, addUpGroups, addUpThings, type Summed } from "./addUp.ts";
import { firstOf } from "./firstOf.ts";
import { measureOf } from "./measures.ts";
import { keysNamed } from "./queries.ts";
import { Remembered } from "./remembered.ts";

/** Nobody reads a ranking further; the total counts all. */
const MOST_RANKED = 1_000;

interface Ranked {
  first: Summed[];
  things: number;
  total: Counts;
}

/** Which models, which agents and whose groups usage goes to, in one period, the most first. */
export class UsageRankings {
  private readonly parts: WorkspaceParts;
  private readonly remembered: Remembered<Ranked>;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
    this.remembered = new Remembered(parts.now);
  }

  /**
   * Named by names that whoever asks may hear, models also to whoever reads configuration; what is gone is still counted.
   * @throws {Problem} `forbidden` without `read:usage` or `read:insights`, `cursor-invalid`
   */
  async things(actor: Actor, type: "model" | "agent", query: RankingQuery): Promise<ThingRanking> {
    const access = this.parts.access.of(actor);
    requireReading(access, actor);
    const { store, access: organizations } = this.parts;
    const { rows, ...told } = await this.page(actor, type, query, (period) =>
      addUpThings(store.db, access.id, period, type),
    );
    const resources = rows.map(({ name }) => name);
    // Models are configuration; and whoever works on the server itself reads its database anyway.
    const hearsAll = isOperator(actor) || (type === "model" && access.may(actor, "read:configs"));
    const called = hearsAll
      ? await calledOf(this.parts, access.id, resources)
      : await organizations.thingNames.of(access, actor, resources);
    const endpoints = type === "model" ? await this.endpoints(access.id) : new Map<string, string>();
    const readsAccess = access.may(actor, "read:access");
    const things = rows.map(({ name: resource, ...counts }) => {
      const { id, name: own } = called(resource);
      const endpoint = endpoints.get(resource);
      // Endpoints may have models of the same name.
      const name = own !== null && endpoint !== undefined ? `${endpoint}/${own}` : own;
      const isGone = !access.engine.isHeld(resource);
      return { id, name, resource: readsAccess ? resource : null, isGone, ...counts };
    });
    return { ...told, things };
  }

  /** Groups are named to whoever may read groups. @throws {Problem} `forbidden`, also without `read:groups`; `cursor-invalid` */
  async groups(actor: Actor, query: RankingQuery): Promise<GroupRanking> {
    const access = this.parts.access.of(actor);
    requireReading(access, actor);
    access.require(actor, "read:groups");
    const { store, now } = this.parts;
    const { rows, ...told } = await this.page(actor, "group", query, (period) =>
      addUpGroups(store.db, access, period, now()),
    );
    const names = await namesOf(
      store.db,
      access.id,
      rows.map(({ name }) => name),
    );
    const groups = rows.map(({ name: group, ...counts }) => ({
      id: group.slice("group:".length),
      name: names.get(group)?.name ?? null,
      members: access.engine.countMembers(group, now()),
      ...counts,
    }));
    return { ...told, groups };
  }

  /**
   * What programs took by their keys. Whose a key is says who did how much: for whoever may read that of everybody, and see keys.
   * @throws {Problem} `forbidden` without `read:usage` and `manage:keys`, `cursor-invalid`
   */
  async keys(actor: Actor, query: RankingQuery): Promise<KeyRanking> {
    const access = this.parts.access.of(actor);
    access.require(actor, "read:usage");
    access.require(actor, "manage:keys");
    const { db } = this.parts.store;
    const { rows, ...told } = await this.page(actor, "key", query, (period) =>
      addUpThings(db, access.id, period, "key"),
    );
    const ids = rows.map(({ name }) => name.slice("key:".length));
    const known = await keysNamed(db, access.id, ids);
    const names = await namesOf(
      db,
      access.id,
      [...known.values()].map(({ account }) => account),
    );
    const keys = rows.map(({ name: _, active: __, ...counts }, index) => {
      const id = ids[index] ?? "";
      const { name = null, account = null } = known.get(id) ?? {};
      return { id, name, account, accountName: account && (names.get(account)?.name ?? null), ...counts };
    });
    return { ...told, keys };
  }

  /** Of each model that is offered. */
  private async endpoints(organization: string): Promise<Map<string, string>> {
    const { store, settings } = this.parts;
    const made = (await listOffered(store.db, organization)).flatMap(declaredBy);
    return new Map([...made, ...settings.models].map(({ id, endpoint }) => [`model:${id}`, endpoint]));
  }

  private async page(
    actor: Actor,
    kind: string,
    { by, from, sort, limit, cursor }: RankingQuery,
    addUp: (period: string) => Promise<AddedUp>,
  ) {
    const { cursors, now } = this.parts;
    const { organization } = actor;
    const begin = beginOf(by, from === undefined ? now() : Date.parse(`${from}T00:00:00Z`));
    const period = periodName(by, begin);
    const question = ["usage-ranking", organization, kind, period, sort];
    const start = cursor ? Number(cursors.read(question, cursor)) : 0;
    const { first, things, total } = await this.remembered.of(JSON.stringify(question), async () =>
      rankedBy(sort, await addUp(period)),
    );
    const end = start + limit;
    return {
      from: begin,
      total: { things, ...total },
      rows: first.slice(start, end),
      nextCursor: end < first.length ? cursors.sign(question, String(end)) : null,
    };
  }
}

function rankedBy(sort: RankingQuery["sort"], { all, total }: AddedUp): Ranked {
  const first = firstOf(
    all,
    MOST_RANKED,
    (a, b) => measureOf(sort, b) - measureOf(sort, a) || (a.name < b.name ? -1 : 1),
  );
  return { first, things: all.length, total };
}
