import { EngineError } from "@gatehouse/engine";
import type { Actor } from "../http/actor.ts";
import { Problem, problem } from "../http/problem.ts";
import { commitPeople } from "../identity/rules.ts";
import { nextGrantIds, noteEvent, type Tx } from "../store/index.ts";
import { isSaidBy, kindsIn, linesEndedAt, readApplied, writeApplied } from "./applied.ts";
import { asFile } from "./asFile.ts";
import { asBody, paramsOf, settingChangesOf } from "./configuration.ts";
import { type Current, isOfState } from "./current.ts";
import type { Difference } from "./difference.ts";
import { type Entry, sectionOf } from "./entries.ts";
import { type Section, sections } from "./file.ts";
import { Names } from "./names.ts";
import { isFollowing, linesAfter, withDone } from "./outcome.ts";
import type { StateParts } from "./parts.ts";
import { letOthersIn } from "./pauses.ts";
import {
  hasSettings,
  type Planned,
  planOf,
  readHere,
  refusedLinesOf,
  requireStateRights,
  stepsOf,
} from "./planning.ts";
import { refusedNames } from "./roleNames.ts";
import { REASON, stale, writeRows } from "./rows.ts";
import {
  type ApplyAnswer,
  type ApplyBody,
  type DriftAnswer,
  type Line,
  MOST_TOLD,
  type PlanAnswer,
  type PlanBody,
  type RefusedLine,
} from "./schemas.ts";
import { tryInOrder } from "./trying.ts";
import { saidOf } from "./words.ts";

const LOG_PAGE = 500;
const MOST_TRIES = 3;

/** The whole organization as a file: written, compared and carried out. For super admins and the operator (planning.ts). */
export class OrganizationState {
  private readonly parts: StateParts;

  constructor(parts: StateParts) {
    this.parts = parts;
  }

  /** @throws {Problem} `forbidden` */
  require(actor: Actor): void {
    requireStateRights(this.parts, actor);
  }

  /** The file, piece by piece; the trail says who had it. @throws {Problem} `forbidden` */
  async export(actor: Actor, wanted: readonly Section[] = sections): Promise<AsyncGenerator<string>> {
    const access = requireStateRights(this.parts, actor);
    const { name, from, organization } = actor;
    const event = {
      organization,
      kind: "state-exported",
      actor: name,
      from,
      facts: { sections: [...wanted] },
    } as const;
    await this.parts.store.transact((tx) => noteEvent(tx, event));
    const current = await readHere(this.parts, actor);
    const { thingNames } = this.parts.access;
    return asFile({
      current,
      organization: this.parts.access.list().find(({ id }) => id === access.id)?.slug ?? "",
      wanted: new Set(wanted.filter((section) => section !== "settings" || hasSettings(this.parts, actor))),
      typeOf: (resource) => access.engine.typeOf(resource.slice(0, Math.max(0, resource.indexOf(":")))),
      nameThings: async (resources) => {
        const called = await thingNames.of(access, actor, resources);
        return (resource) => called(resource).name;
      },
    });
  }

  /** @throws {Problem} `forbidden`, `state-invalid`, `state-too-large` */
  async plan(actor: Actor, body: PlanBody): Promise<PlanAnswer> {
    return (await planOf(this.parts, actor, body)).answer;
  }

  /**
   * Carries a file out: everything that decides, with names and texts, in one revision, whole or not at all; overrides and settings after it,
   * each in a transaction of its own.
   * @throws {Problem} `state-plan-stale`, `state-refused`, and as {@link plan}
   */
  async apply(actor: Actor, body: ApplyBody): Promise<ApplyAnswer> {
    const { access, identity } = this.parts;
    const mine = access.of(actor);
    const { revision, result } = await this.commit(actor, body);
    const { planned, followed } = result;
    for (const { account, sessions } of followed.ended) identity.sessions.ended(mine.id, account, sessions);
    identity.mail.wake();
    const { left, done } = await this.configure(actor, planned);
    if (done.length > 0) await this.noteDone(actor, planned, done);
    const { plan, counts } = planned.answer;
    const { add, change, remove } = counts;
    return { plan, revision, done: { add, change, remove }, invited: followed.invited, left };
  }

  /** Planned while others write; the last time in the turn of the write itself, so that it ends however often they do. */
  private async commit(actor: Actor, body: ApplyBody) {
    const mine = this.parts.access.of(actor);
    const fresh = async () => {
      const planned = await planOf(this.parts, actor, body);
      if (body.plan !== undefined && body.plan !== planned.answer.plan) throw new Unlike();
      if (planned.answer.refused.length > 0) throw refusedAs(planned.answer.refused);
      return planned;
    };
    try {
      for (let attempt = 1; ; attempt++) {
        const isLast = attempt === MOST_TRIES;
        try {
          const before = isLast ? undefined : await fresh();
          const decide = async (tx: Tx) => this.write(tx, actor, before ?? (await fresh()));
          return await commitPeople(mine, actor, decide, REASON);
        } catch (error) {
          // What the plan says may be the same all the same: it is looked at once more.
          const isStale = error instanceof Problem && error.code === "state-plan-stale";
          if (!isStale || isLast) throw error;
        }
      }
    } catch (error) {
      throw error instanceof Unlike ? stale() : error;
    }
  }

  /** What somebody changed since a file was applied last. @throws {Problem} `forbidden` */
  async drift(actor: Actor): Promise<DriftAnswer> {
    const access = requireStateRights(this.parts, actor);
    const applied = await readApplied(this.parts.store.db, access.id);
    const counts = { add: 0, change: 0, remove: 0 };
    if (applied === null) return { applied: null, isDifferent: false, counts, lines: [] };
    const current = await readHere(this.parts, actor);
    const names = Names.of(current);
    const kinds = kindsIn(applied.lines);
    const ended = linesEndedAt(applied.lines, this.parts.now());
    const withSettings = hasSettings(this.parts, actor);
    const others = letOthersIn();
    const lines: Line[] = [];
    const note = (does: Line["does"], section: Section, say: () => { what: string; how: string }) => {
      counts[does]++;
      if (lines.length < MOST_TOLD) lines.push({ section, does, ...say(), byHand: true });
    };
    for (const [key, entry] of current.entries) {
      await others();
      const print = applied.lines.get(key);
      if (!kinds.has(entry.kind) || isFollowing(entry.kind) || isSaidBy(print, entry)) continue;
      const line: Difference = { section: sectionOf[entry.kind], before: undefined, after: entry };
      note(print === undefined ? "add" : "change", line.section, () => saidOf(line, names));
    }
    for (const key of applied.lines.keys()) {
      const kind = key.split(" ")[0] as Entry["kind"];
      const isElsewhere = isFollowing(kind) || (kind === "setting" && !withSettings);
      if (current.entries.has(key) || ended.has(key) || isElsewhere) continue;
      note("remove", sectionOf[kind] ?? "grants", () => ({ what: goneAs(key, names), how: "" }));
    }
    return {
      applied: { at: new Date(applied.at).toISOString(), by: applied.by },
      isDifferent: counts.add + counts.change + counts.remove > 0,
      counts,
      lines,
    };
  }

  /** In the transaction: the plan still holds, every line may be done, and all of it is written. */
  private async write(tx: Tx, actor: Actor, planned: Planned) {
    const { access: organizations, identity, now } = this.parts;
    const access = organizations.of(actor);
    requireStateRights(this.parts, actor);
    await this.requireSame(access.id, planned.current, access.engine.revision);
    const grants = planned.todo.filter(({ before, after }) => after?.kind === "grant" && !before).length;
    const ids = grants === 0 ? [] : await nextGrantIds(tx, access.id, grants);
    const steps = await stepsOf(this.parts, access, actor, planned.current, planned.todo, () => ids.shift() ?? 0);
    const { changes, refused } = await tryInOrder(access.engine, steps).catch((error: unknown) => {
      throw error instanceof EngineError ? stale() : error;
    });
    if (refused.length > 0) throw refusedAs(refusedLinesOf(refused, planned.wanted.names));
    const taken = await refusedNames(tx, access, planned.todo, (line) => saidOf(line, planned.wanted.names).what);
    if (taken.length > 0) throw refusedAs(taken);
    const followed = await writeRows({ tx, identity, access, actor }, planned.todo);
    const removed = changes.flatMap((change) => (change.kind === "resource-removed" ? [change.resource] : []));
    await organizations.removed(tx, access.id, removed);
    const { plan, counts } = planned.answer;
    const former = await readApplied(tx, access.id);
    const lines = await linesAfter(former?.lines ?? new Map(), planned);
    await writeApplied(tx, access.id, { at: now(), by: actor.name, plan, lines });
    if (planned.todo.length > 0)
      await noteEvent(tx, {
        organization: access.id,
        kind: "state-applied",
        actor: actor.name,
        facts: { plan, add: counts.add, change: counts.change, remove: counts.remove },
      });
    return { changes, result: { planned, followed } };
  }

  /** What was written after the rest, so that it does not count as somebody's by hand. */
  private async noteDone(actor: Actor, { answer }: Planned, done: readonly Difference[]): Promise<void> {
    const mine = this.parts.access.of(actor);
    await commitPeople(mine, actor, async (tx) => {
      const former = await readApplied(tx, mine.id);
      const lines = withDone(former?.lines ?? new Map(), done);
      await writeApplied(tx, mine.id, { at: this.parts.now(), by: actor.name, plan: answer.plan, lines });
      return { changes: [], result: null };
    });
  }

  /** Others may have changed in between what a file says nothing about. @throws {Problem} `state-plan-stale` */
  private async requireSame(organization: string, { revision }: Current, head: number): Promise<void> {
    for (let after = revision; after < head; ) {
      const entries = await this.parts.store.readLog(organization, after, LOG_PAGE);
      if (entries.some(({ changes }) => changes.some(isOfState))) throw stale();
      const last = entries.at(-1);
      if (!last) return;
      after = last.revision;
    }
  }

  /** Overrides, then settings: by their own services, and with their own checks. @returns what was done, and what was not and why */
  private async configure(actor: Actor, { todo, current, wanted }: Planned) {
    const { overrides, system } = this.parts;
    const left: RefusedLine[] = [];
    const done: Difference[] = [];
    const attempt = async (lines: readonly Difference[], what: string, work: () => Promise<unknown>) => {
      try {
        await work();
        done.push(...lines);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        left.push({ what, code: error.code, detail: error.detail ?? error.message });
      }
    };
    const sameVersion = (known: number) => (now: number) => {
      if (now !== known) throw stale();
    };
    for (const line of todo) {
      const entry = line.after ?? line.before;
      if (entry?.kind !== "override") continue;
      const params = paramsOf(entry);
      const same = sameVersion(current.overrideVersions.get(entry.whose) ?? 0);
      await attempt([line], saidOf(line, wanted.names).what, () =>
        line.after
          ? overrides.put(actor, params, asBody(entry), same, REASON)
          : overrides.remove(actor, params, same, REASON),
      );
    }
    const changes = settingChangesOf(todo);
    if (changes.length > 0)
      await attempt(
        todo.filter(({ section }) => section === "settings"),
        "settings",
        () => system.change(actor, changes, sameVersion(current.settingsVersion), REASON),
      );
    return { left, done };
  }
}

/** The plan that was looked at is another one now: no try makes it the same again. */
class Unlike extends Error {}

const refusedAs = (refused: readonly RefusedLine[]) =>
  problem("state-refused", {
    detail: refused
      .slice(0, 3)
      .map(({ what, detail }) => `${what}: ${detail}`)
      .join("; "),
    extra: { refused: refused.slice(0, 200) },
  });

/** A line that is gone: only its ids are kept. */
const goneAs = (key: string, names: Names): string => {
  const [kind = "", ...ids] = key.split(" ");
  return [kind, ...ids.map((id) => (/^(user|group|role|service):/.test(id) ? names.call(id) : id))].join(" ");
};
