import type { Change, Expiry, Grant } from "@gatehouse/engine";
import { namesIn } from "../chain/about.ts";
import { kindOf } from "../sealing/segment.ts";
import { wordsOf } from "./kinds.ts";

/** One change as people read it. Names (`user:…`) stand as they are: whoever shows it knows what they are called. */
export interface Line {
  kind: string;
  words: string;
  /** Whom and what it is about, the first at most eight. */
  about: string[];
  before: string | null;
  after: string | null;
}

const MOST_NAMES = 8;
const LONGEST = 300;

/** @param former what the change replaced (`access/former.ts`) */
export function lineOf(change: Change, former: readonly Change[] = []): Line {
  const before = former.map(valueIn).filter((value) => value !== null);
  return {
    kind: kindOf(change),
    words: wordsOf(kindOf(change)),
    about: namesIn([change]).slice(0, MOST_NAMES),
    before: before.length === 0 ? null : before.join(", ").slice(0, LONGEST),
    after: valueIn(change)?.slice(0, LONGEST) ?? null,
  };
}

const untilText = (end: Expiry): string => (end === null ? "without end" : `until ${new Date(end).toISOString()}`);
const onOff = (is: boolean): string => (is ? "on" : "off");

function grantText({ allow, deny, expiresAt, condition, glass }: Grant): string {
  return [
    ...(allow.length > 0 ? [`may ${allow.join(", ")}`] : []),
    ...(deny.length > 0 ? [`may not ${deny.join(", ")}`] : []),
    ...(expiresAt === null ? [] : [untilText(expiresAt)]),
    ...(condition === null ? [] : [`if ${condition}`]),
    ...(glass ? ["by breaking the glass"] : []),
  ].join("; ");
}

type Of<Kind extends Change["kind"]> = Extract<Change, { kind: Kind }>;
const values: { readonly [Kind in Change["kind"]]?: (change: Of<Kind>) => string } = {
  "type-set": ({ type }) => type.name,
  "user-added": ({ role, status }) => `${role}, ${status}`,
  "service-added": ({ status }) => status,
  "account-status-set": ({ status }) => status,
  "ban-set": ({ until }) => `banned ${until === null ? "for good" : untilText(until)}`,
  "ban-lifted": () => "not banned",
  "primary-role-set": ({ role }) => role,
  "role-set": ({ rank }) => `rank ${rank}`,
  "role-given": ({ expiresAt }) => untilText(expiresAt),
  "feature-set": ({ feature, on }) => `${feature} ${onOff(on)}`,
  "ceiling-set": ({ feature, down }) => `${feature} ${onOff(!down)}`,
  "public-links-set": ({ allowed }) => onOff(allowed),
  "membership-set": ({ expiresAt }) => untilText(expiresAt),
  "group-marked": ({ organizationWide }) => (organizationWide ? "everybody's" : "not everybody's"),
  "capability-set": ({ capability, expiresAt }) => `${capability} ${untilText(expiresAt)}`,
  "resource-added": ({ owner, state }) => (state === "active" ? owner : `${owner}, ${state}`),
  "resource-state-set": ({ state }) => state,
  "owner-set": ({ owner }) => owner,
  "restricted-set": ({ restricted }) => (restricted ? "does not take them" : "takes them"),
  "attachment-set": ({ mode }) => mode,
  "grant-set": ({ grant }) => grantText(grant),
};

/** What a change says beside names: the new value of what it sets; null where it sets none. */
function valueIn<Kind extends Change["kind"]>(change: Of<Kind>): string | null {
  const value: ((change: Of<Kind>) => string) | undefined = values[change.kind as Kind];
  return value ? value(change) : null;
}
