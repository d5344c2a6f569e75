import { textOf } from "../translate/fields.ts";
import { entriesOf, globalSet, type SharedByProject, standingOf } from "./gather.ts";
import type { FormerKind } from "./kind.ts";

/** `migrate-agent-permissions`: agents of before there were entries, shared with everybody by a project, and by `isCollaborative` to be changed by them. */
export const formerAgents: FormerKind<SharedByProject> = {
  name: "agent-permissions",
  collection: "agents",
  everybody: "everyone",
  classes: {
    globalEditAccess: { bits: 3, permissions: "Owner + Public EDIT" },
    globalViewAccess: { bits: 1, permissions: "Owner + Public VIEW" },
    privateAgents: { bits: 0, permissions: "Owner only" },
    unfinishedEditAccess: { bits: 3, permissions: "Public EDIT, which an earlier run did not come to" },
    unfinishedViewAccess: { bits: 1, permissions: "Public VIEW, which an earlier run did not come to" },
  },

  async gather(read) {
    return { global: await globalSet(read, "agentIds"), entries: await entriesOf(read, "agent") };
  },

  classify(document, gathered) {
    const publicId = textOf(document.id) ?? "";
    const standing = standingOf(document, gathered, publicId);
    if (!("id" in standing)) return standing;
    const { id, isGlobal, isUnfinished } = standing;
    // As LibreChat takes it: a text that says `false` is true.
    const access = document.isCollaborative ? "EditAccess" : "ViewAccess";
    return {
      class: isGlobal ? `${isUnfinished ? "unfinished" : "global"}${access}` : "privateAgents",
      ...{ resource: `agent:${id}`, name: textOf(document.name) ?? "", id: publicId, expiresAt: null },
    };
  },
};
