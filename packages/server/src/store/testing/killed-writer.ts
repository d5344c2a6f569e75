/**
 * Writes without pause until it is killed, and says on standard output what it was told is written:
 * `ready`, then one line `<n> <revision>` for each acknowledged transaction. Started by `killed.test.ts`.
 */
import { Conflict, newId, nextGrantIds, openStore, type StoreOptions } from "../index.ts";

const options: StoreOptions = JSON.parse(process.argv[2] ?? "{}");
const store = await openStore({ dataDir: options.dataDir, databaseUrl: options.databaseUrl });

/** The organization that all rounds write. */
const organization = "6553f1000000000000000000";
await store.createOrganization({ id: organization, name: "Killed", slug: "killed" }).catch((error: unknown) => {
  if (!(error instanceof Conflict)) throw error;
});
process.stdout.write("ready\n");

/** Several at a time, so that a kill finds some waiting, some writing and some committing. */
await Promise.all([writer(1), writer(1), writer(3), writer(40)]);

/** @param grants how many rows each transaction has besides, so that some are long */
async function writer(grants: number): Promise<never> {
  for (let count = 1; ; count++) {
    const n = newId();
    const { revision } = await store.write(organization, { actor: "cli:killed-writer", reason: n }, async (tx) => {
      const ids = await nextGrantIds(tx, organization, grants);
      const author = `user:${n}`;
      // Content in the same transaction, written apart from the changes: it must be there if and only if they are.
      await tx
        .insertInto("agents")
        .values({
          organization_id: organization,
          id: n,
          public_id: `agent_${n}`,
          provider: "echo",
          author,
          created_at: 1,
          updated_at: 1,
        })
        .execute();
      return {
        changes: [
          { kind: "user-added", user: author, role: "role:USER", status: "active" },
          { kind: "resource-added", resource: `agent:${n}`, owner: author, state: "active" },
          ...ids.map((id) => ({
            kind: "grant-set" as const,
            grant: {
              id,
              principal: author,
              resource: `agent:${n}`,
              allow: ["use"],
              deny: [],
              expiresAt: null,
              condition: null,
            },
          })),
        ],
        result: null,
      };
    });
    process.stdout.write(`${n} ${revision}\n`);
    if (count % 20 === 0)
      await store.saveSnapshot(organization, revision, new Uint8Array(1_200_000).fill(revision % 256));
  }
}
