import type { ScopeEntry } from "@gatehouse/engine";
import { z } from "zod";
import { Id } from "../../http/schemas.ts";
import { line } from "../texts.ts";

const MOST_IDS = 200;

const Some = z
  .union([z.enum(["all", "none"]), z.array(Id).min(1).max(MOST_IDS)])
  .describe("`all` that its account may use, `none`, or the ids of some");

/** What a key may be used for, of what its account may: nothing that is not named. */
export const KeyScope = z.strictObject({
  models: Some.default("all").describe("Models that may be called by name: `all`, `none`, or ids"),
  endpoints: z
    .union([z.literal("all"), z.array(line(200)).min(1).max(MOST_IDS)])
    .default("all")
    .describe("Of `models`, only those of these endpoints, as they are when it is used: `all`, or names of endpoints"),
  agents: Some.default("all").describe("Agents that may be talked to: `all`, `none`, or ids"),
  readOnly: z.boolean().default(false).describe("It lists what there is, and calls nothing"),
});
export type KeyScope = z.infer<typeof KeyScope>;

export const EVERYTHING: KeyScope = { models: "all", endpoints: "all", agents: "all", readOnly: false };

/** As it is kept; a key that is older than endpoints in scopes is for all of them. */
export const readScope = (kept: string): KeyScope => ({ ...EVERYTHING, ...(JSON.parse(kept) as Partial<KeyScope>) });

/** The features that the calls ask about which keys open. */
const ALWAYS: readonly ScopeEntry[] = [{ name: "REMOTE_AGENTS.USE" }];

/**
 * The same as the questions that the engine lets through for the key (docs/model.md, "Who").
 * @param ofEndpoints ids of the models of its endpoints, where it names some; without them it may call no model
 */
export function entriesOf(scope: KeyScope, ofEndpoints: readonly string[] = []): ScopeEntry[] {
  const { agents } = scope;
  return [
    ...ALWAYS,
    ...entryOf("model:use", modelsOf(scope, ofEndpoints)),
    ...entryOf("agent:use", agents),
    ...(agents === "none" ? [] : [{ name: "AGENTS.USE" }]),
  ];
}

function modelsOf({ models, endpoints }: KeyScope, ofEndpoints: readonly string[]): KeyScope["models"] {
  if (endpoints === "all" || models === "none") return models;
  const both = models === "all" ? [...ofEndpoints] : models.filter((id) => ofEndpoints.includes(id));
  return both.length === 0 ? "none" : both;
}

function entryOf(name: string, which: KeyScope["models"]): ScopeEntry[] {
  if (which === "none") return [];
  return [which === "all" ? { name } : { name, ids: which }];
}
