import { z } from "zod";
import { problem } from "../../http/problem.ts";
import type { Store } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { DryRun } from "./dryRun.ts";
import { DryRunPages, type Simulated, type SimulatedPages } from "./schemas.ts";
import { named, told } from "./told.ts";

interface Parts {
  access: Access;
  store: Store;
}

/**
 * What a dry run answers; null: what was thrown is none.
 * @throws {Problem} `forbidden` where the actor may make the change, and may not know what it makes otherwise; `request-invalid` for a page
 */
export function answerOfDryRun(parts: Parts, thrown: unknown): Promise<Simulated> | null {
  return thrown instanceof DryRun ? answered(parts, thrown) : null;
}

async function answered(parts: Parts, run: DryRun): Promise<Simulated> {
  const { access, actor, impact, thing, revision } = run;
  const pages = pagesOf(actor.dryRun ?? "");
  if (impact === null)
    throw problem("forbidden", {
      detail:
        "who would gain or lose what is told to whoever holds `read:access`, or shares the one thing that it is about",
    });
  const answer = told(revision, () => impact, pages);
  if (thing !== null) {
    const subjects = [...answer.subjects.rows, ...(answer.on?.rows ?? [])].map(({ subject }) => subject);
    const isListed = await parts.access.picker.listing(parts.store.db, access, actor, subjects, thing);
    const listed = <Row extends { subject: string }>(rows: Row[]) => rows.filter(({ subject }) => isListed(subject));
    answer.subjects.rows = listed(answer.subjects.rows);
    if (answer.on) answer.on.rows = listed(answer.on.rows);
  }
  return named(parts, actor, answer);
}

/** `true`, or the pages as a query. */
function pagesOf(header: string): SimulatedPages {
  const asked = header === "true" ? {} : Object.fromEntries(new URLSearchParams(header));
  const read = DryRunPages.safeParse(asked);
  if (read.success) return read.data;
  throw problem("request-invalid", { detail: `\`Gatehouse-Dry-Run\`: ${z.prettifyError(read.error)}` });
}
