import { type Change, featureCatalogue, type ScopeEntry } from "@gatehouse/engine";
import { z } from "zod";
import { contextOf, type OrganizationAccess, requireMay } from "../../access/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, noteEvent, type Tx } from "../../store/index.ts";
import type { Identity } from "../identity.ts";
import { type Committed, commitPeople, requireAdministration } from "../rules.ts";
import { makeCredential } from "./credentials.ts";
import { requireReachOf } from "./reachOf.ts";

export const ServiceAnswer = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  status: z.enum(["active", "unverified", "deactivated"]),
  credentialPrefix: z.string().nullable(),
  credentialMadeAt: z.string().nullable(),
  lastUsedAt: z.string().nullable().describe("The day"),
  createdBy: z.string(),
  version: z.number(),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type ServiceView = z.infer<typeof ServiceAnswer>;

type CheckVersion = (version: number) => void;
type ServiceRow = NonNullable<Awaited<ReturnType<typeof findService>>>;

/** Accounts of programs. Whoever makes one's credential can be that program, so it takes what acting on it takes. */
export class Services {
  private readonly identity: Identity;

  constructor(identity: Identity) {
    this.identity = identity;
  }

  async list(
    actor: Actor,
    { limit, offset }: { limit: number; offset: number },
  ): Promise<{ services: ServiceView[]; total: number }> {
    const access = this.accessFor(actor, "read:services");
    const { db } = this.identity.store;
    const all = db.selectFrom("services").where("organization_id", "=", access.id);
    const rows = await all.selectAll().orderBy("name").orderBy("id").limit(limit).offset(offset).execute();
    const { total } = await all.select((e) => e.fn.countAll().as("total")).executeTakeFirstOrThrow();
    return { services: await this.views(access, rows), total: Number(total) };
  }

  async get(actor: Actor, id: string): Promise<ServiceView> {
    return this.view(this.accessFor(actor, "read:services"), id);
  }

  async create(
    actor: Actor,
    wish: { name: string; description?: string | undefined },
  ): Promise<Committed<{ service: ServiceView; credential: string }>> {
    const access = this.accessFor(actor, "manage:services");
    const id = newId();
    const { credential, prefix, hash } = makeCredential();
    const { revision } = await commitPeople(access, actor, async (tx) => {
      requireMay(access, actor, (may) => may.makeAccount(actor.subject, "service", null, contextOf(actor)));
      const now = this.identity.now();
      await tx
        .insertInto("services")
        .values({
          organization_id: access.id,
          id,
          name: wish.name,
          description: wish.description ?? null,
          credential_hash: hash,
          credential_prefix: prefix,
          credential_made_at: now,
          credential_last_used_day: null,
          created_by: actor.name,
          created_at: now,
          updated_at: now,
        })
        .execute();
      return { changes: [{ kind: "service-added", service: `service:${id}`, status: "active" }], result: null };
    });
    return { revision, result: { service: await this.view(access, id), credential } };
  }

  async edit(
    actor: Actor,
    id: string,
    wish: {
      name?: string | undefined;
      description?: string | undefined;
      status?: "active" | "deactivated" | undefined;
    },
    checkVersion: CheckVersion,
  ): Promise<Committed<ServiceView>> {
    const access = this.accessFor(actor, "manage:services");
    const account = `service:${id}`;
    const { revision } = await commitPeople(access, actor, async (tx) => {
      const row = await this.actable(tx, access, actor, id);
      checkVersion(row.version);
      const { status } = await this.view(access, id, tx);
      const changes: Change[] =
        wish.status !== undefined && wish.status !== status
          ? [{ kind: "account-status-set", account, status: wish.status }]
          : [];
      await update(
        tx,
        row,
        { name: wish.name ?? row.name, description: wish.description ?? row.description },
        this.identity.now(),
      );
      return { changes, result: null };
    });
    return { revision, result: await this.view(access, id) };
  }

  /**
   * The former credential ends at once. Credentials decide nothing: no revision is taken.
   * @throws {Problem} `forbidden`, `resource-not-found`, `service-exceeds-own`
   */
  async renew(actor: Actor, id: string): Promise<Committed<string>> {
    const access = this.accessFor(actor, "manage:services");
    const { credential, prefix, hash } = makeCredential();
    const { revision, result: former } = await commitPeople(access, actor, async (tx) => {
      const row = await this.actable(tx, access, actor, id);
      requireReachOf(access, actor, `service:${id}`, everythingOf(access));
      await update(
        tx,
        row,
        { credential_hash: hash, credential_prefix: prefix, credential_made_at: this.identity.now() },
        this.identity.now(),
      );
      const about = [`service:${id}`];
      await noteEvent(tx, { organization: access.id, kind: "credential-made", actor: actor.name, about });
      return { changes: [], result: row.credential_prefix };
    });
    this.identity.credentials.forget(former);
    return { revision, result: credential };
  }

  async remove(actor: Actor, id: string, checkVersion: CheckVersion): Promise<Committed<null>> {
    const access = this.accessFor(actor, "manage:services");
    const account = `service:${id}`;
    const { revision, result: former } = await commitPeople(access, actor, async (tx) => {
      const row = await this.actable(tx, access, actor, id);
      checkVersion(row.version);
      const { changes, removed } = access.engine.removalOf(account);
      await this.identity.access.removed(tx, access.id, removed);
      await this.identity.accountRemoved(tx, access.id, removed, account);
      await tx.deleteFrom("services").where("organization_id", "=", access.id).where("id", "=", id).execute();
      return { changes, result: row.credential_prefix };
    });
    this.identity.credentials.forget(former);
    return { revision, result: null };
  }

  /** @throws {Problem} unless it is here and the actor may act on it */
  private async actable(tx: Tx, access: OrganizationAccess, actor: Actor, id: string): Promise<ServiceRow> {
    const row = await findService(tx, access.id, id);
    if (!row) throw problem("resource-not-found");
    requireMay(access, actor, (may) => may.actOn(actor.subject, `service:${id}`, "manage:services", contextOf(actor)));
    return row;
  }

  private accessFor(actor: Actor, capability: string): OrganizationAccess {
    const access = this.identity.access.of(actor);
    requireAdministration(access, actor, capability);
    return access;
  }

  private async view(access: OrganizationAccess, id: string, db: Tx = this.identity.store.db): Promise<ServiceView> {
    const row = await findService(db, access.id, id);
    const [view] = row ? await this.views(access, [row], db) : [];
    if (!view) throw problem("resource-not-found");
    return view;
  }

  private async views(
    access: OrganizationAccess,
    rows: readonly ServiceRow[],
    db: Tx = this.identity.store.db,
  ): Promise<ServiceView[]> {
    if (rows.length === 0) return [];
    const names = rows.map(({ id }) => `service:${id}`);
    const accounts = await db
      .selectFrom("accounts")
      .select(["account", "status"])
      .where("organization_id", "=", access.id)
      .where("account", "in", names)
      .execute();
    const status = new Map(accounts.map((one) => [one.account, one.status]));
    return rows.map((row) => ({
      id: row.id,
      name: row.name,
      description: row.description ?? "",
      status: status.get(`service:${row.id}`) ?? "deactivated",
      credentialPrefix: row.credential_prefix === null ? null : `gh_${row.credential_prefix}`,
      credentialMadeAt: row.credential_made_at === null ? null : new Date(row.credential_made_at).toISOString(),
      lastUsedAt: row.credential_last_used_day,
      createdBy: row.created_by,
      version: row.version,
      createdAt: new Date(row.created_at).toISOString(),
      updatedAt: new Date(row.updated_at).toISOString(),
    }));
  }
}

/** The same as the scope of a key that narrows nothing. */
const everythingOf = ({ engine }: OrganizationAccess): ScopeEntry[] => [
  ...Object.entries(featureCatalogue).flatMap(([type, permissions]) =>
    permissions.map((permission) => ({ name: `${type}.${permission}` })),
  ),
  ...engine.listTypes().flatMap(({ name, actions }) => Object.keys(actions).map((one) => ({ name: `${name}:${one}` }))),
];

function findService(db: Tx, organization: string, id: string) {
  return db
    .selectFrom("services")
    .selectAll()
    .where("organization_id", "=", organization)
    .where("id", "=", id)
    .executeTakeFirst();
}

async function update(
  tx: Tx,
  { organization_id, id }: ServiceRow,
  values: {
    name?: string;
    description?: string | null;
    credential_hash?: string;
    credential_prefix?: string;
    credential_made_at?: number;
  },
  now: number,
): Promise<void> {
  await tx
    .updateTable("services")
    .set((e) => ({ ...values, version: e("version", "+", 1), updated_at: now }))
    .where("organization_id", "=", organization_id)
    .where("id", "=", id)
    .execute();
}
