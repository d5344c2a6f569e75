import type { Answer, Context, Decisions, Explanation, Lead } from "@gatehouse/engine";
import { EngineError } from "@gatehouse/engine";
import type { z } from "zod";
import type { Actor } from "../../http/actor.ts";
import type { Cursors } from "../../http/cursor.ts";
import { problem } from "../../http/problem.ts";
import { fromExpiry } from "../../http/schemas.ts";
import type { Store } from "../../store/index.ts";
import type { Access } from "../access.ts";
import { isToldOf } from "../administered.ts";
import { MOST_CONDITIONS_AT_ONCE, type OrganizationAccess, personOf } from "../organizationAccess.ts";
import type { PastStates } from "../past/pastStates.ts";
import { namesOf } from "../people.ts";
import type { Turns } from "../turns.ts";
import { type Found, NOTHING_FOUND } from "../unheld.ts";
import { ownRemedies } from "./ownRemedies.ts";
import type { AnswerBody, ExplainBody, ListBody, QuestionBody, SubjectsBody } from "./schemas.ts";
import { withoutSecretThings } from "./secretThings.ts";

/** Conditions of a batch: half a second at worst. */
const MOST_CONDITIONS_A_BATCH = 5_000;
/** Things of a batch that only the database knows, in one go. */
const MOST_LOOKED_UP_AT_ONCE = 20;
const TURN_MS = 20;

type Question = z.infer<typeof QuestionBody>;
type AnswerView = z.infer<typeof AnswerBody>;

/**
 * Questions from outside, under the model's *Who may ask*: about oneself anybody; about others whoever may `share` that resource or holds
 * `read:access`. About what one may not see, the answer is that of an unknown id.
 */
export class Questions {
  private readonly access: Access;
  private readonly store: Store;
  private readonly cursors: Cursors;
  private readonly past: PastStates;

  constructor({ access, store, cursors, past }: { access: Access; store: Store; cursors: Cursors; past: PastStates }) {
    this.past = past;
    this.access = access;
    this.store = store;
    this.cursors = cursors;
  }

  /** From memory alone. @throws {Problem} `question-too-costly` where only the database can answer; `checkOne` does */
  check(actor: Actor, question: Question): AnswerView {
    const access = this.access.of(actor);
    if (access.owes(actor) || this.isForTheDatabase(access, actor, question)) throw problem("question-too-costly");
    return access.measured(actor, () => this.answered(access, actor, question, NOTHING_FOUND));
  }

  async checkOne(actor: Actor, question: Question): Promise<AnswerView> {
    const access = this.access.of(actor);
    const found = await this.found(access, [question]);
    const [asked = question] = await this.access.picker.asking(this.store.db, access, actor, [question]);
    return access.inTurn(actor, () => this.answered(access, actor, asked, found));
  }

  /**
   * In one go, so all of one revision.
   * @throws {Problem} `question-too-costly` where they take more than a moment; `checkManyInTurns` takes them
   */
  checkMany(actor: Actor, questions: readonly Question[]): AnswerView[] {
    const access = this.access.of(actor);
    if (access.owes(actor) || this.lookedUp(access, actor, questions) > 0) throw problem("question-too-costly");
    const ask = () => {
      const answers: AnswerView[] = [];
      for (const { answer, conditions } of this.each(access, actor, questions, NOTHING_FOUND)) {
        if (conditions > MOST_CONDITIONS_AT_ONCE) throw problem("question-too-costly");
        answers.push(answer);
      }
      return answers;
    };
    return access.measured(actor, ask, TURN_MS);
  }

  /**
   * A piece at a time, so that nobody else waits for all of it; each answer says its revision.
   * @throws {Problem} `question-too-costly` where they take thousands of conditions; `rate-limited` for too many long batches at once
   */
  async checkManyInTurns(actor: Actor, questions: readonly Question[]): Promise<AnswerView[]> {
    const access = this.access.of(actor);
    const person = personOf(actor);
    const answers: AnswerView[] = [];
    let turn: ReturnType<Turns["begin"]> | undefined;
    let begun = performance.now();
    const nextTurn = async () => {
      turn ??= access.turns.begin(person);
      await turn.next();
      begun = performance.now();
    };
    try {
      if (access.owes(actor) || this.lookedUp(access, actor, questions) > MOST_LOOKED_UP_AT_ONCE) await nextTurn();
      const found = await this.found(access, questions);
      const asked = await this.access.picker.asking(this.store.db, access, actor, questions);
      for (const { answer, conditions } of this.each(access, actor, asked, found)) {
        if (conditions > MOST_CONDITIONS_A_BATCH) throw problem("question-too-costly");
        answers.push(answer);
        const ms = performance.now() - begun;
        if (ms < TURN_MS) continue;
        access.turns.took(person, ms);
        await nextTurn();
      }
      return answers;
    } finally {
      const ms = performance.now() - begun;
      if (turn || ms > TURN_MS / 4) access.turns.took(person, ms);
      turn?.end();
    }
  }

  /** How many of them only the database can answer. */
  private lookedUp(access: OrganizationAccess, actor: Actor, questions: readonly Question[]): number {
    let count = 0;
    for (const question of questions) if (this.isForTheDatabase(access, actor, question)) count++;
    return count;
  }

  /** Whether the thing, or whether the person may be named, is only in the database. */
  private isForTheDatabase(access: OrganizationAccess, actor: Actor, { subject, resource }: Question): boolean {
    return this.access.unheld.mayBe(access, resource) || this.access.picker.mayHide(access, actor, subject);
  }

  /** The answers, with how many conditions they took so far. */
  private *each(access: OrganizationAccess, actor: Actor, questions: readonly Question[], found: Found) {
    access.requireCurrent();
    const readsAll = access.may(actor, "read:access");
    let conditions = 0;
    for (const question of questions) {
      const before = access.engine.evaluated;
      const answer = told(
        found.suppose(access, question.resource, () => this.answer(access, actor, question, readsAll)),
      );
      conditions += access.engine.evaluated - before;
      yield { answer, conditions };
    }
  }

  private answered(access: OrganizationAccess, actor: Actor, question: Question, found: Found): AnswerView {
    access.requireCurrent();
    const readsAll = access.may(actor, "read:access");
    return told(found.suppose(access, question.resource, () => this.answer(access, actor, question, readsAll)));
  }

  private found(access: OrganizationAccess, questions: readonly { resource?: string | undefined }[]): Promise<Found> {
    const resources = questions.map(({ resource }) => resource);
    return this.access.unheld.find(this.store.db, access, resources);
  }

  list(actor: Actor, body: z.infer<typeof ListBody>) {
    const access = this.access.of(actor);
    return access.inTurn(actor, () => this.listed(access, actor, body));
  }

  private listed(access: OrganizationAccess, actor: Actor, body: z.infer<typeof ListBody>) {
    const subject = this.subjectOf(access, actor, body.subject);
    const context = this.contextOf(actor, subject, body.context);
    const { limit, cursor, count, ...question } = { ...body, subject };
    return guarded(() => {
      const after = cursor === undefined ? null : this.cursors.read(["list", access.id, question], cursor);
      const page = access.engine.listResources(subject, body.action, body.type, { limit: limit ?? 50, after }, context);
      return {
        resources: page.resources,
        next: page.next === null ? null : this.cursors.sign(["list", access.id, question], page.next),
        revision: page.revision,
        ...(count && { count: access.engine.countResources(subject, body.action, body.type, context) }),
      };
    });
  }

  async subjects(actor: Actor, asked: z.infer<typeof SubjectsBody>) {
    const access = this.access.of(actor);
    access.requireCurrent();
    const body = { ...asked, resource: await this.resolved(access, actor, asked.resource) };
    const { limit, cursor, ways, ...question } = asked;
    if (ways) access.require(actor, "read:access");
    const page = await this.inState(access, actor, body, (engine, moment) => {
      if (!access.may(actor, "read:access")) this.requireAskingAbout(access, actor, body);
      return guarded(() => {
        const after = cursor === undefined ? null : this.cursors.read(["subjects", access.id, question], cursor);
        const context = { ...plain(body.context), ...moment };
        const found = engine.listSubjects(body.action, body.resource, { limit: limit ?? 50, after }, context);
        const leads = ways
          ? found.subjects.map((subject) => engine.explain(subject, body.action, body.resource, context).leads[0])
          : [];
        return { ...found, ways: leads.map((lead) => lead && { reason: lead.reason, through: principalsOnWay(lead) }) };
      });
    });
    const all = [...page.subjects, ...page.principals, ...page.ways.flatMap((way) => way?.through ?? [])];
    const isListed = await this.access.picker.listing(this.store.db, access, actor, all, body.resource);
    const names = await namesOf(this.store.db, access.id, all.filter(isListed));
    return {
      subjects: page.subjects.flatMap((subject, at) => {
        if (!isListed(subject)) return [];
        const way = page.ways[at];
        const through = way?.through.map((principal) => ({ principal, name: names.get(principal)?.name ?? null }));
        const name = names.get(subject)?.name ?? null;
        return [{ subject, name, ...(way && through && { reason: way.reason, through }) }];
      }),
      next: page.next === null ? null : this.cursors.sign(["subjects", access.id, question], page.next),
      principals: page.principals
        .filter(isListed)
        .map((principal) => ({ principal, name: names.get(principal)?.name ?? null })),
      revision: page.revision,
    };
  }

  async explain(actor: Actor, { at, ...body }: z.infer<typeof ExplainBody>) {
    const access = this.access.of(actor);
    access.requireCurrent();
    const question = { ...body, resource: await this.resolved(access, actor, body.resource) };
    const [asked = question] = await this.access.picker.asking(this.store.db, access, actor, [question]);
    const { subject, told, seesAll } = await this.inState(access, actor, { ...question, at }, (engine, moment) =>
      this.explained(access, actor, asked, engine, moment),
    );
    const named = [...new Set([subject, ...principalsIn(seesAll ? told : told.leads)])];
    const isListed = await this.access.picker.listing(this.store.db, access, actor, named, question.resource);
    const isTold = (principal: string) =>
      seesAll || principal === subject || isToldOf(access, actor, principal, "read:access");
    const names = await namesOf(
      this.store.db,
      access.id,
      named.filter((principal) => isListed(principal) && (subject === actor.subject || isTold(principal))),
    );
    // As it was asked: nobody is told that the person is one whom they may not name.
    const asWritten = question.subject ?? told.subject;
    const { resource } = question;
    return {
      ...told,
      ...(resource !== undefined && { thing: (await this.access.thingNames.of(access, actor, [resource]))(resource) }),
      subject: asWritten,
      names: Object.fromEntries([...names].map(([principal, person]) => [principal, person.name])),
    };
  }

  /** Whoever may ask about everything names things as they know them; others, as the engine does: of an id that leads nowhere nothing is told. */
  private async resolved<R extends string | undefined>(access: OrganizationAccess, actor: Actor, resource: R) {
    if (!resource?.includes(":") || !access.may(actor, "read:access")) return resource;
    return this.access.thingNames.resolve(access, resource);
  }

  /**
   * Asks in the present state, or in the one of a moment in the past, as if the thing were held there. Who may ask is always a question of today.
   * @throws {Problem} `forbidden` without `read:access` about the past; what {@link PastStates} says
   */
  private async inState<T>(
    access: OrganizationAccess,
    actor: Actor,
    { at, resource }: { at?: string | undefined; resource?: string | undefined },
    ask: (engine: Decisions, moment: { now?: number }) => T,
  ): Promise<T> {
    if (at === undefined) {
      const found = await this.found(access, [{ resource }]);
      return access.inTurn(actor, () => found.suppose(access, resource, () => ask(access.engine, {})));
    }
    access.require(actor, "read:access");
    return this.past.ask(access, actor, Date.parse(at), async ({ engine, at: now }) => {
      const then = { id: access.id, engine };
      const found = await this.access.unheld.find(this.store.db, then, [resource]);
      return access.inTurn(actor, () => found.suppose(then, resource, () => ask(engine, { now })));
    });
  }

  private explained(
    access: OrganizationAccess,
    actor: Actor,
    question: Question,
    engine: Decisions,
    moment: { now?: number },
  ) {
    const readsAll = access.may(actor, "read:access");
    const subject = this.mayAskAbout(access, actor, question, readsAll);
    const context = { ...this.contextOf(actor, subject, question.context), ...moment };
    const explained = guarded(() => engine.explain(subject, question.action, question.resource, context));
    const isSecret = !explained.allowed && !readsAll && this.isSecret(access, actor, subject, question, context);
    const shown: Explanation = isSecret
      ? { ...explained, ...unknownThing(explained), leads: [], denies: [], remedies: [] }
      : readsAll || subject === actor.subject
        ? explained
        : withoutSecretThings(explained, (name) => this.isSecretThing(access, actor, name, question.resource));
    const seesAll = readsAll || mayShare(access, actor, question.resource);
    // What would have to change may name roles, grants and people: for whoever may know them.
    const told = {
      ...shown,
      ...(!seesAll && { remedies: ownRemedies(shown), denies: [] }),
      until: fromExpiry(shown.until),
    };
    return { subject, told, seesAll };
  }

  private answer(access: OrganizationAccess, actor: Actor, question: Question, readsAll: boolean): Answer {
    const subject = this.mayAskAbout(access, actor, question, readsAll);
    const context = this.contextOf(actor, subject, question.context);
    const answer = guarded(() => access.engine.check(subject, question.action, question.resource, context));
    // Another application asks before it lets somebody: the question is the use.
    if (answer.allowed && question.resource !== undefined && actor.subject.startsWith("service:"))
      access.noteUse(subject, question.action, question.resource, answer);
    if (answer.allowed || readsAll || !this.isSecret(access, actor, subject, question, context)) return answer;
    return { ...answer, ...unknownThing(answer) };
  }

  /** @returns the subject of the question @throws {Problem} if the actor may not ask about it */
  private mayAskAbout(access: OrganizationAccess, actor: Actor, question: Question, readsAll: boolean): string {
    const subject = question.subject ?? actor.subject;
    if (subject === actor.subject || readsAll || access.may(actor, "read:access", subject)) return subject;
    this.requireAskingAbout(access, actor, question);
    return subject;
  }

  /**
   * Whoever shares a thing may ask what others may do with it: an action of its type. Who holds a capability, or moderates, is no question
   * about one's own thing, even where it is asked beside one.
   */
  private requireAskingAbout(
    access: OrganizationAccess,
    actor: Actor,
    { action, resource }: Pick<Question, "action" | "resource">,
  ): void {
    const type = resource?.includes(":") ? access.engine.typeOf(resource.slice(0, resource.indexOf(":"))) : undefined;
    const isOfThing = resource !== undefined && (type === undefined || Object.hasOwn(type.actions, action));
    if (isOfThing && resource.includes(":")) access.require(actor, "share", resource);
    else access.require(actor, "read:access");
  }

  private subjectOf(access: OrganizationAccess, actor: Actor, asked: string | undefined): string {
    access.requireCurrent();
    if (asked !== undefined && asked !== actor.subject && !access.may(actor, "read:access", asked))
      access.require(actor, "read:access");
    return asked ?? actor.subject;
  }

  private contextOf(actor: Actor, subject: string, body: Question["context"]): Context {
    if (body === undefined && !actor.key) return NOTHING_ELSE;
    return { ...plain(body), ...(subject === actor.subject && actor.key && { key: actor.key }) };
  }

  /**
   * A resource on which whoever asks holds nothing. Groups that give somebody a right are named to whoever may share the thing, and to others
   * as everywhere.
   */
  private isSecretThing(access: OrganizationAccess, actor: Actor, name: string, asked: string | undefined): boolean {
    if (!access.engine.isHeld(name)) return false;
    if (name.startsWith("group:") && name !== asked)
      return !isToldOf(access, actor, name, "read:access") && !mayShare(access, actor, asked);
    return access.engine.listActions(actor.subject, name, actor.key ? { key: actor.key } : {}).length === 0;
  }

  /** A no about something on which whoever asks has no action at all. */
  private isSecret(
    access: OrganizationAccess,
    actor: Actor,
    subject: string,
    { resource }: Question,
    context: Context,
  ): boolean {
    if (resource === undefined || !resource.includes(":")) return false;
    // Whoever may ask about the people of a group learns what these reach, and of nothing else whether it is there.
    if (subject !== actor.subject) return !mayKnowOf(access, actor, resource);
    if (access.engine.check(subject, "delete", resource).reason === "owner") return false;
    return access.engine.listActions(subject, resource, context).length === 0;
  }
}

const mayShare = (access: OrganizationAccess, actor: Actor, resource: string | undefined): boolean =>
  resource?.includes(":") === true && access.may(actor, "share", resource);

const mayKnowOf = (access: OrganizationAccess, actor: Actor, resource: string): boolean =>
  access.may(actor, "share", resource) || access.may(actor, "read:access", resource);

/** The context of a question that says nothing of one. */
const NOTHING_ELSE: Context = Object.freeze({});

/** The groups and roles by which somebody comes to something, from them on. */
export const principalsOnWay = ({ way }: Lead): string[] =>
  way.flatMap(({ relation, to }) => (JOINING.has(relation) && !to.startsWith("user:") ? [to] : []));
const JOINING: ReadonlySet<string> = new Set(["is-in", "holds-role", "is-everyone", "is-anyone"]);

/** Whom an explanation mentions, wherever. */
function principalsIn(value: unknown): string[] {
  if (typeof value === "string") return /^(user|service|group|role):/.test(value) ? [value] : [];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(principalsIn) : [];
}

/** The answer about an id that there is not. */
function unknownThing(answer: Answer): Pick<Answer, "step" | "reason" | "until"> {
  return answer.step === 2 && answer.reason !== "resource-hidden"
    ? { step: answer.step, reason: answer.reason, until: answer.until }
    : { step: 1, reason: "unknown-resource", until: null };
}

function told({ allowed, step, reason, until, revision }: Answer): AnswerView {
  return { allowed, step, reason, until: fromExpiry(until), revision };
}

function plain(body: Question["context"]): Context {
  return {
    ...(body?.fields && { fields: body.fields }),
    ...(body?.via && { via: body.via }),
    ...(body?.capabilities !== undefined && { capabilities: body.capabilities }),
  };
}

/** What the engine refuses of a question is the asker's mistake. */
export function guarded<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    throw problem(error.code === "page-invalid" ? "cursor-invalid" : "request-invalid", { detail: error.message });
  }
}
