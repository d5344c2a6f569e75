import { workspaceTypes } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Store } from "../../store/index.ts";
import { Here } from "../import/here.ts";
import { actionsOfBits } from "../translate/actionsOfBits.ts";
import { idOf } from "../translate/fields.ts";
import { inPieces } from "../translate/inPieces.ts";
import type { WishedGrant } from "../translate/kind.ts";
import { documentsOf } from "./gather.ts";
import type { Classified, FormerKind, ReadFormer } from "./kind.ts";

/** A thing that is migrated, and what is written for it. */
export interface PlannedThing extends Classified {
  documentId: string;
  /** Null: nothing, it is its owner's alone, or everybody has it already. */
  wish: WishedGrant | null;
  /** Whether its author owns it here. */
  isOwned: boolean;
}

export interface FormerPlan {
  kind: FormerKind;
  /** In the order of the source. */
  things: PlannedThing[];
  /** Of LibreChat: have entries already. */
  migratedThere: number;
  /** Nobody is their author: LibreChat passes them over, and only whoever administers all of them has them. */
  ownerless: number;
  /** An earlier run here did them. */
  migratedHere: number;
  /** Left as they are, because it was asked for. */
  left: number;
  errors: number;
}

export interface PlanOptions extends ReadFormer {
  access: OrganizationAccess;
  store: Store;
  kind: FormerKind;
  /** Only what is this tenant's there; null: what is nobody's. */
  tenant: string | null;
  /** Begin although there are links that say of themselves that they are closed. */
  force: boolean;
  /** Of things whose author alone has an entry, give nobody more: somebody may have taken it back by hand. */
  leaveUnfinished: boolean;
  now: number;
}

/** Something speaks against beginning; `--force` begins. */
export class FormerRefused extends Error {
  readonly count: number;
  readonly ids: readonly string[];

  constructor({ count, ids }: { count: number; ids: readonly string[] }) {
    super(`${count} links say of themselves that not everybody opens them`);
    this.name = new.target.name;
    this.count = count;
    this.ids = ids;
  }
}

/** What would be written, of all documents; nothing is. @throws {SourceFailed} {FormerRefused} */
export async function planFormer(options: PlanOptions): Promise<FormerPlan> {
  const { kind, access, store, tenant, now } = options;
  const plan: FormerPlan = { kind, things: [], migratedThere: 0, ownerless: 0, migratedHere: 0, left: 0, errors: 0 };
  const problem: ReadFormer["problem"] = (one) => {
    plan.errors++;
    options.problem(one);
  };
  const gathered = await kind.gather({ ...options, problem });
  const refused = options.force ? null : (kind.refuses?.(gathered) ?? null);
  if (refused) throw new FormerRefused(refused);
  const here = await Here.open(access, store, { superAdmins: new Set(), admitsUnverified: false, now });
  const seen = new Set<string>();
  for await (const document of documentsOf({ ...options, problem }, kind.collection)) {
    const of = document.tenantId === undefined || document.tenantId === "" ? null : document.tenantId;
    if (of !== tenant) continue;
    const found = kind.classify(document, gathered, here);
    const documentId = idOf(document._id) ?? String(document._id);
    const tell = (code: string, said: string) =>
      problem({ collection: kind.collection, id: documentId, code, found: said });
    if ("passed" in found) plan[found.passed === "migrated" ? "migratedThere" : "ownerless"]++;
    else if ("problem" in found) tell(found.problem, found.found);
    else if (seen.has(documentId)) tell("id-twice", documentId);
    else if (options.leaveUnfinished && found.class.startsWith("unfinished")) plan.left++;
    else {
      seen.add(documentId);
      const owner = here.ownerOf(found.resource);
      if (owner === null) tell("not-here", `${found.resource} did not come: \`gatehouse migrate librechat\` brings it`);
      else
        plan.things.push({
          ...found,
          documentId,
          wish: wishOf(access, kind, found),
          isOwned: owner !== "organization",
        });
    }
  }
  const before = await migratedBefore(store, access.id, plan);
  plan.migratedHere = before.size;
  plan.things = plan.things.filter(({ documentId }) => !before.has(documentId));
  return plan;
}

function wishOf({ engine }: OrganizationAccess, kind: FormerKind, thing: Classified): WishedGrant | null {
  const type = workspaceTypes.find(({ name }) => thing.resource.startsWith(`${name}:`));
  const bits = kind.classes[thing.class]?.bits ?? 0;
  if (!type || bits === 0) return null;
  const allow = actionsOfBits(type, bits, true);
  const { resource, expiresAt } = thing;
  const isThere = engine
    .grantsOn(resource)
    .some(
      (grant) =>
        grant.principal === kind.everybody &&
        grant.condition === null &&
        (grant.expiresAt === null || grant.expiresAt === expiresAt) &&
        allow.every((action) => grant.allow.includes(action)),
    );
  if (isThere) return null;
  return {
    ...{ kind: "grant-wished", principal: kind.everybody, resource, allow, expiresAt },
    ...{ givenBy: null, givenAt: null },
  };
}

async function migratedBefore(store: Store, organization: string, { kind, things }: FormerPlan): Promise<Set<string>> {
  const before = new Set<string>();
  await inPieces(
    things.map(({ documentId }) => documentId),
    async (some) => {
      const rows = await store.db
        .selectFrom("moved_documents")
        .select("document_id")
        .where("organization_id", "=", organization)
        .where("collection", "=", kind.name)
        .where("document_id", "in", some)
        .execute();
      for (const row of rows) before.add(row.document_id);
    },
  );
  return before;
}

/** The things of a plan as they are written together. */
export function* batchesOf({ things }: FormerPlan, size: number): Generator<PlannedThing[]> {
  for (let start = 0; start < things.length; start += size) yield things.slice(start, start + size);
}

export const wishesOf = (things: readonly PlannedThing[]): WishedGrant[] =>
  things.flatMap(({ wish }) => (wish === null ? [] : [wish]));
