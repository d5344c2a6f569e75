import type { JsonObject } from "../../config/index.ts";
import type { Store } from "../../store/index.ts";
import { applicable, mergeOverrides, type OverrideDocument } from "./merge.ts";
import { changedPaths } from "./tracing.ts";

interface Question {
  store: Store;
  organization: string;
  base: JsonObject;
  before: readonly OverrideDocument[];
  after: readonly OverrideDocument[];
  principalsOf(account: string): ReadonlySet<string>;
}

export interface Impact {
  of: number;
  accounts: string[];
  paths: string[];
}

const PAGE = 1_000;

/**
 * Whose configuration would be another, in order of their ids. Each set of documents is merged once, however many people it counts for.
 * Cost: one query for each thousand people, by the primary key of users, and the principals of each of them.
 */
export async function impactOf({ store, organization, base, before, after, principalsOf }: Question): Promise<Impact> {
  const accounts: string[] = [];
  const paths = new Set<string>();
  const merged = new Map<string, JsonObject>();
  const differing = new Map<string, readonly string[]>();
  const mergeOnce = (documents: readonly OverrideDocument[], of: readonly OverrideDocument[], side: string) => {
    const key = `${side} ${documents.map((one) => of.indexOf(one)).join(" ")}`;
    const known = merged.get(key) ?? mergeOverrides(base, documents);
    merged.set(key, known);
    return { key, tree: known };
  };
  let count = 0;
  for (let last = ""; ; ) {
    const rows = await store.db
      .selectFrom("users")
      .select("id")
      .where("organization_id", "=", organization)
      .where("id", ">", last)
      .orderBy("id")
      .limit(PAGE)
      .execute();
    for (const { id } of rows) {
      const principals = principalsOf(`user:${id}`);
      const was = mergeOnce(applicable(before, principals), before, "was");
      const is = mergeOnce(applicable(after, principals), after, "is");
      const pair = `${was.key} / ${is.key}`;
      const changed = differing.get(pair) ?? changedPaths(was.tree, is.tree);
      differing.set(pair, changed);
      if (changed.length > 0) accounts.push(`user:${id}`);
      for (const path of changed) paths.add(path);
    }
    count += rows.length;
    last = rows.at(-1)?.id ?? "";
    if (rows.length < PAGE) break;
  }
  return { of: count, accounts, paths: [...paths].sort() };
}
