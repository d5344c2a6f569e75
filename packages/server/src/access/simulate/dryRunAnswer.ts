import type { Simulated as Impact } from "@gatehouse/engine";
import { z } from "zod";
import { problem } from "../../http/problem.ts";
import type { Store } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { mayHearName } from "../thingNames.ts";
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
        "who would gain or lose what is told to whoever holds `read:access`, shares the one thing that it is about, or deletes a group",
    });
  const answer = thing === null ? told(revision, () => impact, pages) : await listed(parts, run, impact, thing, pages);
  return named(parts, actor, answer);
}

/** Pages are filled up from so many lines at most: whoever finds few people among many is told how many there are. */
const MOST_LOOKED_THROUGH = 5_000;
const AT_ONCE = 500;
const NO_ROWS = { rows: [], next: null };

/**
 * The pages for somebody who may not know of everybody: neither a line nor where a page goes on names anybody whom they do not find
 * (access/peoplePicker.ts), nor a thing that they may not hear of. How many there are is told.
 */
async function listed(
  { access: organizations, store }: Parts,
  { access, actor, revision, isOfOthers }: DryRun,
  impact: Impact,
  thing: string,
  pages: SimulatedPages,
): Promise<Told> {
  const fill = async <Row>(
    read: (page: { after?: string; limit: number }) => { rows: Row[]; next: string | null },
    { after, limit }: { after?: string | undefined; limit: number },
    nameOf: (row: Row) => string,
    hearing: (names: readonly string[]) => Promise<(name: string) => boolean>,
  ) => {
    const rows: Row[] = [];
    let from: string | null | undefined = after;
    for (let seen = 0; from !== null && rows.length <= limit && seen < MOST_LOOKED_THROUGH; seen += AT_ONCE) {
      const page: { rows: Row[]; next: string | null } = read({
        limit: AT_ONCE,
        ...(from !== undefined && { after: from }),
      });
      const isHeard = await hearing(page.rows.map(nameOf));
      rows.push(...page.rows.filter((row) => isHeard(nameOf(row))));
      from = page.next;
    }
    const shown = rows.slice(0, limit);
    const last = shown.at(-1);
    return { rows: shown, next: rows.length > limit && last !== undefined ? nameOf(last) : null };
  };
  const people = <Row extends { subject: string }>(
    read: (page: { after?: string; limit: number }) => { rows: Row[]; next: string | null },
    page: { after?: string | undefined; limit: number },
  ) =>
    fill(
      read,
      page,
      ({ subject }) => subject,
      (subjects) => organizations.picker.listing(store.db, access, actor, subjects, thing),
    );
  const things = <Row extends { resource: string }>(
    read: (page: { after?: string; limit: number }) => { rows: Row[]; next: string | null },
    page: { after?: string | undefined; limit: number },
  ) =>
    fill(
      read,
      page,
      ({ resource }) => resource,
      async () => (resource) => resource === thing || (isOfOthers && mayHearName(access, actor, resource)),
    );
  const { of, on, ...first } = pages;
  const answer = told(revision, () => impact, { ...first, subjects: { limit: 1 } });
  const isOfListed =
    of !== undefined && (await organizations.picker.listing(store.db, access, actor, [of.subject], thing))(of.subject);
  return {
    ...answer,
    subjects: { ...answer.subjects, ...(await people((page) => impact.bySubject(page), pages.subjects)) },
    things: { ...answer.things, ...(await things((page) => impact.byThing(page), pages.things)) },
    of: of && (isOfListed ? await things((page) => impact.of(of.subject, page), of) : NO_ROWS),
    on: on && (on.resource === thing ? await people((page) => impact.on(thing, page), on) : NO_ROWS),
  };
}

/** `true`, or the pages as a query. */
function pagesOf(header: string): SimulatedPages {
  const asked = header === "true" ? {} : Object.fromEntries(new URLSearchParams(header));
  const read = DryRunPages.safeParse(asked);
  if (read.success) return read.data;
  throw problem("request-invalid", { detail: `\`Gatehouse-Dry-Run\`: ${z.prettifyError(read.error)}` });
}
