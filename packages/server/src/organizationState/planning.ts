import { type Change, EngineError } from "@gatehouse/engine";
import { tried } from "../access/everybodysStaff.ts";
import { isSuperAdmin, type OrganizationAccess } from "../access/index.ts";
import { grantRecordsOf } from "../access/people.ts";
import type { Simulated } from "../access/simulate/schemas.ts";
import { named, told } from "../access/simulate/told.ts";
import { type Actor, isOperator } from "../http/actor.ts";
import { Problem, problem } from "../http/problem.ts";
import { requireAdministration } from "../identity/rules.ts";
import { byHandSince, readApplied } from "./applied.ts";
import { configurationOf } from "./configuration.ts";
import { type Current, readCurrent } from "./current.ts";
import { type Difference, differencesOf } from "./difference.ts";
import type { Section } from "./file.ts";
import type { Names } from "./names.ts";
import type { StateParts } from "./parts.ts";
import { letOthersIn } from "./pauses.ts";
import { nameOfPlan } from "./planName.ts";
import { groupsMadeByMembers, usedAmong } from "./queries.ts";
import { refusedNames } from "./roleNames.ts";
import { stale } from "./rows.ts";
import { type Line, MOST_TOLD, type PlanAnswer, type PlanBody, type RefusedLine } from "./schemas.ts";
import { type Doing, type Step, stepOf } from "./steps.ts";
import { type Refused, tryInOrder } from "./trying.ts";
import { type Wanted, wantedOf } from "./wanted.ts";
import { inNames, type Said, saidOf } from "./words.ts";

/** More is done section by section, or by a restore. */
const MOST_CHANGES = 25_000;
const MOST_REFUSED = 200;
const FIRST_LINES = 10;
/** As many as any page of them: whoever prints it puts those together who gain and lose the same. */
const FIRST_PEOPLE = 100;
const MOST_TRIES = 3;
/** Ids that no grant has: these are never written. */
const FIRST_ID = 4_290_000_000;

/** A plan with everything that carrying it out takes. */
export interface Planned {
  answer: PlanAnswer;
  current: Current;
  wanted: Wanted;
  /** What is to be done, in order. */
  todo: readonly Difference[];
  hasSection: (section: Section) => boolean;
}

/**
 * Whoever holds everything that a file speaks of: a super admin in their own name, and the operator. @throws {Problem} `forbidden`
 */
export function requireStateRights({ access }: Pick<StateParts, "access">, actor: Actor): OrganizationAccess {
  const mine = access.of(actor);
  if (isOperator(actor)) return mine;
  requireAdministration(mine, actor, "manage:roles");
  if (!isSuperAdmin(access, actor))
    throw problem("forbidden", {
      detail: "the whole organization is for super admins",
      extra: { requires: "manage:roles" },
    });
  return mine;
}

/** Settings are of the installation: the first organization's file has them. */
export const hasSettings = ({ access }: Pick<StateParts, "access">, actor: Actor): boolean =>
  access.findOrganization()?.id === actor.organization;

export async function readHere(parts: StateParts, actor: Actor): Promise<Current> {
  const access = requireStateRights(parts, actor);
  return readCurrent(parts.store, access, { now: parts.now(), withSettings: hasSettings(parts, actor) });
}

/**
 * What a file would make otherwise, what of it would be refused, and who would gain and lose what. Nothing is written.
 * @throws {Problem} `forbidden`, `state-invalid`, `state-too-large`
 */
export async function planOf(parts: StateParts, actor: Actor, body: PlanBody): Promise<Planned> {
  const access = requireStateRights(parts, actor);
  for (let attempt = 1; ; attempt++)
    try {
      return await planNow(parts, access, actor, body);
    } catch (error) {
      // Somebody else wrote while the lines were tried.
      if (!(error instanceof EngineError)) throw error;
      if (attempt === MOST_TRIES) throw stale();
    }
}

async function planNow(parts: StateParts, access: OrganizationAccess, actor: Actor, body: PlanBody): Promise<Planned> {
  const current = await readHere(parts, actor);
  const wanted = await wantedHere(parts, access, actor, body, current);
  const { wanted: differences, unlisted } = await differencesOf(current.entries, wanted);
  // Ceilings follow from the settings: they are told, and nothing is done about them.
  const isDone = ({ section }: Difference) => section !== "ceilings";
  const todo = [...differences, ...(body.remove ? unlisted : [])].filter(isDone);
  const stays = [
    ...differences.filter((line) => !isDone(line)),
    ...(body.remove ? unlisted.filter((line) => !isDone(line)) : unlisted),
  ];
  if (todo.length > MOST_CHANGES)
    throw problem("state-too-large", {
      detail: `the file would change ${todo.length} lines, and at most ${MOST_CHANGES} are changed at once`,
    });
  let nextId = FIRST_ID;
  const steps = await stepsOf(parts, access, actor, current, todo, () => nextId++);
  const { changes, refused } = await tryInOrder(access.engine, steps);
  const others = letOthersIn();
  const said = new Map<Difference, Said>();
  for (const line of todo) {
    await others();
    said.set(line, saidOf(line, wanted.names));
  }
  const configured = await configurationOf(parts, actor, todo, (line) => said.get(line)?.what ?? "");
  const refusedLines: RefusedLine[] = [
    ...refusedLinesOf(refused, wanted.names),
    ...refusedTogether(access, changes, parts.now(), wanted.names),
    ...(await refusedNames(parts.store.db, access, todo, (line) => said.get(line)?.what ?? "")),
    ...configured.refused,
  ];
  const { impact, noImpact } = await impactOf(parts, access, actor, changes);
  const applied = await readApplied(parts.store.db, access.id);
  const isByHand = applied ? byHandSince(applied.lines) : () => false;
  const lineOf = (line: Difference): Line => {
    const { what, how } = said.get(line) ?? saidOf(line, wanted.names);
    const does = line.before === undefined ? "add" : line.after === undefined ? "remove" : "change";
    return { section: line.section, does, what, how, byHand: isByHand(line) };
  };
  const lines: Line[] = [];
  for (const line of todo) {
    await others();
    lines.push(lineOf(line));
  }
  lines.sort(inOrderOfLines);
  const count = (does: Line["does"]) => lines.filter((line) => line.does === does).length;
  return {
    current,
    wanted,
    todo,
    hasSection: (section) => body.state[section] !== undefined,
    answer: {
      plan: await nameOfPlan(todo, wanted.made, impact),
      revision: current.revision,
      isDifferent: todo.length > 0,
      counts: { add: count("add"), change: count("change"), remove: count("remove"), unlisted: stays.length },
      lines: lines.slice(0, MOST_TOLD),
      // There may be as many as the organization has: words are made for those that are told.
      unlisted: stays.slice(0, MOST_TOLD).map(lineOf).sort(inOrderOfLines),
      refused: refusedLines.slice(0, MOST_REFUSED),
      skipped: [...wanted.missing].slice(0, MOST_REFUSED),
      impact,
      noImpact,
      settings: configured.settings,
      overrides: configured.overrides,
      applied: applied && { at: new Date(applied.at).toISOString(), by: applied.by },
    },
  };
}

async function wantedHere(
  parts: StateParts,
  access: OrganizationAccess,
  actor: Actor,
  { state, missing }: PlanBody,
  current: Current,
): Promise<Wanted> {
  const { engine } = access;
  const isNew = (kind: "person user" | "group group") => (one: { id?: string | undefined }) =>
    one.id === undefined || current.entries.has(`${kind}:${one.id}`) ? [] : [one.id];
  const fresh = {
    user: (state.people ?? []).flatMap(isNew("person user")),
    group: (state.groups ?? []).flatMap(isNew("group group")),
  };
  const organizations = parts.access.list().map(({ id }) => id);
  const wanted = await wantedOf(state, current, {
    typeOf: (resource) => engine.typeOf(resource.slice(0, Math.max(0, resource.indexOf(":")))),
    isHeld: (resource) => engine.isHeld(resource),
    now: parts.now(),
    maker: /^(user|service):/.test(actor.subject) ? actor.subject : "organization",
    used: await usedAmong(parts.store.db, organizations, fresh),
  });
  const noSettings =
    state.settings !== undefined && !hasSettings(parts, actor)
      ? [{ path: "settings", message: "settings are the installation's: they stand in the first organization's file" }]
      : [];
  const errors = [...wanted.faults, ...noSettings, ...(missing === "refuse" ? wanted.missing : [])];
  if (errors.length === 0) return wanted;
  throw problem("state-invalid", {
    detail: errors
      .slice(0, 3)
      .map(({ path, message }) => `\`${path}\`: ${message}`)
      .join("; "),
    extra: { errors: errors.slice(0, MOST_REFUSED) },
  });
}

/** With the names of those whom the rules speak of. */
export const refusedLinesOf = (refused: readonly Refused[], names: Names): RefusedLine[] =>
  refused.map(({ step, code, detail }) => ({
    what: saidOf(step.line, names).what,
    code,
    detail: inNames(detail, names),
  }));

/** What no line says alone: that everybody would come to what is for staff. */
function refusedTogether(
  { engine }: OrganizationAccess,
  changes: readonly Change[],
  now: number,
  names: Names,
): RefusedLine[] {
  try {
    tried(engine, changes, now);
    return [];
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "not-for-everybody") throw error;
    return [{ what: "all of it together", code: error.code, detail: inNames(error.message, names) }];
  }
}

/** In the order in which they are done. */
export async function stepsOf(
  parts: StateParts,
  access: OrganizationAccess,
  actor: Actor,
  current: Current,
  todo: readonly Difference[],
  nextGrantId: () => number,
): Promise<Step[]> {
  const ids = todo.flatMap(({ before }) => (before?.kind === "grant" ? [before.id] : []));
  const records = await grantRecordsOf(parts.store.db, access.id, ids);
  const room = await roomOf(parts, access, todo);
  const roles = new Map<string, string[]>();
  const moved = new Set(todo.flatMap(({ after }) => (after?.kind === "person" ? [after.user] : [])));
  for (const entry of current.entries.values()) {
    if (entry.kind !== "person" || moved.has(entry.user)) continue;
    const those = roles.get(entry.role);
    if (those) those.push(entry.user);
    else roles.set(entry.role, [entry.user]);
  }
  const doing: Doing = {
    access,
    actor,
    identity: parts.identity,
    nextGrantId,
    givers: new Map([...records].map(([id, record]) => [id, record.given_by])),
    roomIn: (group) => room.get(group) ?? Number.POSITIVE_INFINITY,
    peopleOf: (role) => roles.get(role) ?? [],
  };
  return todo
    .flatMap((line) => stepOf(line, doing) ?? [])
    .map((step, place) => ({ step, place }))
    .sort((a, b) => a.step.turn - b.step.turn || a.place - b.place)
    .map(({ step }) => step);
}

/** Of groups that members made, how many more the operator lets them have. */
async function roomOf(parts: StateParts, access: OrganizationAccess, todo: readonly Difference[]) {
  const joined = todo.flatMap(({ before, after }) => (after?.kind === "member" && !before ? [after.group] : []));
  const room = new Map<string, number>();
  if (joined.length === 0) return room;
  const { size } = parts.identity.settings.groupsByMembers;
  const made = new Set(await groupsMadeByMembers(parts.store.db, access.id));
  for (const group of joined)
    if (made.has(group)) room.set(group, size - access.engine.countMembers(group, parts.now()));
  return room;
}

/** Who would gain what, and lose what, by all of it in one step. */
async function impactOf(
  parts: StateParts,
  access: OrganizationAccess,
  actor: Actor,
  changes: readonly Change[],
): Promise<{ impact: Simulated | null; noImpact: string | null }> {
  if (changes.length === 0) return { impact: null, noImpact: null };
  try {
    const simulate = () => access.engine.simulate(changes, { now: parts.now() });
    const pages = { subjects: { limit: FIRST_PEOPLE }, things: { limit: FIRST_LINES } };
    const answer = await access.inTurn(actor, () => told(access.engine.revision, simulate, pages));
    return { impact: await named({ access: parts.access, store: parts.store }, actor, answer), noImpact: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { impact: null, noImpact: error.detail ?? error.message };
  }
}

const SIGNS = ["add", "change", "remove"];
const inOrderOfLines = (a: Line, b: Line): number =>
  SIGNS.indexOf(a.does) - SIGNS.indexOf(b.does) ||
  compare(a.section, b.section) ||
  compare(a.what, b.what) ||
  compare(a.how, b.how);
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
