import type { Change } from "@gatehouse/engine";
import type { Access } from "../../access/access.ts";
import type { Actor } from "../../http/actor.ts";
import type { Tx } from "../../store/index.ts";
import type { Models } from "../models/models.ts";
import { lendingChanges } from "./agentFiles.ts";
import { modelAttached, modelDetached } from "./agentModel.ts";
import type { WrittenColumns } from "./agentShape.ts";
import { attachingChanges } from "./agentTools.ts";

/** What is written of an agent, before and after. */
export interface Writing {
  actor: Actor;
  /** `agent:<id>` */
  agent: string;
  /** What comes into being with it: known before anything is attached. */
  adding: readonly Change[];
  /** null: a new one. */
  before: WrittenColumns | null;
  after: WrittenColumns;
}

/** What a written agent has attached then: files, tools and its model. @throws {Problem} what the rules of attaching say */
export async function attachmentChanges(tx: Tx, access: Access, models: Models, writing: Writing): Promise<Change[]> {
  const organization = access.of(writing.actor);
  const { actor, agent, before, after } = writing;
  const changes = [
    ...(await lendingChanges(tx, access, writing)),
    ...(await attachingChanges(tx, organization, writing)),
  ];
  if (after.model === before?.model && after.provider === before.provider) return changes;
  const known = await models.of(actor.organization, tx);
  if (before) changes.push(...modelDetached(known, organization, agent, before));
  return [...changes, ...modelAttached(known, organization, actor, agent, after)];
}
