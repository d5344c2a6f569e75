import type { HandingOn } from "./handing-on/contract.ts";
import type {
  Answer,
  Change,
  ConditionCompiler,
  Context,
  Count,
  Explanation,
  FeatureCatalogue,
  LatestPage,
  LatestRequest,
  PageRequest,
  Question,
  ResourcePage,
  Subject,
  SubjectPage,
  TypeDefinition,
} from "./types.ts";

export interface EngineOptions {
  /** Default: `workspaceTypes`. Types declared later by `type-set` come beside these. */
  types?: readonly TypeDefinition[];
  /** Default: `featureCatalogue`. */
  features?: FeatureCatalogue;
  /** Without it, every condition is one that cannot be evaluated. */
  compile?: ConditionCompiler;
}

/** The decisions of one organization. Every question is answered from memory, for the state at `revision`. */
export interface Decisions {
  readonly revision: number;
  /**
   * May `subject` do `action`, on `resource` where there is one? (docs/model.md, "The decision")
   * Features (`AGENTS.USE`) and capabilities (`manage:users`) are asked as actions without a resource, or, for a capability, with a person or resource.
   * @throws {EngineError} `via-invalid`
   */
  check(subject: Subject, action: string, resource?: string, context?: Context): Answer;
  checkMany(questions: readonly Question[]): Answer[];
  /** @throws {EngineError} `page-invalid`, `unknown-type` */
  listResources(subject: Subject, action: string, type: string, page?: PageRequest, context?: Context): ResourcePage;
  countResources(subject: Subject, action: string, type: string, context?: Context): Count;
  /** @throws {EngineError} `page-invalid` */
  listSubjects(action: string, resource: string, page?: PageRequest, context?: Context): SubjectPage;
  /** The actions of the resource's type (and `hide`, `restore`) that `check` allows. Empty for what is unknown. */
  listActions(subject: Subject, resource: string, context?: Context): string[];
  explain(subject: Subject, action: string, resource?: string, context?: Context): Explanation;
}

export interface Engine extends Decisions {
  /** Who may make and hand on what: nobody gives more than they hold. */
  readonly may: HandingOn;
  /**
   * Applies a transaction, whole or not at all.
   * @param revision the revision that the state has afterwards; default: one more
   * @throws {EngineError} if a change does not fit the state; nothing is changed then
   */
  apply(changes: readonly Change[], revision?: number): void;
  /** Compact, canonical: equal states have equal bytes whatever their history. Does not hold the types given at the start. */
  snapshot(): Uint8Array;
  /** Replaces the state. @throws {EngineError} `snapshot-invalid` */
  restore(bytes: Uint8Array): void;
  /**
   * `listResources` in another order, by what `date` was told.
   * @returns null where there may be more than `most` to choose from
   * @throws {EngineError} `page-invalid`, `unknown-type`
   */
  listLatest(
    subject: Subject,
    action: string,
    type: string,
    request: LatestRequest,
    context?: Context,
  ): LatestPage | null;
  /**
   * When a thing was last changed, in milliseconds (null: it has no date), for `listLatest`. No part of the state: whoever keeps what things
   * hold tells it, and tells it again after `restore`. Nothing happens where the thing is not held; it is forgotten with the thing.
   */
  date(resource: string, at: number | null): void;
  /** The changes that make an empty engine into this one; canonical order. */
  state(): Change[];
}
