import type { Answer, Context, Reason } from "@gatehouse/engine";
import type { Actor } from "../http/actor.ts";
import { type Problem, problem } from "../http/problem.ts";
import type { ProblemCode } from "../http/problems.ts";
import type { OrganizationAccess } from "./organizationAccess.ts";

/** Reasons that are about the subject itself, and are told in any case. */
const aboutSubject: Partial<Record<Reason, ProblemCode>> = {
  "unknown-subject": "not-signed-in",
  "subject-banned": "account-banned",
  "subject-unverified": "account-not-verified",
  "subject-deactivated": "account-deactivated",
};

/** What each reason of a no says to somebody who may know that the thing exists. */
const details: Partial<Record<Reason, string>> = {
  "key-ended": "the key has ended",
  "key-scope": "the key's scope does not cover this",
  "resource-hidden": "it is hidden by a moderator",
  "ceiling-down": "the operator has switched this feature off",
  denied: "a rule denies this to you",
  "nothing-allows": "nobody has given you this right",
};

/**
 * The answer to a no. A stranger (no action at all on the resource) is told *not found*, never *forbidden*: that something exists is
 * itself a secret. Who holds some action and lacks this one is told *forbidden*, and why (docs/model.md, "Who may ask").
 */
export function refusalOf(
  access: OrganizationAccess,
  actor: Actor,
  action: string,
  resource: string | undefined,
  context: Context,
  answer: Answer,
): Problem {
  const own = aboutSubject[answer.reason];
  if (own) return problem(own, own === "account-banned" ? { extra: { until: answer.until } } : {});
  const isAboutThing = resource?.includes(":") === true;
  const refused = { action, ...(resource !== undefined && { resource }) };
  if (isAboutThing && isStranger(access, actor, resource, context)) return problem("resource-not-found", { refused });
  if (answer.reason === "feature-off" || answer.reason === "ceiling-down") {
    const detail = answer.reason === "feature-off" ? "your role does not have this feature" : details["ceiling-down"];
    return problem("feature-off", { ...(detail && { detail }), extra: { requires: action }, refused });
  }
  const what = isAboutThing ? `\`${action}\` on \`${resource}\`` : `\`${action}\``;
  const because = details[answer.reason] ?? "nobody has given you this right";
  return problem("forbidden", {
    detail: `you may not ${what}: ${because}`,
    extra: { reason: answer.reason, requires: action },
    refused,
  });
}

/** No action at all, with the same context. */
export function isStranger(access: OrganizationAccess, actor: Actor, resource: string, context: Context): boolean {
  const { key: _, ...asked } = { ...context };
  return (
    access.engine.listActions(actor.subject, resource, asked).length === 0 && !isOwnHidden(access, actor, resource)
  );
}

/** Its owner is told that a thing is hidden. */
function isOwnHidden(access: OrganizationAccess, actor: Actor, resource: string): boolean {
  return access.engine.check(actor.subject, "delete", resource).reason === "owner";
}
