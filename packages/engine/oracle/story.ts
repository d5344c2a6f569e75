import type { Change, Context, Expiry, Grant } from "../src/types.ts";
import type { Asked } from "./questions.ts";

/** What happens in a random organization after `initialChanges()`: transactions, each with what is asked right after it. */
export interface Story {
  steps: Step[];
}

export interface Step {
  changes: Change[];
  asks: Asked[];
  /** The engine is replaced by one restored from its snapshot before this step: restored engines must follow changes too. */
  restored: boolean;
}

/** A story as one reads it: `ada owns agent:a · ben in group:g · group:g use agent:a · may ben use agent:a?` */
export function told(story: Story): string {
  return story.steps
    .map(({ changes, asks, restored }) => {
      const change = changes.map(changeTold).join(" and ");
      return [restored ? "restored" : "", change, ...asks.map(questionTold)].filter((it) => it !== "").join(" · ");
    })
    .filter((it) => it !== "")
    .join(" · then ");
}

export function questionTold(asked: Asked): string {
  const context = contextTold(asked.context);
  switch (asked.ask) {
    case "check":
      return `may ${short(asked.subject)} ${asked.action}${asked.resource ? ` ${asked.resource}` : ""}?${context}`;
    case "resources":
      return `on which ${asked.type}s may ${short(asked.subject)} ${asked.action}, by ${asked.page.limit}?${context}`;
    case "count":
      return `on how many ${asked.type}s may ${short(asked.subject)} ${asked.action}?${context}`;
    case "subjects":
      return `who may ${asked.action} ${asked.resource}, by ${asked.page.limit}?${context}`;
    case "actions":
      return `what may ${short(asked.subject)} do with ${asked.resource}?${context}`;
  }
}

export function changeTold(change: Change): string {
  switch (change.kind) {
    case "type-set":
      return `type ${change.type.name} declared`;
    case "user-added":
      return `${short(change.user)} joins as ${change.role}${change.status === "active" ? "" : ` (${change.status})`}`;
    case "service-added":
      return `${change.service} joins${change.status === "active" ? "" : ` (${change.status})`}`;
    case "account-removed":
      return `${short(change.account)} removed`;
    case "account-status-set":
      return `${short(change.account)} ${change.status}`;
    case "ban-set":
      return `${short(change.account)} banned${untilTold(change.until)}`;
    case "ban-lifted":
      return `${short(change.account)} no longer banned`;
    case "primary-role-set":
      return `${short(change.user)} becomes ${change.role}`;
    case "role-set":
      return `${change.role} ranks ${change.rank}`;
    case "role-removed":
      return `${change.role} removed`;
    case "role-given":
      return `${short(change.holder)} holds ${change.role}${untilTold(change.expiresAt)}`;
    case "role-taken":
      return `${short(change.holder)} loses ${change.role}`;
    case "feature-set":
      return `${change.feature} ${change.on ? "on" : "off"} for ${change.role}`;
    case "ceiling-set":
      return `ceiling of ${change.feature} ${change.down ? "down" : "up"}`;
    case "public-links-set":
      return `public links ${change.allowed ? "on" : "off"}`;
    case "membership-set":
      return `${short(change.member)} in ${change.group}${untilTold(change.expiresAt)}`;
    case "membership-removed":
      return `${short(change.member)} leaves ${change.group}`;
    case "group-marked":
      return `${change.group} ${change.organizationWide ? "" : "no longer "}organization-wide`;
    case "capability-set":
      return `${short(change.principal)} holds ${capabilityTold(change)}${untilTold(change.expiresAt)}`;
    case "capability-removed":
      return `${short(change.principal)} loses ${capabilityTold(change)}`;
    case "resource-added": {
      const { owner, resource, state, link } = change;
      const target = link && ` (${link.live ? "live " : ""}link of ${short(link.maker)} to ${link.conversation})`;
      return `${short(owner)} owns ${state === "hidden" ? "hidden " : ""}${resource}${target ?? ""}`;
    }
    case "resource-removed":
      return `${change.resource} removed`;
    case "resource-state-set":
      return `${change.resource} ${change.state}`;
    case "owner-set":
      return `${short(change.owner)} owns ${change.resource}`;
    case "restricted-set":
      return `${change.resource} ${change.restricted ? "" : "no longer "}restricted`;
    case "parent-added":
      return `${change.resource} under ${change.parent}`;
    case "parent-removed":
      return `${change.resource} no longer under ${change.parent}`;
    case "attachment-set":
      return `${short(change.attachedBy)} attaches ${change.thing} to ${change.agent} as ${change.mode}`;
    case "attachment-removed":
      return `${change.thing} detached from ${change.agent}`;
    case "grant-set":
      return grantTold(change.grant);
    case "grant-removed":
      return `grant ${change.id} on ${change.resource} removed`;
  }
}

function grantTold({ id, principal, resource, allow, deny, expiresAt, condition, glass }: Grant): string {
  const denied = deny.map((action) => `not ${action}`);
  const actions = [...allow, ...denied].join("+") || "nothing";
  const terms = `${untilTold(expiresAt)}${condition === null ? "" : ` if ${condition.slice(0, 60)}`}`;
  return `${glass ? "broken glass: " : ""}${short(principal)} ${actions} ${resource}${terms} (grant ${id})`;
}

const capabilityTold = ({ capability, scope }: { capability: string; scope: string | null }) =>
  scope === null ? capability : `${capability}@${scope}`;

function contextTold({ now, capabilities, glass, key, via, row, fields, given }: Context): string {
  const parts = [
    now === undefined ? "" : `at ${now}`,
    capabilities === undefined ? "" : `capabilities ${capabilities}`,
    glass === undefined ? "" : `glass ${glass}`,
    given ? "what is given" : "",
    key === undefined ? "" : `key ${JSON.stringify(key)}`,
    via === undefined ? "" : `via ${via.join(" › ")}`,
    row === undefined ? "" : `row of ${short(row.owner)}${row.state === "hidden" ? ", hidden" : ""}`,
    fields === undefined ? "" : JSON.stringify(fields),
  ].filter((it) => it !== "");
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

const untilTold = (end: Expiry) => (end === null ? "" : ` until ${end}`);
const short = (name: string) => name.replace(/^user:/, "");
