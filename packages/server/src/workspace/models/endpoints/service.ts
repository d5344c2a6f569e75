import type { Change } from "@gatehouse/engine";
import { type Committed, type OrganizationAccess, personOf } from "../../../access/organizationAccess.ts";
import { contextOf, requireMay } from "../../../access/rules.ts";
import { type Actor, isOperator } from "../../../http/actor.ts";
import { problem } from "../../../http/problem.ts";
import { newId, noteEvent, type Tx } from "../../../store/index.ts";
import { listAgentNames } from "../../agents/queries.ts";
import { mayView } from "../../agents/travelling.ts";
import { edited } from "../../edited.ts";
import type { WorkspaceParts } from "../../parts.ts";
import type { Models } from "../models.ts";
import type { WayOut } from "../wayOut.ts";
import { askForModels } from "./askForModels.ts";
import { type EndpointSecrets, NO_CREDENTIALS } from "./endpointSecrets.ts";
import { declaredBy, endpointOf, endpointOfFile, modelsOf } from "./endpointShape.ts";
import { isOfFile, requireFree } from "./names.ts";
import {
  deleteEndpoint,
  type EndpointRow,
  findEndpoint,
  insertEndpoint,
  listAgentsWith,
  listEndpointRows,
  updateEndpoint,
} from "./queries.ts";
import { type Reach, reach } from "./reach.ts";
import {
  type Endpoint,
  type EndpointPatch,
  type EndpointTest,
  type EndpointTested,
  type EndpointWithAgents,
  MOST_ENDPOINTS,
  MOST_MODELS_OF_ALL,
  type NewEndpoint,
} from "./schemas.ts";
import { addressOf, columnsOf, requireSendable } from "./writing.ts";

/** Throws unless the caller's `If-Match` names this version. */
type RequireVersion = (version: number) => void;

const MOST_NAMES = 20;

interface Versioned {
  endpoint: Endpoint;
  version: number;
}

/**
 * Endpoints that administrators add in the console, beside those of librechat.yaml. Each of its models is a resource `model:<id>` by the rule
 * of the file's. A resource stays when its endpoint goes, as one of the file does: a restriction must outlive an absence.
 */
export class Endpoints {
  private readonly parts: WorkspaceParts;
  private readonly sources: { wayOut: WayOut; secrets: EndpointSecrets };
  private readonly models: Models;
  /** Who tests one now. */
  private readonly testing = new Set<string>();

  constructor(
    parts: WorkspaceParts,
    { models, ...sources }: { wayOut: WayOut; secrets: EndpointSecrets; models: Models },
  ) {
    this.parts = parts;
    this.sources = sources;
    this.models = models;
  }

  /** Those of the file, then those of the console by name. @throws {Problem} `forbidden` without `read:configs` */
  async list(actor: Actor): Promise<Endpoint[]> {
    const { access, settings, store } = this.parts;
    access.of(actor).require(actor, "read:configs");
    const rows = await listEndpointRows(store.db, actor.organization);
    return [...settings.endpoints.custom.map(endpointOfFile), ...(await this.told(actor, rows))];
  }

  /** With what a deletion would be felt by. @throws {Problem} `forbidden`, `resource-not-found` */
  async find(actor: Actor, id: string): Promise<{ endpoint: EndpointWithAgents; version: number }> {
    const access = this.parts.access.of(actor);
    access.require(actor, "read:configs");
    const row = await this.require(this.parts.store.db, actor, id);
    return {
      endpoint: { ...(await this.whole(actor, row)), agents: await this.agentsOf(access, actor, row) },
      version: row.version,
    };
  }

  /** @throws {Problem} `forbidden` without `manage:configs`; `already-exists`, `request-invalid`, `id-retired` */
  async create(actor: Actor, wish: NewEndpoint): Promise<Committed<Versioned>> {
    const access = this.parts.access.of(actor);
    this.requireManaging(access, actor);
    const { revision, result: row } = await access.commit(actor, async (tx) => {
      this.requireManaging(access, actor);
      const others = await listEndpointRows(tx, actor.organization);
      requireFree(this.parts.settings, others, wish.name);
      if (others.length >= MOST_ENDPOINTS)
        throw problem("request-invalid", { detail: `there are ${MOST_ENDPOINTS} endpoints, and no more can be` });
      requireRoom(others, wish.models);
      const at = this.parts.now();
      const id = newId(at);
      const who = isOperator(actor) ? "organization" : actor.subject;
      const row = await insertEndpoint(tx, {
        ...columnsOf(this.sources, { organization: actor.organization, id }, undefined, wish),
        organization_id: actor.organization,
        id,
        name: wish.name,
        author: who,
        changed_by: who,
        created_at: at,
        updated_at: at,
      });
      await this.models.followed.announce(tx, actor.organization);
      await noteEvent(tx, edited(actor, "endpoint-created", `endpoint:${id}`, Object.keys(wish)));
      return { changes: addingModels(access, row), result: row };
    });
    this.models.followed.changed(actor.organization);
    this.note(actor, row, "an endpoint of models was added", Object.keys(wish));
    return { revision, result: { endpoint: await this.whole(actor, row), version: row.version } };
  }

  /** Writes what differs. Another host takes the key again. @throws {Problem} as {@link create}; `resource-not-found`, `version-mismatch` */
  async patch(
    actor: Actor,
    id: string,
    patch: EndpointPatch,
    requireVersion: RequireVersion,
  ): Promise<Committed<Versioned>> {
    const access = this.parts.access.of(actor);
    this.requireManaging(access, actor);
    const { revision, result } = await access.commit(actor, async (tx) => {
      this.requireManaging(access, actor);
      const before = await this.require(tx, actor, id);
      requireVersion(before.version);
      const written = columnsOf(this.sources, { organization: actor.organization, id }, before, patch);
      const changed = Object.entries(written)
        .filter(([column, value]) => before[column as keyof EndpointRow] !== value)
        .map(([column]) => column);
      if (changed.length === 0) return { changes: [], result: { row: before, changed } };
      const others = await listEndpointRows(tx, actor.organization);
      if (changed.includes("models"))
        requireRoom(
          others.filter((one) => one.id !== id),
          modelsOf(written),
        );
      const row = await updateEndpoint(tx, actor.organization, id, {
        ...written,
        changed_by: isOperator(actor) ? "organization" : actor.subject,
        updated_at: Math.max(this.parts.now(), before.updated_at),
      });
      await this.models.followed.announce(tx, actor.organization);
      await noteEvent(tx, edited(actor, "endpoint-edited", `endpoint:${id}`, changed));
      return { changes: addingModels(access, row), result: { row, changed } };
    });
    const { row, changed } = result;
    this.models.followed.changed(actor.organization);
    if (changed.length > 0) this.note(actor, row, "an endpoint of models was changed", changed);
    return { revision, result: { endpoint: await this.whole(actor, row), version: row.version } };
  }

  /** Its models answer nobody any more; agents keep their names. @throws {Problem} `forbidden`, `resource-not-found`, `version-mismatch` */
  async remove(actor: Actor, id: string, requireVersion: RequireVersion): Promise<Committed<EndpointRow>> {
    const access = this.parts.access.of(actor);
    this.requireManaging(access, actor);
    const committed = await access.commit(actor, async (tx) => {
      this.requireManaging(access, actor);
      const row = await this.require(tx, actor, id);
      requireVersion(row.version);
      await deleteEndpoint(tx, actor.organization, id);
      await this.models.followed.announce(tx, actor.organization);
      await noteEvent(tx, edited(actor, "endpoint-deleted", `endpoint:${id}`, []));
      return { changes: [], result: row };
    });
    this.models.followed.changed(actor.organization);
    this.note(actor, committed.result, "an endpoint of models was deleted", []);
    return committed;
  }

  /**
   * What an endpoint says when it is asked for its models; nothing is written.
   * @throws {Problem} `forbidden`, `request-invalid`, `resource-not-found`, `rate-limited` while another one of theirs is being tested
   */
  async test(actor: Actor, wish: EndpointTest, signal: AbortSignal): Promise<EndpointTested> {
    this.requireManaging(this.parts.access.of(actor), actor);
    const baseURL = addressOf(this.sources.wayOut, wish.baseURL);
    if (wish.headers !== undefined) requireSendable(wish.headers);
    const row = wish.id === undefined ? undefined : await this.require(this.parts.store.db, actor, wish.id);
    // What is kept is for the host that it was given for.
    const isIts = row !== undefined && new URL(row.base_url).origin === new URL(baseURL).origin;
    const kept = (isIts ? this.sources.secrets.open(row) : undefined) ?? NO_CREDENTIALS;
    const { key = kept.key, headers = kept.headers } = wish;
    const who = personOf(actor);
    if (this.testing.has(who))
      throw problem("rate-limited", {
        detail: "another endpoint is being tested now",
        headers: { "Retry-After": "5" },
      });
    this.testing.add(who);
    try {
      return await askForModels(this.sources.wayOut, baseURL, { key, headers }, signal);
    } finally {
      this.testing.delete(who);
    }
  }

  /** Whether those of an organization that are in use would answer, all side by side; for the operator. */
  async reachAll(organization: string, signal: AbortSignal): Promise<{ name: string; reach: Reach | "unreadable" }[]> {
    const { settings, store } = this.parts;
    const { secrets, wayOut } = this.sources;
    const rows = await listEndpointRows(store.db, organization);
    const used = rows.filter(({ enabled, name }) => enabled === 1 && !isOfFile(settings, name));
    return Promise.all(
      used.map(async (row) => {
        const credentials = secrets.open(row);
        if (!credentials) return { name: row.name, reach: "unreadable" };
        return {
          name: row.name,
          reach: await reach((...sent) => wayOut.ask(...sent), row.base_url, credentials, signal),
        };
      }),
    );
  }

  /** @throws {Problem} `forbidden` */
  private requireManaging(access: OrganizationAccess, actor: Actor): void {
    access.require(actor, "manage:configs");
    requireMay(access, actor, (may) => may.create(actor.subject, "model", { owner: "organization" }, contextOf(actor)));
  }

  private async require(db: Tx, actor: Actor, id: string): Promise<EndpointRow> {
    const row = await findEndpoint(db, actor.organization, id);
    if (!row) throw problem("resource-not-found");
    return row;
  }

  private async whole(actor: Actor, row: EndpointRow): Promise<Endpoint> {
    const [told] = await this.told(actor, [row]);
    if (!told) throw new Error("an endpoint that is there is not told");
    return told;
  }

  private async told(actor: Actor, rows: readonly EndpointRow[]): Promise<Endpoint[]> {
    const { people, settings } = this.parts;
    const names = await people?.names(actor.organization, [...new Set(rows.map((row) => row.changed_by))]);
    const nameOf = (account: string) => names?.get(account)?.name ?? null;
    const { secrets } = this.sources;
    return rows.map((row) => endpointOf(row, { secrets, isOfFile: isOfFile(settings, row.name), nameOf }));
  }

  private async agentsOf(access: OrganizationAccess, actor: Actor, row: EndpointRow) {
    const { db } = this.parts.store;
    const agents = await listAgentsWith(
      db,
      actor.organization,
      declaredBy(row).map(({ id }) => `model:${id}`),
    );
    const known = agents.filter((agent) => mayView(access, actor, agent)).slice(0, MOST_NAMES);
    const names = await listAgentNames(
      db,
      actor.organization,
      known.map((agent) => agent.slice("agent:".length)),
    );
    return { count: agents.length, names: names.flatMap(({ name }) => name ?? []) };
  }

  /** Who, what and where to; never what is secret. */
  private note(actor: Actor, row: EndpointRow, what: string, changed: readonly string[]): void {
    const { organization, name: who } = actor;
    const { id, name, base_url } = row;
    this.parts.log.info({ organization, who, endpoint: id, name, host: new URL(base_url).host, changed }, what);
  }
}

/** @throws {Problem} `request-invalid` */
function requireRoom(others: readonly EndpointRow[], models: readonly string[]): void {
  const count = others.reduce((sum, row) => sum + modelsOf(row).length, models.length);
  if (count > MOST_MODELS_OF_ALL)
    throw problem("request-invalid", {
      detail: `\`models\`: ${count} with those of other endpoints, and ${MOST_MODELS_OF_ALL} can be`,
    });
}

/** The resources of models that have none yet. */
const addingModels = (access: OrganizationAccess, row: EndpointRow): Change[] =>
  [...new Set(declaredBy(row).map(({ id }) => `model:${id}`))]
    .filter((resource) => !access.engine.isHeld(resource))
    .map((resource) => ({ kind: "resource-added", resource, owner: "organization", state: "active" }));
