import { datesOf, idOf, momentOf, shown, textOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Kind, Translated } from "./kind.ts";

type Taken = ReadonlySet<string>;

const SHA256 = /^[0-9a-f]{64}$/i;

/** Keys of people for agents: whoever has one goes on with it. As there, a key is for agents alone. */
export const apiKeys: Kind<Taken> = {
  collection: "agentapikeys",

  async lookUp(db, documents) {
    const taken = new Set<string>();
    await inPieces(
      documents.flatMap(({ keyHash }) => textOf(keyHash)?.toLowerCase() ?? []),
      async (some) => {
        for (const row of await db.selectFrom("api_keys").select("key_hash").where("key_hash", "in", some).execute())
          taken.add(row.key_hash);
      },
    );
    return taken;
  },

  translate(document, known, taken) {
    const id = idOf(document._id) ?? "";
    const account = known.account(document.userId);
    if (account === null) return leftOut("owner-missing", "userId", document.userId);
    const hash = textOf(document.keyHash)?.toLowerCase() ?? "";
    if (!SHA256.test(hash)) return leftOut("key-unusable", "keyHash", "something that is no SHA-256");
    if (taken.has(hash)) return leftOut("already-here", "keyHash", "a key that is here");
    const expires_at = momentOf(document.expiresAt);
    if (expires_at !== null && expires_at <= known.now) return leftOut("key-expired", "expiresAt", document.expiresAt);
    return {
      rows: {
        api_keys: [
          {
            ...{
              id,
              account,
              name: textOf(document.name)?.trim() || "LibreChat",
              prefix: textOf(document.keyPrefix) ?? "",
            },
            ...{ key_hash: hash, former_hash: null, former_until: null, expires_at },
            scope: JSON.stringify({ models: "none", endpoints: "all", agents: "all", readOnly: false }),
            addresses: "[]",
            last_used_at: momentOf(document.lastUsedAt),
            ...{ requests_per_minute: null, tokens_per_minute: null, made_by: "system:migration" },
            ...datesOf(document, known.now),
          },
        ],
      },
      changes: [],
      findings: [],
    };
  },

  async remove(tx, organization, ids) {
    await inPieces(ids, async (some) => {
      await tx.deleteFrom("api_keys").where("organization_id", "=", organization).where("id", "in", some).execute();
    });
  },
};

const leftOut = (code: string, field: string, found: unknown): Translated => ({
  rows: {},
  changes: [],
  findings: [{ code, field, found: shown(found), done: "left out" }],
});
