import { setImmediate as pause } from "node:timers/promises";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { firstOf } from "../../workspace/usage/rankings/firstOf.ts";
import { Remembered } from "../../workspace/usage/rankings/remembered.ts";
import { requireReading } from "../../workspace/usage/reading.ts";
import type { AnalyticsParts } from "../parts.ts";
import type { SharingAnswer, SharingQuery } from "../schemas.ts";
import { type GivenRow, someGrants } from "./queries.ts";
import { Reach } from "./reach.ts";

const GRANTS_AT_A_TIME = 1_000;
/** Of each type, in each order. */
const MOST_TOLD = 100;
/** Who may reach what changes slowly; what is told says as of when. */
const FRESH_MS = 60_000;
const STALE_MS = 15 * 60_000;

interface Shared {
  resource: string;
  people: number;
  grants: number;
}

interface Ranking {
  at: number;
  /** By type; empty: of all types. */
  types: ReadonlyMap<string, { things: number; people: Shared[]; grants: Shared[] }>;
}

/** Which things are shared most: by how many people their grants reach, and by how many grants there are. */
export class MostShared {
  private readonly parts: AnalyticsParts;
  private readonly remembered: Remembered<Ranking>;

  constructor(parts: AnalyticsParts) {
    this.parts = parts;
    this.remembered = new Remembered(parts.now, { freshMs: FRESH_MS, staleMs: STALE_MS });
  }

  /**
   * Named by names that whoever asks may hear. Added up in pieces, and remembered for a minute; counted are grants in force to others than the owner,
   * denials and conditions aside.
   * @throws {Problem} `forbidden` without `read:usage` or `read:insights`, and without `read:access`
   */
  async most(actor: Actor, { type = "", sort }: SharingQuery): Promise<SharingAnswer> {
    const { access: organizations, now } = this.parts;
    const access = organizations.of(actor);
    requireReading(access, actor);
    access.require(actor, "read:access");
    const { at, types } = await this.remembered.of(access.id, () => this.rank(access, now()));
    const ranking = types.get(type);
    const first = ranking?.[sort] ?? [];
    const called = await organizations.thingNames.of(
      access,
      actor,
      first.map(({ resource }) => resource),
    );
    return {
      at: new Date(at).toISOString(),
      total: ranking?.things ?? 0,
      types: [...types.keys()].filter((name) => name !== "").sort(),
      things: first.map(({ resource, people, grants }) => ({
        resource,
        type: typeOf(resource),
        ...called(resource),
        people,
        grants,
      })),
    };
  }

  private async rank(access: OrganizationAccess, now: number): Promise<Ranking> {
    const { db } = this.parts.store;
    const reach = await Reach.of(db, access, now);
    const all: Shared[] = [];
    let open: GivenRow[] = [];
    const close = () => {
      const shared = sharedBy(access, reach, open);
      if (shared) all.push(shared);
      open = [];
    };
    for (let after = { resource: "", id: 0 }; ; ) {
      const rows = await someGrants(db, access.id, after, GRANTS_AT_A_TIME, now);
      for (const row of rows) {
        if (open[0] && open[0].resource !== row.resource) close();
        open.push(row);
      }
      const last = rows.at(-1);
      if (!last || rows.length < GRANTS_AT_A_TIME) break;
      after = last;
      await pause();
    }
    close();
    const types = new Map([["", rankingOf(all)]]);
    for (const [type, some] of Map.groupBy(all, ({ resource }) => typeOf(resource))) {
      await pause();
      types.set(type, rankingOf(some));
    }
    return { at: now, types };
  }
}

/** Of the grants on one thing. */
function sharedBy(access: OrganizationAccess, reach: Reach, rows: readonly GivenRow[]): Shared | undefined {
  const [{ resource } = { resource: "" }] = rows;
  const owner = access.engine.describe(resource)?.owner;
  if (owner === undefined) return undefined;
  const given = rows.filter(({ gives, principal }) => gives === 1 && principal !== owner);
  if (given.length === 0) return undefined;
  const principals = [...new Set(given.map(({ principal }) => principal))];
  return { resource, people: reach.count(principals, owner), grants: given.length };
}

function rankingOf(all: readonly Shared[]) {
  const by = (first: "people" | "grants", then: "people" | "grants") =>
    firstOf(all, MOST_TOLD, (a, b) => b[first] - a[first] || b[then] - a[then] || (a.resource < b.resource ? -1 : 1));
  return { things: all.length, people: by("people", "grants"), grants: by("grants", "people") };
}

const typeOf = (resource: string): string => resource.slice(0, resource.indexOf(":"));
