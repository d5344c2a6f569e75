import type { Change } from "@gatehouse/engine";
import { requireGrowthSeen } from "../../access/closureSeen.ts";
import type { Committed, OrganizationAccess } from "../../access/organizationAccess.ts";
import { contextOf, requireMay } from "../../access/rules.ts";
import { type Actor, isOperator } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { fileName } from "../files/fileAccess.ts";
import { recordOf } from "../files/fileShape.ts";
import { listLentFiles } from "../files/queries.ts";
import type { FileRecord } from "../files/schemas.ts";
import { WITHOUT_CAPABILITIES, type WorkspaceParts } from "../parts.ts";
import type { FileMode } from "./closureSchemas.ts";
import { type Agents, agentName, type ClosureSeen } from "./service.ts";

/** Whether the files of an agent are lent only, or shown to whoever may use it. */
export class FileModes {
  private readonly parts: WorkspaceParts;
  private readonly agents: Agents;

  constructor(parts: WorkspaceParts, agents: Agents) {
    this.parts = parts;
    this.agents = agents;
  }

  /** @throws {Problem} `resource-not-found` for a file that the agent does not have; `forbidden`, `hand-on-refused`, `closure-grows` */
  async set(
    actor: Actor,
    agentId: string,
    wish: { fileId: string; mode: FileMode },
    seen: ClosureSeen,
  ): Promise<Committed<null>> {
    const access = this.parts.access.of(actor);
    return access.commit(actor, async (tx) => {
      const agent = agentName(await this.agents.require(tx, access, actor, "update", agentId));
      const changes = await modeChange(tx, access, actor, agent, wish);
      await requireGrowthSeen({ tx, organizations: this.parts.access, actor, seen }, { agent, changes });
      return { changes, result: null };
    });
  }

  /** What an agent shows, for whoever may `use` it: the files of which they may view the bytes. @throws {Problem} `resource-not-found`, `forbidden` */
  async shown(actor: Actor, agentId: string): Promise<FileRecord[]> {
    const { store } = this.parts;
    const access = this.parts.access.of(actor);
    const agent = agentName(await this.agents.require(store.db, access, actor, "use", agentId, WITHOUT_CAPABILITIES));
    const rows = (await listLentFiles(store.db, access.id, agent)).filter(({ mode }) => mode === "shown");
    return rows.filter((row) => access.may(actor, "view", fileName(row), WITHOUT_CAPABILITIES)).map(recordOf);
  }
}

/** What shows a file that an agent has, or lends it only. Showing is attaching it anew; to show it no longer takes what taking it away takes. */
export async function modeChange(
  tx: Tx,
  access: OrganizationAccess,
  actor: Actor,
  agent: string,
  { fileId, mode }: { fileId: string; mode: FileMode },
): Promise<Change[]> {
  const row = (await listLentFiles(tx, access.id, agent)).find((one) => one.file_id === fileId);
  if (!row) throw problem("resource-not-found");
  const thing = fileName(row);
  if (mode === row.mode) return [];
  if (mode === "lent") {
    requireMay(access, actor, (may) => may.detach(actor.subject, agent, thing, contextOf(actor)));
    return [{ kind: "attachment-set", agent, thing, mode, attachedBy: row.lender }];
  }
  if (isOperator(actor)) throw problem("forbidden", { detail: "a file is shown by an account that may share it" });
  requireMay(access, actor, (may) => may.attach(actor.subject, agent, thing, mode, contextOf(actor)));
  return [{ kind: "attachment-set", agent, thing, mode, attachedBy: actor.subject }];
}
