import { t } from "@lingui/core/macro";
import type { Feature } from "../../api/may.ts";

/** What can be looked at, in the order of the page; what has no page for whoever has not the feature is left out for them. */
export const accessKinds = [
  { value: "agent", label: t`Agents` },
  { value: "prompt", label: t`Prompts`, feature: "PROMPTS.USE" },
  { value: "tool", label: t`Tools`, feature: "MCP_SERVERS.USE" },
  { value: "conversation", label: t`Conversations` },
  { value: "file", label: t`Files` },
  { value: "project", label: t`Projects` },
  { value: "sharedLink", label: t`Shared links` },
  { value: "model", label: t`Models` },
  { value: "group", label: t`Groups` },
  { value: "features", label: t`What your roles bring` },
] as const satisfies readonly { value: string; label: string; feature?: Feature }[];

export const thingKinds = accessKinds.filter(({ value }) => value !== "features");
