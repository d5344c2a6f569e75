import type { PageRequest, ResourceName, Subject } from "../types.ts";

/** How a change is looked at before it is made. */
export interface SimulationContext {
  /** The moment asked about; default: now. */
  now?: number;
  /** What conditions see as `context`. */
  fields?: Readonly<Record<string, unknown>>;
  /** Things on which nothing counts that somebody holds by a capability alone: that one goes is no loss to whoever administers all of them. */
  withoutCapabilities?: ReadonlySet<ResourceName>;
}

/** What would be otherwise for one subject on one thing. */
export interface Difference {
  gained: string[];
  lost: string[];
}

/** So many rights (one action of one subject on one thing each). */
export interface Tally {
  gained: number;
  lost: number;
}

export interface SubjectImpact extends Tally {
  subject: Subject;
  /** Features and capabilities (`manage:users`, `manage:users@group:sales`) that the subject would hold besides, or no longer. */
  powers: Difference;
}
export interface ThingImpact extends Tally {
  resource: ResourceName;
}
export interface RightsOnThing extends Difference {
  resource: ResourceName;
}
export interface RightsOfSubject extends Difference {
  subject: Subject;
}

export interface Page<Row> {
  rows: Row[];
  /** Put this into `after` for the next page; null at the end. */
  next: string | null;
}

/** What changes would make otherwise: exact, as asking every pair before and after would tell it. */
export interface Simulated extends Tally {
  /** Subjects and things for whom anything would be otherwise; a subject also by features and capabilities alone. */
  readonly subjects: number;
  readonly things: number;
  /** How many of the subjects gain anything, features and capabilities included, and how many lose anything. */
  readonly gaining: number;
  readonly losing: number;
  /** In the order of names. @throws {EngineError} `page-invalid` */
  bySubject(page?: PageRequest): Page<SubjectImpact>;
  /** In the order of names. @throws {EngineError} `page-invalid` */
  byThing(page?: PageRequest): Page<ThingImpact>;
  /** What one subject gains and loses. @throws {EngineError} `page-invalid` */
  of(subject: Subject, page?: PageRequest): Page<RightsOnThing>;
  /** Who gains and loses what on one thing. @throws {EngineError} `page-invalid` */
  on(resource: ResourceName, page?: PageRequest): Page<RightsOfSubject>;
  /** The same of one thing alone, without features and capabilities: for whoever may ask about that thing only. */
  only(resource: ResourceName): Simulated;
  /** The same without features and capabilities: for whoever may not know of those that others hold. */
  withoutPowers(): Simulated;
}
