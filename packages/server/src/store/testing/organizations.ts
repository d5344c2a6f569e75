import type { Change } from "@gatehouse/engine";
import type { Store } from "../index.ts";
import { history } from "./history.ts";

export const author = { actor: "cli:test", reason: "for a test", from: "test" };

/** An organization of this name with an empty state; gives its id. */
export async function organizationOf(store: Store, slug = "acme"): Promise<string> {
  const { id } = await store.createOrganization({ name: slug.toUpperCase(), slug });
  return id;
}

export const writeChanges = (store: Store, organization: string, changes: readonly Change[]): Promise<number> =>
  store.write(organization, author, async () => ({ changes, result: null })).then(({ revision }) => revision);

/** An organization that has lived through `history`. */
export async function organizationWithHistory(store: Store, slug = "acme"): Promise<string> {
  const organization = await organizationOf(store, slug);
  for (const changes of history) await writeChanges(store, organization, changes);
  return organization;
}

export const role = (rank: number): Change => ({ kind: "role-set", role: "role:CLERK", rank });
