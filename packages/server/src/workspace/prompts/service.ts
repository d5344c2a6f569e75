import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, requireMay } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { newId, noteEvent, searchText, type Tx } from "../../store/index.ts";
import { differing, edited } from "../edited.ts";
import type { WorkspaceParts } from "../parts.ts";
import { requireFound } from "../reachable/requireFound.ts";
import { factsOf, groupName } from "./groupFacts.ts";
import { listAllGroups, listGroups } from "./listGroups.ts";
import { listNewestVersions } from "./listNewestVersions.ts";
import { groupOf, promptOf, wholeOf } from "./promptShape.ts";
import {
  countUse,
  deletePrompt,
  findGroup,
  findGroupOf,
  findPrompt,
  type GroupRow,
  insertGroup,
  insertPrompt,
  listPromptPlaces,
  listPrompts,
  type PromptRow,
  updateGroup,
} from "./queries.ts";
import type {
  GroupFilters,
  GroupListQuery,
  GroupPatch,
  NewGroup,
  NewVersion,
  Prompt,
  PromptGroup,
  WholeGroup,
} from "./schemas.ts";
import { UseLimit } from "./useLimit.ts";

/** Versions that a group may have; they are answered all at once. */
const MOST_VERSIONS = 200;

/** Throws unless the caller's `If-Match` names this version of the group. */
export type RequireVersion = (version: number) => void;

/**
 * Prompts: groups of versions, one of which is in production. The group is what is shared (`prompt:<id>`); a version has no rights of its own.
 * INVARIANT: a text is answered to whoever may `use` its group, and to whoever holds `read:prompts` in the list of all; to nobody else.
 */
export class Prompts {
  private readonly parts: WorkspaceParts;
  private readonly useLimit: UseLimit;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
    this.useLimit = new UseLimit(parts.counters);
  }

  /** A group that belongs to the caller, whose first version is in production. @throws {Problem} `feature-off` without PROMPTS.USE and CREATE */
  async create(
    actor: Actor,
    wish: NewGroup,
  ): Promise<Committed<{ prompt: Prompt; group: WholeGroup; version: number }>> {
    if (isOperator(actor)) throw problem("forbidden", { detail: "a prompt needs an account that owns it" });
    const access = this.parts.access.of(actor);
    const { revision, result } = await access.commit(actor, async (tx) => {
      access.require(actor, "create", "prompt");
      const at = this.parts.now();
      const [groupId, promptId] = [newId(at), newId(at)];
      const { name, oneliner = "", category = "", command } = wish.group;
      const row = await insertGroup(tx, {
        organization_id: actor.organization,
        id: groupId,
        name,
        oneliner,
        category,
        command: command || null,
        production_id: promptId,
        author: actor.subject,
        search_text: searchText(name),
        created_at: at,
        updated_at: at,
      });
      const prompt = await this.addVersionTo(tx, actor, { groupId, promptId, index: 0, at }, wish.prompt);
      const resource = groupName(row);
      return {
        changes: [{ kind: "resource-added" as const, resource, owner: actor.subject, state: "active" as const }],
        result: { row, prompt },
      };
    });
    const { row, prompt } = result;
    const group = await this.whole(access, actor, row, prompt);
    return { revision, result: { prompt: promptOf(prompt), group, version: row.version } };
  }

  /** What whoever may `use` it sees. @throws {Problem} `resource-not-found`, `forbidden`, `feature-off` */
  async group(actor: Actor, groupId: string): Promise<{ group: WholeGroup; version: number }> {
    const { access, store } = this.parts;
    const organization = access.of(actor);
    const row = await this.requireGroup(store.db, organization, actor, "use", groupId);
    const production =
      row.production_id === null ? undefined : await findPrompt(store.db, actor.organization, row.production_id);
    return { group: await this.whole(organization, actor, row, production), version: row.version };
  }

  /** Writes what differs; what differs in nothing is no write. The answer has no text: who may `update` need not be who may `use`. */
  async patch(
    actor: Actor,
    groupId: string,
    patch: GroupPatch,
    requireVersion: RequireVersion,
  ): Promise<Committed<{ group: PromptGroup; version: number }>> {
    const { revision, result: row } = await this.change(actor, groupId, requireVersion, async (row) => {
      const { name = row.name, oneliner = row.oneliner, category = row.category } = patch;
      const command = patch.command === undefined ? row.command : patch.command || null;
      return { name, oneliner, category, command, search_text: searchText(name) };
    });
    const facts = await factsOf(this.parts, this.parts.access.of(actor), actor, [row]);
    return { revision, result: { group: groupOf(row, facts(row)), version: row.version } };
  }

  /** A draft: what is in production stays. @throws {Problem} `conflict` where the group has as many versions as it may */
  addVersion(
    actor: Actor,
    groupId: string,
    wish: NewVersion,
    requireVersion: RequireVersion,
  ): Promise<Committed<Prompt>> {
    if ([wish.groupId, wish.prompt.groupId].some((named) => named !== undefined && named !== groupId))
      throw problem("request-invalid", { detail: "`groupId` is not the group in the address" });
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      const row = await this.requireGroup(tx, access, actor, "update", groupId);
      requireVersion(row.version);
      const versions = await listPromptPlaces(tx, actor.organization, groupId);
      if (versions.length >= MOST_VERSIONS)
        throw problem("conflict", { detail: `a prompt has at most ${MOST_VERSIONS} versions; delete some first` });
      const at = this.parts.now();
      const index = (versions[0]?.version_index ?? -1) + 1;
      const prompt = await this.addVersionTo(tx, actor, { groupId, promptId: newId(at), index, at }, wish.prompt);
      await noteEvent(tx, edited(actor, "prompt-edited", groupName(row), ["versions"]));
      return { changes: [], result: promptOf(prompt) };
    });
  }

  /** From now on this version is what the group says. */
  async makeProduction(actor: Actor, promptId: string, requireVersion: RequireVersion): Promise<Committed<number>> {
    const groupId = await findGroupOf(this.parts.store.db, actor.organization, promptId);
    const { revision, result } = await this.change(actor, groupId, requireVersion, async (_row, tx) => {
      if ((await findGroupOf(tx, actor.organization, promptId)) === undefined) throw problem("resource-not-found");
      return { production_id: promptId };
    });
    return { revision, result: result.version };
  }

  /** Counts that somebody used it. @throws {Problem} `rate-limited` */
  async use(actor: Actor, groupId: string): Promise<Committed<number>> {
    const access = this.parts.access.of(actor);
    await this.useLimit.count(actor);
    return access.commit(actor, async (tx) => {
      await this.requireGroup(tx, access, actor, "use", groupId);
      return { changes: [], result: await countUse(tx, actor.organization, groupId) };
    });
  }

  /** One version. */
  async version(actor: Actor, promptId: string): Promise<Prompt> {
    const row = await findPrompt(this.parts.store.db, actor.organization, promptId);
    return promptOf(requireFound(this.parts.access.of(actor), actor, "use", "prompt", row, ({ group_id }) => group_id));
  }

  /** All versions of a group, newest first. */
  async versions(actor: Actor, groupId: string): Promise<Prompt[]> {
    const { access, store } = this.parts;
    await this.requireGroup(store.db, access.of(actor), actor, "use", groupId);
    return (await listPrompts(store.db, actor.organization, groupId)).map(promptOf);
  }

  newestVersions(actor: Actor): Promise<Prompt[]> {
    return listNewestVersions(this.parts, actor);
  }

  /**
   * Where it was in production, the newest that remains takes its place; where none remains, the group goes.
   * @returns the group's id if it went
   */
  removeVersion(
    actor: Actor,
    groupId: string,
    promptId: string,
    requireVersion: RequireVersion,
  ): Promise<Committed<string | null>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      access.require(actor, "PROMPTS.CREATE");
      const row = await this.requireGroup(tx, access, actor, "delete", groupId);
      const versions = await listPromptPlaces(tx, actor.organization, groupId);
      if (!versions.some(({ id }) => id === promptId)) throw problem("resource-not-found");
      requireVersion(row.version);
      const [newest] = versions.filter(({ id }) => id !== promptId);
      if (newest === undefined) return { changes: await this.removal(tx, access, actor, row), result: groupId };
      await deletePrompt(tx, actor.organization, promptId);
      await noteEvent(tx, edited(actor, "prompt-edited", groupName(row), ["versions"]));
      if (row.production_id === promptId)
        await updateGroup(tx, actor.organization, groupId, {
          production_id: newest.id,
          updated_at: this.momentAfter(row),
        });
      return { changes: [], result: null };
    });
  }

  /** With its versions and grants: contentCleanup.ts. */
  removeGroup(actor: Actor, groupId: string, requireVersion: RequireVersion): Promise<Committed<null>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      access.require(actor, "PROMPTS.CREATE");
      const row = await this.requireGroup(tx, access, actor, "delete", groupId);
      requireVersion(row.version);
      return { changes: await this.removal(tx, access, actor, row), result: null };
    });
  }

  list(actor: Actor, query: GroupListQuery) {
    return listGroups(this.parts, actor, query);
  }

  all(actor: Actor, filters: GroupFilters) {
    return listAllGroups(this.parts, actor, filters);
  }

  /** Its row, if the actor may: requireFound.ts. Undefined is an id that could not even be looked for. */
  private async requireGroup(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    action: string,
    groupId: string | undefined,
  ): Promise<GroupRow> {
    const row = groupId === undefined ? undefined : await findGroup(db, actor.organization, groupId);
    return requireFound(access, actor, action, "prompt", row, ({ id }) => id);
  }

  private addVersionTo(
    tx: Tx,
    actor: Actor,
    { groupId, promptId, index, at }: { groupId: string; promptId: string; index: number; at: number },
    { prompt, type }: NewVersion["prompt"],
  ): Promise<PromptRow> {
    return insertPrompt(tx, {
      organization_id: actor.organization,
      id: promptId,
      group_id: groupId,
      version_index: index,
      prompt,
      type,
      author: actor.subject,
      created_at: at,
    });
  }

  /** LibreChat asks for PROMPTS.CREATE beside the right on the group wherever one is changed; so does this. */
  private change(
    actor: Actor,
    groupId: string | undefined,
    requireVersion: RequireVersion,
    decide: (row: GroupRow, tx: Tx) => Promise<Partial<GroupRow>>,
  ): Promise<Committed<GroupRow>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      access.require(actor, "PROMPTS.CREATE");
      const row = await this.requireGroup(tx, access, actor, "update", groupId);
      requireVersion(row.version);
      const wanted = await decide(row, tx);
      const isSame = JSON.stringify({ ...row, ...wanted }) === JSON.stringify(row);
      if (!isSame)
        await noteEvent(tx, edited(actor, "prompt-edited", groupName(row), differing(row, { ...row, ...wanted })));
      const result = isSame
        ? row
        : await updateGroup(tx, actor.organization, row.id, { ...wanted, updated_at: this.momentAfter(row) });
      return { changes: [], result };
    });
  }

  private async removal(tx: Tx, access: OrganizationAccess, actor: Actor, row: GroupRow) {
    requireMay(access, actor, (may) => may.deleteResource(actor.subject, groupName(row), contextOf(actor)));
    const { changes, removed } = access.engine.removalOf(groupName(row));
    await this.parts.access.removed(tx, actor.organization, removed);
    return changes;
  }

  /** A clock that was set back makes no change older than the one before it. */
  private readonly momentAfter = (row: GroupRow) => Math.max(this.parts.now(), row.updated_at);

  private async whole(
    access: OrganizationAccess,
    actor: Actor,
    row: GroupRow,
    production: PromptRow | undefined,
  ): Promise<WholeGroup> {
    const facts = await factsOf(this.parts, access, actor, [row]);
    const may = access.engine.listActions(actor.subject, groupName(row), { ...(actor.key && { key: actor.key }) });
    return wholeOf(row, production, { ...facts(row), may });
  }
}
