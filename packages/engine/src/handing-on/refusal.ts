/** Why somebody may not hand something on; stable codes, told to whoever asked. */
export type RefusalCode =
  /** The actor is unknown, a visitor, banned, unverified or deactivated. */
  | "actor-not-active"
  /** The actor's key has ended, or its scope does not cover what is done or what is given. `missing`: the scope names. */
  | "key-scope"
  /** What is named does not exist, or the actor is a stranger to it: that something exists is itself a secret. */
  | "not-found"
  /** The resource is hidden by a moderator. */
  | "resource-hidden"
  /** The environment switches the gating feature off for everybody. `missing`: the permission type. */
  | "ceiling-down"
  /** The actor lacks an action that this takes (`share`, `update`, `members` …). `missing`: the actions. */
  | "action-missing"
  /** The actor lacks a feature that this takes (`AGENTS.SHARE`, `AGENTS.SHARE_PUBLIC` …). `missing`: the features. */
  | "feature-missing"
  /** The actor lacks a capability that this takes. `missing`: the capabilities, one of which would do. */
  | "capability-missing"
  /** More is given than the actor holds. `missing`: actions, features or capabilities. */
  | "exceeds-own"
  /** It is given for longer than any single way in which the actor holds it. `missing`: as above. */
  | "outlasts-own"
  /** The actor holds it under a condition, which must be copied word for word, onto the same resource. `missing`: the actions. */
  | "condition-not-copied"
  /** By capability, or at all, this is not given to oneself, a service one manages, or a group or role that one or it belongs to. */
  | "to-oneself"
  /** Naming the group takes `shareInto` on it or `PEOPLE_PICKER.VIEW_GROUPS`. */
  | "group-not-shareable"
  /** The grant could reach nobody: a role or service on a sealed thing, `anyone` elsewhere than on a link, an end that has passed. */
  | "grant-reaches-nobody"
  /** Only the owner may, or a capability that covers `share`. */
  | "not-owner"
  /** It would free somebody from a deny that the actor may not remove. `missing`: the resources on which the denies lie. */
  | "frees-from-deny"
  /** Conversations are never handed over. */
  | "never-transferred"
  /** A project handed over by capability goes only to somebody who holds `view` on it. */
  | "receiver-not-viewer"
  /** The other account, or the role, is not below the actor's rank. */
  | "rank-too-low"
  /** A capability of the actor's own side is scoped to this group, or to one above it, and they hold it no wider: nobody widens their own scope. */
  | "own-scope"
  /** Capabilities are not for `everyone`, `anyone`, `role:USER` or a group marked organization-wide. */
  | "not-for-everybody"
  /** A built-in role stays, and keeps its rank. */
  | "built-in-role"
  /** Breaking the glass is for a user, on a sealed thing, and names its end. */
  | "glass-invalid"
  /** Broken glass is not changed, and is ended by nobody but the one who broke it. */
  | "glass-not-handed-on"
  /** What is asked about is not such a thing: an action of another type, restricting what is not open. */
  | "does-not-fit";

/** A no to handing on. `detail` is for people, names the input in backticks, and tells nothing that the actor may not know. */
export interface Refusal {
  code: RefusalCode;
  detail: string;
  /** What the actor lacks, in the words of the model. */
  missing?: readonly string[];
}

export function refusal(code: RefusalCode, detail: string, missing?: readonly string[]): Refusal {
  return { code, detail, ...(missing && { missing }) };
}
