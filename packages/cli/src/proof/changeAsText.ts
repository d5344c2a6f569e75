import type { Change, Grant } from "@gatehouse/engine";
import type { Say } from "./proofAsText.ts";

/** What a change would do, for people. Changes that no remedy holds are named by their kind. */
export function changeAsText(change: Change, say: Say): string {
  switch (change.kind) {
    case "grant-set":
      return grantAsText(change.grant, say);
    case "grant-removed":
      return `take away grant ${change.id} on ${change.resource}`;
    case "membership-set":
      return `put ${say(change.member)} into ${say(change.group)}`;
    case "role-given":
      return `give ${say(change.holder)} the role ${say(change.role)}`;
    case "feature-set":
      return `switch ${change.feature} ${change.on ? "on" : "off"} for ${say(change.role)}`;
    case "ceiling-set":
      return `lift the ceiling over ${change.feature} (a setting of the environment)`;
    case "public-links-set":
      return "let shared links reach visitors (ALLOW_SHARED_LINKS_PUBLIC)";
    case "capability-set":
      return `give ${say(change.principal)} the capability ${change.capability}`;
    case "ban-lifted":
      return `lift the ban of ${say(change.account)}`;
    case "account-status-set":
      return `set ${say(change.account)} ${change.status}`;
    case "resource-state-set":
      return `${change.state === "active" ? "restore" : "hide"} ${change.resource}`;
    case "restricted-set":
      return `${change.restricted ? "restrict" : "open"} ${change.resource}`;
    case "owner-set":
      return `make ${say(change.owner)} the owner of ${change.resource}`;
    case "resource-added":
      return `register ${change.resource}`;
    default:
      return change.kind;
  }
}

function grantAsText({ principal, resource, allow, deny, expiresAt }: Grant, say: Say): string {
  const denied = deny.length > 0 ? `, still denying ${deny.join(", ")}` : "";
  const end = expiresAt === null ? "" : ` until ${new Date(expiresAt).toISOString()}`;
  return `share ${resource} with ${say(principal)} (${allow.join(", ")}${denied})${end}`;
}
