import type { PickerFinds } from "../config/index.ts";
import { type Actor, isOperator } from "../http/actor.ts";
import type { Tx } from "../store/index.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";
import { findExactly, hiddenAmong, searchUsers } from "./people.ts";

/** A name that nobody ever has: what somebody is whom the actor may not name. */
const NOBODY = "user:-";
/** A group list of a question; whoever is in more finds people by the first ones. */
const MOST_GROUPS = 5_000;

/**
 * Whom somebody finds among people, and may name by id: as far as the operator lets them (`PEOPLE_PICKER_FINDS`), and never somebody hidden.
 * Whoever reads users finds and names everybody; anybody names themselves, companions (in a group together, not one that is everybody's), and
 * whom a thing belongs to or is shared with already. The feature PEOPLE_PICKER.VIEW_USERS is asked beside, where people are looked for.
 * Groups, roles and services are the engine's to say (docs/model.md, "Making and handing on").
 */
export class PeoplePicker {
  private readonly finds: PickerFinds;
  private readonly now: () => number;

  constructor({ finds, now }: { finds: PickerFinds; now: () => number }) {
    this.finds = finds;
    this.now = now;
  }

  /** Why nobody may be found, for whoever looks: `all` where the limit is not theirs. */
  limitOf(access: OrganizationAccess, actor: Actor): PickerFinds {
    return seesAll(access, actor) ? "all" : this.finds;
  }

  /** At most `limit` people, by name. */
  async search(db: Tx, access: OrganizationAccess, actor: Actor, typed: string, limit: number) {
    const isAll = seesAll(access, actor);
    const withHidden = { withHidden: isAll };
    if (!isAll && this.finds === "exact") return findExactly(db, access.id, typed, limit);
    if (isAll || this.finds === "all") return searchUsers(db, access.id, typed, limit, withHidden);
    const now = this.now();
    const groups = access.engine.groupsOfCompanions(actor.subject, now).slice(0, MOST_GROUPS);
    if (groups.length === 0) return [];
    const found = await searchUsers(db, access.id, typed, limit, { ...withHidden, groups, now });
    return found.filter(({ id }) => access.engine.areCompanions(actor.subject, `user:${id}`, now));
  }

  /**
   * How the actor names these principals, on a thing where there is one: as they are, or, for people whom they may not name, as nobody, so
   * that every rule answers as for an id that there is not.
   */
  async naming(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    principals: readonly string[],
    resource?: string,
  ): Promise<(principal: string) => string> {
    const knows = await this.knowing(db, access, actor, { principals, resource, isStrict: this.finds === "mine" });
    return (principal) => (knows(principal) ? principal : NOBODY);
  }

  /** Whether only the database can say whether the actor may name somebody in a question. */
  mayHide(access: OrganizationAccess, actor: Actor, person: string | undefined): boolean {
    return (
      person !== undefined &&
      person !== actor.subject &&
      person.startsWith("user:") &&
      actor.subject.startsWith("user:") &&
      !seesAll(access, actor)
    );
  }

  /**
   * Questions about people as the actor may name them; one about somebody else is one about nobody. Another application's questions are of
   * whom it serves, and it names them.
   */
  async asking<Q extends { subject?: string | undefined; resource?: string | undefined }>(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    questions: readonly Q[],
  ): Promise<readonly Q[]> {
    const about = questions.flatMap(({ subject }) =>
      subject && this.mayHide(access, actor, subject) ? [subject] : [],
    );
    if (about.length === 0) return questions;
    const named = await this.naming(db, access, actor, about);
    return questions.map((question) => {
      const { subject, resource } = question;
      if (!subject || !this.mayHide(access, actor, subject)) return question;
      const isNamed = resource !== undefined && isNamedOn(access, resource, subject);
      return isNamed ? question : { ...question, subject: named(subject) };
    });
  }

  /** Which of these may stand in a list that the actor is told of a thing: who is found only exactly is in none. */
  async listing(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    principals: readonly string[],
    resource?: string,
  ): Promise<(principal: string) => boolean> {
    return this.knowing(db, access, actor, { principals, resource, isStrict: this.finds !== "all" });
  }

  /** Whether nobody is hidden from the actor. */
  seesAll(access: OrganizationAccess, actor: Actor): boolean {
    return seesAll(access, actor);
  }

  /** Which of these are not hidden from the actor: for lists of whom they look after, however few they find. */
  async showing(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    principals: readonly string[],
  ): Promise<(principal: string) => boolean> {
    return this.knowing(db, access, actor, { principals, resource: undefined, isStrict: false });
  }

  /** @param isStrict nobody is known for not being hidden */
  private async knowing(
    db: Tx,
    access: OrganizationAccess,
    actor: Actor,
    {
      principals,
      resource,
      isStrict,
    }: { principals: readonly string[]; resource: string | undefined; isStrict: boolean },
  ): Promise<(principal: string) => boolean> {
    const now = this.now();
    const isKnown = (person: string) =>
      !person.startsWith("user:") ||
      person === actor.subject ||
      access.engine.areCompanions(actor.subject, person, now) ||
      (resource !== undefined && isNamedOn(access, resource, person)) ||
      access.may(actor, "read:users", person);
    if (seesAll(access, actor)) return () => true;
    const unknown = [...new Set(principals)].filter((principal) => !isKnown(principal));
    const withheld = new Set(isStrict ? unknown : await hiddenAmong(db, access.id, unknown));
    return (principal) => !withheld.has(principal);
  }
}

const seesAll = (access: OrganizationAccess, actor: Actor): boolean =>
  isOperator(actor) || access.may(actor, "read:users") || access.may(actor, "read:access");

/** Whoever shares a thing knows whom it is shared with already, and its owner. */
const isNamedOn = (access: OrganizationAccess, resource: string, person: string): boolean =>
  access.engine.describe(resource)?.owner === person ||
  access.engine.grantsOn(resource).some(({ principal }) => principal === person);
