import { formerAgents } from "./agents.ts";
import type { FormerKind } from "./kind.ts";
import { formerPrompts } from "./promptGroups.ts";
import { formerLinks } from "./sharedLinks.ts";

/** LibreChat's own migrations of permissions. */
export const formerKinds: readonly FormerKind[] = [formerAgents, formerPrompts, formerLinks] as FormerKind[];
