import type { Committed } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { listPublicIds } from "../agents/queries.ts";
import type { Agents, ClosureSeen } from "../agents/service.ts";
import type { WorkspaceParts } from "../parts.ts";
import { accountId, iso } from "../shapes.ts";
import { without } from "./agentTools.ts";
import { reachableTools } from "./listTools.ts";
import { type Attached, findDocuments, type ListedToolRow, listHolders, type ToolRow } from "./queries.ts";
import type { Action, ActionBody, ActionMetadata, Auth } from "./schemas.ts";
import type { Tools } from "./service.ts";
import { authOf, domainOf, functionName, functionsOf, toolName } from "./toolShape.ts";
import type { Wish } from "./writing.ts";

/** LibreChat's list has no pages. */
const MOST_LISTED = 200;
/** Documents in one list, in UTF-16 units; others come without. */
const MOST_OF_DOCUMENTS = 8 * 1_024 * 1_024;

const anyVersion = () => undefined;

/** LibreChat's actions: tools, as its client makes them on an agent. */
export class Actions {
  private readonly parts: WorkspaceParts;
  private readonly tools: Tools;
  private readonly agents: Agents;

  constructor(parts: WorkspaceParts, tools: Tools, agents: Agents) {
    this.parts = parts;
    this.tools = tools;
    this.agents = agents;
  }

  /**
   * Makes a tool of the actor's and lends it to the agent; or, with `action_id`, changes one that the agent has.
   * @throws {Problem} `request-invalid`; `resource-not-found`, `forbidden`, `feature-off`, `hand-on-refused`, `closure-grows`
   */
  async save(actor: Actor, agentId: string, { action_id, metadata }: ActionBody, seen?: ClosureSeen) {
    const access = this.parts.access.of(actor);
    // Asked before a document is read, and again when it is written.
    await this.agents.require(this.parts.store.db, access, actor, "update", agentId);
    const wish = wishOf(metadata);
    if (action_id != null) return this.change(actor, agentId, action_id, wish, seen);
    access.require(actor, "create", "tool");
    if (wish.spec === undefined || wish.domain === undefined)
      throw problem("request-invalid", { detail: "`metadata.raw_spec` and `metadata.domain` are needed" });
    const read = await this.tools.readWish(actor, wish);
    let made: ToolRow | undefined;
    const decide = async (tx: Tx, attached: readonly Attached[]) => {
      if (!read) throw new Error("a document that was read is not there");
      const { row, adding } = await this.tools.insert(tx, actor, wish, read);
      made = row;
      return { tools: [...attached, { tool: row.id, mode: "lent" as const }], adding, isMade: true };
    };
    const { revision, result: agent } = await this.agents.changeTools(actor, agentId, decide, seen);
    if (!made) throw new Error("the tool that was just written is not there");
    return { revision, result: { agent, action: actionOf(actor, made, agentId, made) } };
  }

  private async change(actor: Actor, agentId: string, id: string, wish: Wish, seen: ClosureSeen) {
    const access = this.parts.access.of(actor);
    await this.tools.require(this.parts.store.db, access, actor, "update", id);
    const read = await this.tools.readWish(actor, wish);
    let changed: ToolRow | undefined;
    const { revision, result: agent } = await this.agents.changeTools(actor, agentId, async (tx, attached) => {
      without(attached, id);
      changed = await this.tools.update(tx, actor, id, wish, read, anyVersion, seen);
      return { tools: attached };
    });
    if (!changed) throw new Error("the tool that was just written is not there");
    return { revision, result: { agent, action: actionOf(actor, changed, agentId, changed) } };
  }

  /** Takes it from the agent; the tool goes, too, if the actor may delete it and no other agent has it. @throws {Problem} `resource-not-found`, `forbidden` */
  remove(actor: Actor, agentId: string, id: string): Promise<Committed<unknown>> {
    const access = this.parts.access.of(actor);
    return this.agents.changeTools(actor, agentId, async (tx, attached, agent) => {
      const tools = without(attached, id);
      const holders = await listHolders(tx, actor.organization, [id]);
      const isLast = holders.every((one) => one.agent === agent) && access.may(actor, "delete", toolName({ id }));
      return { tools, ...(isLast && { ending: (before) => this.tools.removal(tx, actor, { id }, before) }) };
    });
  }

  /** Those that the actor may use, for each agent that they may change and that has it; and those that no such agent has. */
  async list(actor: Actor): Promise<Action[]> {
    const { access, store } = this.parts;
    const organization = access.of(actor);
    const { rows } = await reachableTools(this.parts, actor, { filter: {}, action: "use" }, undefined, MOST_LISTED);
    const holders = (
      await listHolders(
        store.db,
        actor.organization,
        rows.map(({ id }) => id),
      )
    ).filter(({ agent }) => organization.may(actor, "update", agent));
    const ids = await listPublicIds(store.db, actor.organization, [
      ...new Set(holders.map(({ agent }) => agent.slice("agent:".length))),
    ]);
    const changeable = rows.map(({ id }) => id).filter((id) => organization.may(actor, "update", toolName({ id })));
    const documents = await findDocuments(store.db, actor.organization, changeable, MOST_OF_DOCUMENTS);
    const actions: Action[] = [];
    let room = MOST_OF_DOCUMENTS;
    for (const row of rows) {
      const agents = holders
        .filter((one) => one.tool === row.id)
        .flatMap(({ agent }) => ids.get(agent.slice("agent:".length)) ?? []);
      for (const agentId of agents.length > 0 ? agents : [undefined]) {
        if (actions.length === MOST_LISTED) return actions;
        const document = documents.get(row.id);
        room -= document?.spec?.length ?? 0;
        actions.push(
          actionOf(actor, row, agentId, document && { ...document, spec: room >= 0 ? document.spec : undefined }),
        );
      }
    }
    return actions;
  }

  /** The functions of the tools that the actor may use, as LibreChat describes what agents can have. */
  async plugins(actor: Actor) {
    const { rows } = await reachableTools(this.parts, actor, { filter: {}, action: "use" }, undefined, MOST_LISTED);
    return rows.flatMap((row) =>
      functionsOf(row).map((name) => ({
        name,
        pluginKey: functionName(row, name),
        description: row.name,
        authConfig: [],
        authenticated: true as const,
      })),
    );
  }
}

/** @param document for whoever may `update` it */
function actionOf(
  actor: Actor,
  row: ListedToolRow,
  agentId: string | undefined,
  document: { auth: string; spec: string | undefined } | undefined,
): Action {
  return {
    action_id: row.id,
    ...(agentId !== undefined && { agent_id: agentId }),
    type: "action_prototype",
    ...(row.author === actor.subject && { user: accountId(row.author) }),
    metadata: {
      domain: domainOf(row),
      ...(document && {
        ...(document.spec !== undefined && { raw_spec: document.spec }),
        auth: libreChatAuth(authOf(document)),
      }),
    },
    name: row.name,
    updatedAt: iso(row.updated_at),
  };
}

/** @throws {Problem} `request-invalid` for OAuth, which is not there yet */
function wishOf({ domain, raw_spec, api_key, auth, oauth_client_id, oauth_client_secret }: ActionMetadata): Wish {
  if (auth?.type === "oauth" || oauth_client_id || oauth_client_secret)
    throw problem("request-invalid", { detail: "OAuth is not there yet: use an API key, or none" });
  return { domain, spec: raw_spec, auth: authWish(auth, api_key || undefined) };
}

function authWish(auth: ActionMetadata["auth"], key: string | undefined): Auth | undefined {
  if (auth == null) {
    if (key === undefined) return undefined;
    return { type: "api_key", as: "bearer", key };
  }
  if (auth.type !== "service_http") return { type: "none" };
  const as = auth.authorization_type || "bearer";
  return {
    type: "api_key",
    as,
    ...(as === "custom" && auth.custom_auth_header && { header: auth.custom_auth_header }),
    ...(key !== undefined && { key }),
  };
}

function libreChatAuth(auth: Auth) {
  if (auth.type === "none") return { type: "none" };
  return {
    type: "service_http",
    authorization_type: auth.as,
    ...(auth.header !== undefined && { custom_auth_header: auth.header }),
  };
}
