import type { OrganizationAccess } from "../../access/index.ts";
import { namesOf } from "../../access/people.ts";
import type { Actor } from "../../http/actor.ts";
import type { Identity } from "../identity.ts";
import { looseThings, receiverOf, type Settling, settling } from "./belongings.ts";
import type { ThingsPreview, ThingsWish } from "./schemas.ts";

const MOST_COUNTED = 10_000;
const MOST_NAMED = 10;
/** Things of which it is looked at who reaches them. */
const MOST_LOOKED_AT = 2_000;

/** What would become of somebody's things by a wish, as the removal itself would do it; nothing is written. */
export async function previewThings(
  identity: Identity,
  actor: Actor,
  account: string,
  wish: ThingsWish,
): Promise<ThingsPreview> {
  const { store, access: organizations } = identity;
  const access = organizations.of(actor);
  const to = await receiverOf(identity, store.db, access, actor, account, wish);
  const plan = settling(access, actor, wish, to);
  await access.inTurn(actor, () => void access.engine.removalOf(account, plan.fateOf));
  const { length: loose } = await looseThings(identity, store.db, access, actor, account, to);
  const unheld = (await identity.belongings?.count(store.db, access.id, account, MOST_COUNTED)) ?? [];
  return toldOf(identity, actor, account, plan, { unheld, loose });
}

/** @param more what the engine does not hold, and how much of it is handed over */
export async function toldOf(
  identity: Identity,
  actor: Actor,
  account: string,
  { fates, refused }: Settling,
  { unheld, loose }: { unheld: readonly { type: string; count: number }[]; loose: number } = { unheld: [], loose: 0 },
): Promise<ThingsPreview> {
  const access = identity.access.of(actor);
  // Who has something of a thing is for its owner, and for whoever may ask about others (docs/model.md, "Who may ask").
  const mayAsk = actor.subject === account || access.may(actor, "read:access");
  const kinds = new Map<string, ThingsPreview["kinds"][number]>();
  const kindOf = (type: string) => {
    const kind = kinds.get(type) ?? { type, owned: 0, reached: 0, handedOver: 0, organization: 0, gone: 0 };
    kinds.set(type, kind);
    return kind;
  };
  for (const { resource, isReached, owner } of fates) {
    const kind = kindOf(typeOf(resource));
    kind.owned++;
    if (isReached) kind.reached++;
    if (owner === null) kind.gone++;
    else if (owner === "organization") kind.organization++;
    else kind.handedOver++;
  }
  for (const { type, count } of unheld) {
    if (count === 0) continue;
    const kind = kindOf(type);
    const given = type === "file" ? Math.min(loose, count) : 0;
    kind.owned += count;
    kind.handedOver += given;
    kind.gone += count - given;
  }
  const reasons = Map.groupBy(refused, ({ resource, refusal }) => `${typeOf(resource)} ${refusal.code}`);
  return {
    kinds: [...kinds.values()].sort((a, b) => (a.type < b.type ? -1 : 1)),
    refused: [...reasons.values()].flatMap((same) => {
      const [first] = same;
      if (!first) return [];
      const { code: reason, detail } = first.refusal;
      return [{ type: typeOf(first.resource), reason, detail, count: same.length }];
    }),
    ...(await reachedBy(identity, access, account, mayAsk ? fates : [])),
  };
}

/** Whoever has something on them, for how many; of what is sealed nobody is told who reads it. */
async function reachedBy(identity: Identity, access: OrganizationAccess, account: string, fates: Settling["fates"]) {
  const counts = new Map<string, number>();
  for (const { resource, isReached } of fates.slice(0, MOST_LOOKED_AT)) {
    if (!isReached || access.engine.typeOf(typeOf(resource))?.sealed) continue;
    for (const principal of access.engine.audienceOf(resource, identity.now()))
      if (principal !== account && principal !== resource) counts.set(principal, (counts.get(principal) ?? 0) + 1);
  }
  const most = [...counts].sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1));
  const named = most.slice(0, MOST_NAMED);
  const names = await namesOf(
    identity.store.db,
    access.id,
    named.map(([principal]) => principal),
  );
  return {
    reachedBy: named.map(([principal, things]) => ({ principal, name: names.get(principal)?.name ?? null, things })),
    moreReachedBy: most.length - named.length,
  };
}

const typeOf = (resource: string): string => resource.slice(0, resource.indexOf(":"));
