import { Conflict } from "./errors.ts";
import { newId } from "./ids.ts";
import type { Transactions, Tx } from "./transactions.ts";

export interface Organization {
  id: string;
  name: string;
  slug: string;
  /** 1 is the first organization, whose super admins operate the installation. */
  ordinal: number;
  revision: number;
  created_at: number;
}

const columns = ["id", "name", "slug", "ordinal", "revision", "created_at"] as const;

/**
 * Makes an organization with an empty permission state at revision 0.
 * @throws {Conflict} `organizations_by_slug` if the address is taken, `organizations_pkey` if the id is
 */
export async function createOrganization(
  { transactions, now }: { transactions: Transactions; now: () => number },
  { name, slug, id = newId() }: { name: string; slug: string; id?: string },
): Promise<Organization> {
  for (;;) {
    try {
      return await transactions.run(null, async (tx) => {
        const { last } = await tx
          .selectFrom("organizations")
          .select((e) => e.fn.max("ordinal").as("last"))
          .executeTakeFirstOrThrow();
        return tx
          .insertInto("organizations")
          .values({ id, name, slug, ordinal: (last ?? 0) + 1, created_at: now() })
          .returning(columns)
          .executeTakeFirstOrThrow();
      });
    } catch (error) {
      // Another server took this place in the order at the same moment: take the next.
      if (!(error instanceof Conflict && error.constraint === "organizations_by_ordinal")) throw error;
    }
  }
}

/** All organizations, the first one first. */
export const listOrganizations = (db: Tx): Promise<Organization[]> =>
  db.selectFrom("organizations").select(columns).orderBy("ordinal").execute();

/** By id or by slug; null if there is none. */
export async function findOrganization(db: Tx, idOrSlug: string): Promise<Organization | null> {
  const found = await db
    .selectFrom("organizations")
    .select(columns)
    .where((e) => e.or([e("id", "=", idOrSlug), e("slug", "=", idOrSlug)]))
    .orderBy((e) => e.case().when("id", "=", idOrSlug).then(0).else(1).end())
    .executeTakeFirst();
  return found ?? null;
}
