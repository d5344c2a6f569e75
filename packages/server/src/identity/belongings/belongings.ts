import type { Change, FateOf, Refusal, Removal } from "@gatehouse/engine";
import { contextOf, type OrganizationAccess } from "../../access/index.ts";
import { whyNot } from "../../access/rules.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";
import { isActive } from "../sessions/standing.ts";
import type { ThingsWish } from "./schemas.ts";

/** What others keep of somebody's things, that the engine does not hold. */
export interface Belongings {
  /** How many there are of each type, at most `most` of each. */
  count(db: Tx, organization: string, account: string, most: number): Promise<{ type: string; count: number }[]>;
  /** Those that can be handed over, at most `most` (`file:64f0…`). */
  loose(db: Tx, organization: string, account: string, most: number): Promise<string[]>;
  /** Their rows say so, too. */
  handedOver(tx: Tx, organization: string, resources: readonly string[], to: string): Promise<void>;
}

/** One thing, and what becomes of it. */
export interface Fate {
  resource: string;
  isReached: boolean;
  /** Null: it goes; undefined: it stays as it is. */
  owner: string | null | undefined;
}

export interface Settling {
  fateOf: FateOf;
  /** Filled while the engine asks. */
  fates: Fate[];
  refused: { resource: string; refusal: Refusal }[];
}

/** In one write: each is asked about, and is a change or more. */
const MOST_HANDED_OVER = 5_000;
/** Of what the engine does not hold, and takes in to be handed over. */
const MOST_LOOSE = 1_000;
const CONVERSATION = "conversation:";
/** A link shows a conversation, which is never handed over. */
const neverGiven = [CONVERSATION, "sharedLink:"];

/** What the engine says when somebody else than the owner asks for what only the owner gives: then it is as if nobody had been named. */
const ownersOnly: ReadonlySet<string> = new Set(["never-transferred", "not-owner"]);

/**
 * What becomes of what an account owns, by a wish, in the name of whoever acts; the engine is asked about each thing.
 * Conversations, files in them and links are never handed over: what others still reach of them becomes the organization's, as ever.
 * @param to whom the actor may give to: `user:…`
 */
export function settling(
  access: OrganizationAccess,
  actor: Actor,
  { things }: ThingsWish,
  to: string | null,
): Settling {
  const fates: Fate[] = [];
  const refused: Settling["refused"] = [];
  const fateOf: FateOf = (resource, isReachedByOthers) => {
    const isReached = isReachedByOthers();
    const owner = ownerOf(resource, isReached);
    fates.push({ resource, isReached, owner });
    return owner;
  };
  const ownerOf = (resource: string, isReached: boolean): string | null => {
    const asEver = isReached ? "organization" : null;
    if (things === "delete" && isReached) {
      // What others have goes only by whoever may delete it; it stays with the organization otherwise.
      const refusal = whyNot(access, actor, (may) => may.deleteResource(actor.subject, resource, contextOf(actor)));
      return refusal ? asEver : null;
    }
    if (things !== "hand-over" || to === null || isNeverGiven(access, resource)) return asEver;
    const refusal = whyNot(access, actor, (may) => may.transfer(actor.subject, resource, to, contextOf(actor)));
    if (!refusal) return to;
    if (!ownersOnly.has(refusal.code)) refused.push({ resource, refusal });
    return asEver;
  };
  return { fateOf, fates, refused };
}

function isNeverGiven(access: OrganizationAccess, resource: string): boolean {
  if (neverGiven.some((type) => resource.startsWith(type))) return true;
  return access.engine.describe(resource)?.parents.some((parent) => parent.startsWith(CONVERSATION)) ?? false;
}

/** Whom things are handed over to. @throws {Problem} `request-invalid` for whoever is not there, not active, or not to be named; `conflict` for too much at once */
export async function receiverOf(
  identity: Identity,
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  account: string,
  { to }: ThingsWish,
): Promise<string | null> {
  if (to === undefined) return null;
  const named = await identity.access.picker.naming(tx, access, actor, [`user:${to}`]);
  const receiver = named(`user:${to}`);
  if (receiver === account) throw problem("request-invalid", { detail: "`to`: it is the account itself" });
  if (!isActive(access, receiver, identity.now()))
    throw problem("request-invalid", { detail: "`to`: nobody active here has this id" });
  if (access.engine.countOwned(account) > MOST_HANDED_OVER)
    throw problem("conflict", {
      detail: `more than ${MOST_HANDED_OVER} things are not handed over at once: hand some over first`,
    });
  return receiver;
}

/** @throws {Problem} `hand-on-refused` where something cannot be given, and nothing is to be done then */
export function requireGivable({ refused }: Settling, { leaveRest }: ThingsWish): void {
  const [first] = refused;
  if (!first || leaveRest) return;
  throw problem("hand-on-refused", {
    detail: `${refused.length} of the things cannot be handed over; the first: ${first.refusal.detail}`,
    extra: { reason: first.refusal.code, refused: refused.length },
  });
}

/** What its owner gives of what the engine does not hold: files that lie in no conversation. @throws {Problem} `conflict` for too many at once */
export async function looseThings(
  identity: Identity,
  db: Tx,
  access: OrganizationAccess,
  actor: Actor,
  account: string,
  to: string | null,
): Promise<string[]> {
  if (to === null || actor.subject !== account) return [];
  const resources = (await identity.belongings?.loose(db, access.id, account, MOST_LOOSE + 1)) ?? [];
  if (resources.length > MOST_LOOSE)
    throw problem("conflict", { detail: `more than ${MOST_LOOSE} files are not handed over at once` });
  const context = { ...contextOf(actor), row: { owner: account, state: "active" } as const };
  return resources.filter(
    (resource) => whyNot(access, actor, (may) => may.transfer(actor.subject, resource, to, context)) === null,
  );
}

/** They are held from then on, and the receiver's. */
export const takenAndGiven = (resources: readonly string[], account: string, to: string): Change[] =>
  resources.flatMap((resource): Change[] => [
    { kind: "resource-added", resource, owner: account, state: "active" },
    { kind: "owner-set", resource, owner: to },
  ]);

/** The account stays, and so do its conversations, the files in them, and the links to them; what else it owns is settled. */
export function settled(access: OrganizationAccess, account: string, { fateOf }: Settling): Removal {
  return access.engine.settlementOf(account, (resource, isReachedByOthers) =>
    isNeverGiven(access, resource) || resource.startsWith("file:") ? undefined : fateOf(resource, isReachedByOthers),
  );
}
