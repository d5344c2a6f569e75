import { idOf, momentOf, shown, textOf } from "../translate/fields.ts";
import { documentsOf, type Entries, entriesOf } from "./gather.ts";
import type { FormerKind } from "./kind.ts";

interface Gathered {
  entries(id: string): Entries;
  /** Ids of links that say of themselves that not everybody opens them. */
  closed: readonly string[];
}

/** `migrate-shared-link-permissions`: links of before there were entries, which said by `isPublic` that everybody opens them. */
export const formerLinks: FormerKind<Gathered> = {
  name: "shared-link-permissions",
  collection: "sharedlinks",
  everybody: "anyone",
  classes: {
    publicLinks: { bits: 1, permissions: "Owner + Public VIEW" },
    privateLinks: { bits: 0, permissions: "Owner only" },
  },

  async gather(read) {
    const closed: string[] = [];
    for await (const document of documentsOf(read, "sharedlinks"))
      if (document.isPublic === false) closed.push(idOf(document._id) ?? shown(document._id));
    return { entries: await entriesOf(read, "sharedLink"), closed };
  },

  /** Of one that is closed LibreChat asks before: after its script nothing says any more that it was. */
  refuses: ({ closed }) => (closed.length === 0 ? null : { count: closed.length, ids: closed.slice(0, 20) }),

  classify(document, { entries }) {
    const id = idOf(document._id);
    if (id === null) return { problem: "id-unusable", found: shown(document._id) };
    const { user } = document;
    const isNobodys = user === undefined || user === null || user === "";
    if (!isNobodys && idOf(user) === null) return { problem: "author-unusable", found: shown(user) };
    // As it is written, not as it is meant: `null` is there, and is not false.
    const isPublic = document.isPublic !== undefined && document.isPublic !== false;
    const its = entries(id);
    if (isPublic ? its.isPublic : its.users.length > 0) return { passed: "migrated" };
    return {
      class: isPublic ? "publicLinks" : "privateLinks",
      ...{ resource: `sharedLink:${id}`, name: textOf(document.title) ?? "", id: textOf(document.shareId) ?? "" },
      expiresAt: momentOf(document.expiredAt),
    };
  },
};
