import type { ScopeEntry } from "@gatehouse/engine";
import { z } from "zod";
import { Id } from "../../http/schemas.ts";

const MOST_IDS = 200;

const Some = z
  .union([z.enum(["all", "none"]), z.array(Id).min(1).max(MOST_IDS)])
  .describe("`all` that its account may use, `none`, or the ids of some");

/** What a key may be used for, of what its account may: nothing that is not named. */
export const KeyScope = z.strictObject({
  models: Some.default("all").describe("Models that may be called by name: `all`, `none`, or ids"),
  agents: Some.default("all").describe("Agents that may be talked to: `all`, `none`, or ids"),
  readOnly: z.boolean().default(false).describe("It lists what there is, and calls nothing"),
});
export type KeyScope = z.infer<typeof KeyScope>;

export const EVERYTHING: KeyScope = { models: "all", agents: "all", readOnly: false };

/** The features that the calls ask about which keys open. */
const ALWAYS: readonly ScopeEntry[] = [{ name: "REMOTE_AGENTS.USE" }];

/** The same as the questions that the engine lets through for the key (docs/model.md, "Who"). */
export function entriesOf({ models, agents }: KeyScope): ScopeEntry[] {
  return [
    ...ALWAYS,
    ...entryOf("model:use", models),
    ...entryOf("agent:use", agents),
    ...(agents === "none" ? [] : [{ name: "AGENTS.USE" }]),
  ];
}

function entryOf(name: string, which: KeyScope["models"]): ScopeEntry[] {
  if (which === "none") return [];
  return [which === "all" ? { name } : { name, ids: which }];
}
