import type { Simulated as Impact } from "@gatehouse/engine";
import { z } from "zod";
import { problem } from "../../http/problem.ts";
import type { Store } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { DryRun } from "./dryRun.ts";
import { DryRunPages, type Simulated, type SimulatedPages } from "./schemas.ts";
import { named, type Told, told } from "./told.ts";

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
  const { actor, impact, thing, revision } = run;
  const pages = pagesOf(actor.dryRun ?? "");
  if (impact === null)
    throw problem("forbidden", {
      detail:
        "who would gain or lose what is told to whoever holds `read:access`, or shares the one thing that it is about",
    });
  const answer = thing === null ? told(revision, () => impact, pages) : await listed(parts, run, impact, thing, pages);
  return named(parts, actor, answer);
}

/** Pages are filled up from so many lines at most: whoever finds few people among many is told how many there are. */
const MOST_LOOKED_THROUGH = 5_000;
const AT_ONCE = 500;

/**
 * The pages for somebody who may not know of everybody: neither a line nor where a page goes on names anybody whom they do not find
 * (access/peoplePicker.ts). How many there are is told.
 */
async function listed(
  { access: organizations, store }: Parts,
  { access, actor, revision }: DryRun,
  impact: Impact,
  thing: string,
  pages: SimulatedPages,
): Promise<Told> {
  const fill = async <Row extends { subject: string }>(
    read: (page: { after?: string; limit: number }) => { rows: Row[]; next: string | null },
    { after, limit }: { after?: string | undefined; limit: number },
  ) => {
    const rows: Row[] = [];
    let from: string | null | undefined = after;
    for (let seen = 0; from !== null && rows.length <= limit && seen < MOST_LOOKED_THROUGH; seen += AT_ONCE) {
      const page: { rows: Row[]; next: string | null } = read({
        limit: AT_ONCE,
        ...(from !== undefined && { after: from }),
      });
      const subjects = page.rows.map(({ subject }) => subject);
      const isListed = await organizations.picker.listing(store.db, access, actor, subjects, thing);
      rows.push(...page.rows.filter(({ subject }) => isListed(subject)));
      from = page.next;
    }
    const shown = rows.slice(0, limit);
    return { rows: shown, next: rows.length > limit ? (shown.at(-1)?.subject ?? null) : null };
  };
  const { of, on, ...first } = pages;
  const answer = told(revision, () => impact, { ...first, subjects: { limit: 1 } });
  const isOfListed =
    of !== undefined && (await organizations.picker.listing(store.db, access, actor, [of.subject], thing))(of.subject);
  return {
    ...answer,
    subjects: { ...answer.subjects, ...(await fill((page) => impact.bySubject(page), pages.subjects)) },
    of: of && (isOfListed ? told(revision, () => impact, { ...first, of }).of : { rows: [], next: null }),
    on: on && (on.resource === thing ? await fill((page) => impact.on(thing, page), on) : { rows: [], next: null }),
  };
}

/** `true`, or the pages as a query. */
function pagesOf(header: string): SimulatedPages {
  const asked = header === "true" ? {} : Object.fromEntries(new URLSearchParams(header));
  const read = DryRunPages.safeParse(asked);
  if (read.success) return read.data;
  throw problem("request-invalid", { detail: `\`Gatehouse-Dry-Run\`: ${z.prettifyError(read.error)}` });
}
