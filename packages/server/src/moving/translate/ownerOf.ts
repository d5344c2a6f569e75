import type { Account } from "@gatehouse/engine";
import type { Document } from "../source/index.ts";
import { shown } from "./fields.ts";
import { type Finding, type Known, ORGANIZATION, type Rows } from "./kind.ts";

interface Owned {
  owner: string;
  /** Who made it, for its row. */
  author: Account | typeof ORGANIZATION;
  /** What tells an administrator that nobody owns it. */
  rows: Pick<Rows, "left_things">;
}

/** Whoever made a thing owns it. Where that is nobody who is here, the organization does, and administrators see it among what was left. */
export function ownerOf(resource: string, { author }: Document, known: Known, findings: Finding[]): Owned {
  const account = known.account(author);
  if (account !== null) return { owner: account, author: account, rows: {} };
  findings.push({
    code: author === undefined || author === null ? "author-missing" : "author-gone",
    field: "author",
    found: shown(author),
    done: "the organization owns it",
  });
  return { owner: ORGANIZATION, author: ORGANIZATION, rows: { left_things: [{ resource }] } };
}
