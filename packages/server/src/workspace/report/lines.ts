import { setImmediate } from "node:timers/promises";
import { administered, isToldOf, untoldOf, type Within } from "../../access/administered.ts";
import { roleOf } from "../../access/grants/service.ts";
import { isInForce } from "../../access/inForce.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { fromExpiry } from "../../http/schemas.ts";
import { namesOfPrincipals, typeNameOf } from "../myAccess/called.ts";
import type { WorkspaceParts } from "../parts.ts";
import { ownerOf } from "../reachable/ownership.ts";
import { EVERYBODY, Findings } from "./findings.ts";
import {
  allGrants,
  findGrants,
  type GrantRow,
  grantsByEnd,
  grantsByPrincipal,
  grantsByThing,
  grantsEnding,
  grantsOn,
  grantsOwnedWithin,
  grantsTo,
  groupsAround,
  isPassedOver,
  listWideGroups,
  type Place,
  type Source,
} from "./queries.ts";
import { type DaysQuery, type Filters, type Finding, findings, type Line, type Sorting } from "./schemas.ts";
import { type Sorted, sortedAs } from "./sorting.ts";
import { whyNotTaken } from "./takeAway.ts";

const PIECE = 500;
/** Most grants that one page looks at; it may then be short, and has a place to go on from. */
const MOST_SEEN = 2_000;
/** The same where the rules of handing on are asked about each. */
const MOST_ASKED = 500;
/** Longest that one page asks, and in one go: some questions are far larger than others. */
const MOST_MS = 1_000;
const MOST_MS_AT_ONCE = 20;
const MOST_WIDE_GROUPS = 500;
const DAY_MS = 86_400_000;

export interface Found {
  rows: GrantRow[];
  next: Place | undefined;
}

/** What a question about grants knows of the moment. */
export async function findingsOf(parts: WorkspaceParts, access: OrganizationAccess, days: DaysQuery) {
  const wideGroups = await listWideGroups(parts.store.db, access.id, MOST_WIDE_GROUPS);
  return { wideGroups, findings: new Findings(access, parts.now(), wideGroups, days) };
}

/**
 * Grants that are as asked and have not ended, in an order that an index has together with it.
 * @throws {Problem} `request-invalid`: there is no such order of it
 * Cost: with the grants that are looked at, 2,000 at most, or 500 where it is asked whether their givers could still give them.
 */
export async function findLines(
  parts: WorkspaceParts,
  actor: Actor,
  filters: Filters & Sorting,
  place: Place | undefined,
  limit: number,
): Promise<Found> {
  const access = parts.access.of(actor);
  const { db } = parts.store;
  const { findings: asked, wideGroups } = await findingsOf(parts, access, filters);
  const { of, on, finding } = filters;
  const whom = await whomOf(parts, access, filters);
  const within = administered(access, actor, "read:access");
  const sorted = sortedAs(filters, within !== null, filters);
  const source = sourceOf(parts, access, filters, { wideGroups, whom, within, sorted });
  const now = parts.now();
  const isTold = ({ resource }: GrantRow) => within === null || access.may(actor, "read:access", resource);
  const most = finding === "stale-giver" ? MOST_ASKED : MOST_SEEN;
  // Where nothing is sieved out, no more is read than is shown.
  const piece = finding === undefined && (of === undefined || on === undefined) ? Math.min(limit, PIECE) : PIECE;
  const enough = performance.now() + MOST_MS;
  const rows: GrantRow[] = [];
  let after = place;
  for (let seen = 0; seen < most && performance.now() < enough; ) {
    const places = await source(after, piece);
    const found = await findGrants(
      db,
      access.id,
      places.map(({ id }) => id),
    );
    await asked.readOwners(db, found.values());
    for (let looked = 0; looked < places.length; ) {
      looked = await access.inTurn(actor, () => {
        const pause = performance.now() + MOST_MS_AT_ONCE;
        for (const [at, one] of places.entries()) {
          if (at < looked) continue;
          const row = found.get(one.id);
          const holds = row && isInForce(row.expiresAt, now) && !isPassedOver(one, row);
          const isNext = holds && isTold(row) && isAsked(row, on, whom);
          if (isNext && (finding === undefined || asked.has(finding, row))) rows.push(row);
          if (rows.length === limit || performance.now() > pause) return at + 1;
        }
        return places.length;
      });
      after = places[looked - 1] ?? after;
      if (rows.length === limit && looked < places.length) return { rows, next: after };
      if (looked < places.length && performance.now() > enough) return { rows, next: after };
      // Others are answered between two.
      await setImmediate();
    }
    seen += places.length;
    if (places.length < piece) return { rows, next: undefined };
    if (rows.length === limit) return { rows, next: after };
  }
  return { rows, next: after };
}

/** To whom something was given that reaches whom is asked about: them, and where it is asked so the principals that they are in now. */
async function whomOf(
  { store, now }: WorkspaceParts,
  access: OrganizationAccess,
  { of, through }: Filters,
): Promise<ReadonlySet<string> | undefined> {
  if (of === undefined) return undefined;
  if (!through) return new Set([of]);
  if (of.startsWith("group:")) return new Set([of, ...(await groupsAround(store.db, access.id, of, now()))]);
  return new Set([of, ...access.engine.principalSet(of, now())]);
}

function sourceOf(
  { store: { db }, now }: WorkspaceParts,
  { id }: OrganizationAccess,
  { on, finding, expiringDays }: Filters,
  {
    wideGroups,
    whom,
    within,
    sorted: { sort, way },
  }: { wideGroups: readonly string[]; whom: ReadonlySet<string> | undefined; within: Within | null; sorted: Sorted },
): Source {
  if (on?.includes(":")) return grantsOn(db, id, on, way);
  // How long it takes, and where a page ends, says nothing of what others have.
  if (within !== null) return grantsOwnedWithin(db, id, within, on);
  if (whom !== undefined) return grantsTo(db, id, [...whom], way);
  if (finding === "expiring") return grantsEnding(db, id, now(), now() + expiringDays * DAY_MS);
  if (finding === "wide") return grantsTo(db, id, [...EVERYBODY, ...wideGroups], way);
  if (sort === "thing") return grantsByThing(db, id, on);
  if (sort === "who") return grantsByPrincipal(db, id);
  return sort === "ends" ? grantsByEnd(db, id, now()) : allGrants(db, id, way);
}

/** What broken glass shows stands in no list: the page of openings has it. */
const isAsked = (
  { principal, resource, glass }: GrantRow,
  on: string | undefined,
  whom: ReadonlySet<string> | undefined,
): boolean =>
  glass !== 1 &&
  (whom?.has(principal) ?? true) &&
  (on === undefined || resource === on || (!on.includes(":") && typeNameOf(resource) === on));

/** With names, for whoever may hear them. Cost: with the page, some queries by primary keys. */
export async function shownLines(
  parts: WorkspaceParts,
  actor: Actor,
  rows: readonly GrantRow[],
  days: DaysQuery & Pick<Filters, "of" | "through">,
): Promise<Line[]> {
  const access = parts.access.of(actor);
  const { findings: asked } = await findingsOf(parts, access, days);
  await asked.readOwners(parts.store.db, rows);
  const called = await parts.access.thingNames.of(
    access,
    actor,
    rows.map(({ resource }) => resource),
  );
  const owners = rows.map(({ resource }) => ownerOf(access, resource) ?? "");
  const isTold = (principal: string) => isToldOf(access, actor, principal, "read:access");
  const named = await namesOfPrincipals(parts, access.id, [
    ...owners.filter((owner) => owner !== ""),
    ...rows.flatMap(({ principal, givenBy }) => [principal, ...(givenBy === null ? [] : [givenBy])]),
  ]);
  const nameOf = (principal: string) => (isTold(principal) ? named(principal) : untoldOf(principal).name);
  const idOf = (principal: string) => (isTold(principal) ? principal : untoldOf(principal).principal);
  const lineOf = (row: GrantRow, owner: string): Line => {
    const { resource, principal, givenBy } = row;
    const type = access.engine.typeOf(typeNameOf(resource));
    const allow: string[] = JSON.parse(row.allow);
    const { name, id } = called(resource);
    return {
      grantId: row.id,
      resource,
      type: typeNameOf(resource),
      id,
      name,
      owner,
      ownerName: nameOf(owner),
      principal: idOf(principal),
      principalName: nameOf(principal),
      through: days.through && principal !== days.of ? idOf(principal) : null,
      role: type ? roleOf(type, allow) : null,
      allow,
      deny: JSON.parse(row.deny),
      expiresAt: fromExpiry(row.expiresAt),
      condition: row.condition,
      givenBy: givenBy === null ? null : idOf(givenBy),
      givenByName: givenBy === null ? null : nameOf(givenBy),
      givenAt: fromExpiry(row.givenAt),
      reason: row.reason,
      lastUsed: row.lastUsed,
      findings: findings.filter((finding) => asked.has(finding, row)),
      mayTakeAway: whyNotTaken(access, actor, row) === null,
    };
  };
  const lines: Line[] = [];
  while (lines.length < rows.length) {
    await access.inTurn(actor, () => {
      const pause = performance.now() + MOST_MS_AT_ONCE;
      for (const row of rows.slice(lines.length)) {
        lines.push(lineOf(row, owners[lines.length] ?? ""));
        if (performance.now() > pause) return;
      }
    });
    await setImmediate();
  }
  return lines;
}

/** A grant in force with what was found of it, for whoever keeps it as it is now. */
export interface GatheredGrant extends GrantRow {
  owner: string;
  findings: Finding[];
}

/** The same grants without names, only those that give something now. Cost: that of a page. */
export async function gatherGrants(
  parts: WorkspaceParts,
  actor: Actor,
  { filters, place, limit }: { filters: Filters; place: Place | undefined; limit: number },
): Promise<{ grants: GatheredGrant[]; next: Place | undefined }> {
  const access = parts.access.of(actor);
  const { rows, next } = await findLines(parts, actor, filters, place, limit);
  const { findings: asked } = await findingsOf(parts, access, filters);
  await asked.readOwners(parts.store.db, rows);
  const grants: GatheredGrant[] = [];
  for (const row of rows) {
    if (!asked.isInForce(row)) continue;
    const found = await access.inTurn(actor, () => findings.filter((finding) => asked.has(finding, row)));
    grants.push({ ...row, owner: ownerOf(access, row.resource) ?? "", findings: found });
    if (grants.length % 20 === 0) await setImmediate();
  }
  return { grants, next };
}
