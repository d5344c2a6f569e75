import { idOf, textOf } from "../translate/fields.ts";
import { entriesOf, globalSet, type SharedByProject, standingOf } from "./gather.ts";
import type { FormerKind } from "./kind.ts";

/** `migrate-prompt-permissions`: prompts of before there were entries, shared with everybody by a project. Nobody else changed them. */
export const formerPrompts: FormerKind<SharedByProject> = {
  name: "prompt-permissions",
  collection: "promptgroups",
  everybody: "everyone",
  classes: {
    globalViewAccess: { bits: 1, permissions: "Owner + Public VIEW" },
    privateGroups: { bits: 0, permissions: "Owner only" },
    unfinishedViewAccess: { bits: 1, permissions: "Public VIEW, which an earlier run did not come to" },
  },

  async gather(read) {
    return { global: await globalSet(read, "promptGroupIds"), entries: await entriesOf(read, "promptGroup") };
  },

  classify(document, gathered) {
    const standing = standingOf(document, gathered, idOf(document._id) ?? "");
    if (!("id" in standing)) return standing;
    const { id, isGlobal, isUnfinished } = standing;
    const ofGlobal = isUnfinished ? "unfinishedViewAccess" : "globalViewAccess";
    return {
      class: isGlobal ? ofGlobal : "privateGroups",
      ...{ resource: `prompt:${id}`, name: textOf(document.name) ?? "", id, expiresAt: null },
    };
  },
};
