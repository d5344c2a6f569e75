import { roleOf, typeOf } from "../../access/grants/service.ts";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { grantRecordsOf } from "../../access/people.ts";
import type { Actor } from "../../http/actor.ts";
import { fromExpiry } from "../../http/schemas.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { ownerOf } from "../reachable/ownership.ts";
import { calledOf, namesOfPrincipals } from "./called.ts";
import { type GivenRow, listGrantsTo } from "./queries.ts";
import type { PageQuery, Share } from "./schemas.ts";

const PIECE = 200;
/** Most grants that one request looks at; a page may then be shorter than `limit`, and has a place to go on from. */
const MOST_SEEN = 2_000;
const MOST_CONDITIONS = 500;
/** Grant ids are below it. */
const END = 2 ** 32;
/** What everybody has is no share with somebody; it is under what one can reach. */
const everybodys: ReadonlySet<string> = new Set(["everyone", "anyone", "role:USER"]);

interface Counting {
  row: GivenRow;
  owner: string;
}

/**
 * The grants by which the actor has something of others, given to them, to a group that they are in or to a role of theirs; newest first.
 * Listed if and only if the engine uses the grant for the actor now, without capabilities, and it is not a group's to its own members.
 * @throws {Problem} `cursor-invalid`
 * Cost: grows with the page, with the actor's groups, and with what of theirs does not count any more, at most 2,000 grants looked at.
 */
export async function listSharedWithMe(parts: WorkspaceParts, actor: Actor, { cursor, limit }: PageQuery) {
  const access = parts.access.of(actor);
  access.requireCurrent();
  const question = ["shared-with-me", actor.organization, actor.subject];
  let before = cursor ? Number(parts.cursors.read(question, cursor)) : END;
  const principals = access.engine.principalSet(actor.subject, parts.now()).filter((one) => !everybodys.has(one));
  const found: Counting[] = [];
  let isMore = principals.length > 0;
  const enough = access.engine.evaluated + MOST_CONDITIONS;
  for (let seen = 0; isMore && seen < MOST_SEEN && found.length < limit; seen += PIECE) {
    const piece = await listGrantsTo(parts.store.db, actor.organization, principals, before, PIECE);
    isMore = piece.length === PIECE;
    const looked = await access.inTurn(actor, () => {
      for (const [at, row] of piece.entries()) {
        // What a group lets its own members do with it is how it is run, and not shared with them.
        const owner = row.principal === row.resource ? undefined : ownerOf(access, row.resource);
        if (owner !== undefined && owner !== actor.subject && isUsed(access, actor, row, parts.now()))
          found.push({ row, owner });
        if (found.length === limit || access.engine.evaluated > enough) return at + 1;
      }
      return piece.length;
    });
    before = piece[looked - 1]?.id ?? before;
    if (looked < piece.length) {
      isMore = true;
      break;
    }
  }
  return {
    shares: await shown(parts, actor, found),
    nextCursor: isMore ? parts.cursors.sign(question, String(before)) : null,
  };
}

/** Whether the actor has some action by this very grant. */
function isUsed(access: OrganizationAccess, actor: Actor, { id, resource, allow }: GivenRow, now: number): boolean {
  const context = { ...WITHOUT_CAPABILITIES, now, ...(actor.key && { key: actor.key }) };
  const actions: string[] = JSON.parse(allow);
  return actions.some(
    (action) =>
      access.engine.check(actor.subject, action, resource, context).allowed &&
      access.engine.grantsUsed(actor.subject, action, resource, context).includes(id),
  );
}

async function shown(parts: WorkspaceParts, actor: Actor, found: readonly Counting[]): Promise<Share[]> {
  const access = parts.access.of(actor);
  const { organization, subject } = actor;
  await access.writeUse();
  const records = await grantRecordsOf(
    parts.store.db,
    organization,
    found.map(({ row }) => row.id),
  );
  const called = await calledOf(
    parts,
    organization,
    found.map(({ row }) => row.resource),
  );
  const nameOf = await namesOfPrincipals(parts, organization, [
    ...found.flatMap(({ row, owner }) => [row.principal, owner]),
    ...[...records.values()].map(({ given_by }) => given_by),
  ]);
  return found.map(({ row, owner }) => {
    const { id, principal, resource, expiresAt, condition } = row;
    const allow: string[] = JSON.parse(row.allow);
    const record = records.get(id);
    return {
      resource,
      ...called(resource),
      owner,
      ownerName: nameOf(owner),
      grantId: id,
      principal,
      principalName: nameOf(principal),
      role: roleOf(typeOf(access, resource), allow),
      allow,
      expiresAt: fromExpiry(expiresAt),
      isConditional: condition !== null,
      givenBy: record?.given_by ?? null,
      givenByName: record ? nameOf(record.given_by) : null,
      givenAt: record ? fromExpiry(record.given_at) : null,
      // When others of a group used what it was given is theirs alone.
      lastUsed: principal === subject ? (record?.last_used_day ?? null) : null,
    };
  });
}
