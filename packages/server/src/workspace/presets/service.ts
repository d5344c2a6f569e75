import { randomUUID } from "node:crypto";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, type Tx, toSwitch } from "../../store/index.ts";
import type { Agents } from "../agents/service.ts";
import { requireModel } from "../chat/target.ts";
import { requireConversation } from "../conversations/conversationAccess.ts";
import { requireFile } from "../files/fileAccess.ts";
import { findFiles } from "../files/queries.ts";
import type { Models } from "../models/models.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import { requireProject } from "../projects/requireProject.ts";
import { accountId, iso } from "../shapes.ts";
import {
  countPresets,
  deletePresets,
  dropFormerDefault,
  findPreset,
  listPresets,
  type PresetRow,
  savePreset,
} from "./queries.ts";
import { type DeletePresets, MOST_PRESETS, type Preset, type PresetBody } from "./schemas.ts";

const UNTITLED = "New Chat";

/**
 * What somebody's chats may begin with: a model or an agent, instructions, parameters. Each person's own; nobody else sees them, and no grant
 * is about them. What one names must be there for whoever names it; whether it still is, is asked when a chat begins with it.
 */
export class Presets {
  private readonly parts: WorkspaceParts;
  private readonly agents: Agents;
  private readonly models: Models;

  constructor(parts: WorkspaceParts, agents: Agents, models: Models) {
    this.parts = parts;
    this.agents = agents;
    this.models = models;
  }

  /** @throws {Problem} `feature-off`, `account-…` */
  async list(actor: Actor): Promise<Preset[]> {
    this.accessOf(actor);
    return (await listPresets(this.parts.store.db, actor.organization, actor.subject)).map(presetOf);
  }

  /**
   * Makes one, or replaces one's own of that name.
   * @throws {Problem} `conflict` for one too many; what the engine says of a thing that it names; `feature-off`
   */
  async save(actor: Actor, wish: PresetBody): Promise<Preset> {
    const access = this.accessOf(actor);
    const { organization, subject } = actor;
    const { presetId = null, defaultPreset, order, title, ...rest } = wish;
    const name = presetId ?? randomUUID();
    const isDefault = defaultPreset === true;
    // Of two at once the second sees the other's: they are counted, and one is the default.
    return this.parts.store.transact(async (tx) => {
      await this.requireNamed(tx, access, actor, wish);
      const known = await findPreset(tx, organization, subject, name);
      if (!known && (await countPresets(tx, organization, subject)) >= MOST_PRESETS)
        throw problem("conflict", { detail: `at most ${MOST_PRESETS} presets: delete some that you no longer need` });
      if (isDefault) await dropFormerDefault(tx, organization, subject, name);
      const now = this.parts.now();
      const row = await savePreset(tx, {
        organization_id: organization,
        id: newId(now),
        account: subject,
        preset_id: name,
        fields: JSON.stringify({ ...kept(rest), title: title || UNTITLED }),
        is_default: toSwitch(isDefault),
        // The one that chats begin with stands first.
        position: isDefault ? 0 : (order ?? null),
        created_at: now,
        updated_at: now,
      });
      return presetOf(row);
    }, `presets of ${organization} ${subject}`);
  }

  /** One that is not there is no fault. @throws {Problem} `request-invalid` where it is not said which; `feature-off` */
  async remove(actor: Actor, { presetId, all }: DeletePresets): Promise<number> {
    this.accessOf(actor);
    if ((presetId == null) === (all === undefined))
      throw problem("request-invalid", { detail: '`presetId` says which goes; `"all": true`, that all go' });
    return this.parts.store.transact((tx) =>
      deletePresets(tx, actor.organization, actor.subject, presetId ?? undefined),
    );
  }

  private accessOf(actor: Actor): OrganizationAccess {
    const access = this.parts.access.of(actor);
    access.require(actor, "create", "conversation");
    if (this.parts.configs.of(actor).interface.presets === false)
      throw problem("feature-off", {
        detail: "presets are switched off: `interface.presets` in `librechat.yaml` or in the settings",
      });
    return access;
  }

  /** A thing that the actor may not use is one that there is not. */
  private async requireNamed(tx: Tx, access: OrganizationAccess, actor: Actor, wish: PresetBody): Promise<void> {
    const { endpoint, model, agent_id, assistant_id, conversationId, chatProjectId, files, file_ids } = wish;
    if (assistant_id != null) throw problem("resource-not-found");
    if (agent_id != null) await this.agents.require(tx, access, actor, "use", agent_id, WITHOUT_CAPABILITIES);
    else if (endpoint != null && endpoint !== "agents" && model)
      requireModel(access, actor, (await this.models.of(access.id, tx)).find(endpoint, model));
    if (conversationId != null && conversationId !== "new")
      await requireConversation(tx, access, actor, "view", conversationId);
    if (chatProjectId != null) await requireProject(tx, access, actor, "view", chatProjectId);
    const named = [...new Set([...(files ?? []).map(({ file_id }) => file_id), ...(file_ids ?? [])])];
    if (named.length === 0) return;
    const found = new Map((await findFiles(tx, actor.organization, named)).map((row) => [row.file_id, row]));
    for (const fileId of named) requireFile(access, actor, "use", found.get(fileId));
  }
}

/** Not kept: what a client sends back of what it was told (that is the server's), and what is about a conversation or a place to run code. */
const kept = ({
  _id,
  __v,
  user,
  messages,
  parentMessageId,
  presetOverride,
  createdAt,
  updatedAt,
  expiredAt,
  archivedAt,
  isShared,
  isTemporary,
  pinned,
  subagentThread,
  codeApprovalMode,
  codeEnvironmentMode,
  codeWorkspaces,
  ...fields
}: Omit<PresetBody, "presetId" | "defaultPreset" | "order" | "title">) => fields;

export function presetOf(row: PresetRow): Preset {
  return {
    ...JSON.parse(row.fields),
    _id: row.id,
    presetId: row.preset_id,
    user: accountId(row.account),
    ...(row.is_default === 1 && { defaultPreset: true }),
    ...(row.position !== null && { order: row.position }),
    createdAt: iso(row.created_at),
    updatedAt: iso(row.updated_at),
  };
}
