import { t } from "@lingui/core/macro";
import type { ApiKey, KeyScope, KeyWish } from "../../api/keys.ts";
import { faultOfCredits } from "../balances/mostCredits.ts";

/** The usual ends, in days; besides these a day of one's choice, none, and the one that a key has. */
export const USUAL_DAYS = [30, 90, 365] as const;
const DAY_MS = 86_400_000;

export type End = `${(typeof USUAL_DAYS)[number]}` | "day" | "never" | "kept";

/** What a key is for: all that its account may, some of it, or looking alone. */
export type Use = "everything" | "some" | "listing";

/** A key as the fields of its form hold it. */
export interface KeyFields {
  name: string;
  end: End;
  /** `2027-01-31`, where a day was chosen. */
  day: string;
  use: Use;
  allAgents: boolean;
  agents: string[];
  allModels: boolean;
  models: string[];
  /** Names; none: of all. */
  endpoints: string[];
  addresses: string[];
  /** In a minute; empty: no limit of its own. */
  requests: number | "";
  tokens: number | "";
  /** Of its budget; empty: it has none. */
  credits: number | "";
  period: KeyBudget["period"];
}

type KeyBudget = NonNullable<ApiKey["limits"]["budget"]>;

/** @param key what is changed; null: a new one */
export function fieldsOf(key: ApiKey | null): KeyFields {
  if (key === null)
    return {
      ...{ name: "", end: "30", day: "", use: "everything", addresses: [] },
      ...{ allAgents: false, agents: [], allModels: false, models: [], endpoints: [] },
      ...{ requests: "", tokens: "", credits: "", period: "month" },
    };
  const { name, scope, addresses, limits } = key;
  return {
    ...{ name, end: "kept", day: "", use: purposeOf(scope), addresses: [...addresses] },
    ...{ allAgents: scope.agents === "all", agents: idsOf(scope.agents) },
    ...{ allModels: scope.models === "all", models: idsOf(scope.models), endpoints: idsOf(scope.endpoints) },
    ...{ requests: limits.requestsPerMinute ?? "", tokens: limits.tokensPerMinute ?? "" },
    ...{ credits: limits.budget?.credits ?? "", period: limits.budget?.period ?? "month" },
  };
}

function purposeOf({ models, endpoints, agents, readOnly }: KeyScope): Use {
  if (readOnly) return "listing";
  return models === "all" && endpoints === "all" && agents === "all" ? "everything" : "some";
}

const idsOf = (which: KeyScope["models"]): string[] => (typeof which === "string" ? [] : [...which]);

/** What the fields wish for. An end, and a scope, that nobody touched are left as they are: fields know less of them. */
export function wishOf(fields: KeyFields, former: ApiKey | null, now: number): KeyWish {
  const begun = fieldsOf(former);
  const scope = scopeOf(fields);
  const limits = limitsOf(fields);
  return {
    name: fields.name.trim(),
    ...(fields.end !== "kept" && { expiresAt: endOf(fields, now) }),
    ...((former === null || isOther(scopeOf(begun), scope)) && { scope }),
    addresses: fields.addresses,
    ...(isOther(limitsOf(begun), limits) && { limits }),
  };
}

const isOther = (one: object, other: object): boolean => JSON.stringify(one) !== JSON.stringify(other);

const limitsOf = ({ requests, tokens, credits, period }: KeyFields) => ({
  requestsPerMinute: orNone(requests),
  tokensPerMinute: orNone(tokens),
  budget: credits === "" ? null : { credits: Number(credits), period },
});

const orNone = (many: number | ""): number | null => (many === "" ? null : Number(many));

function scopeOf({ use, allAgents, agents, allModels, models, endpoints }: KeyFields): KeyScope {
  if (use !== "some") return { models: "all", endpoints: "all", agents: "all", readOnly: use === "listing" };
  return {
    models: some(allModels, models),
    endpoints: endpoints.length > 0 ? endpoints : "all",
    agents: some(allAgents, agents),
    readOnly: false,
  };
}

const some = (all: boolean, ids: string[]): KeyScope["models"] => (all ? "all" : ids.length > 0 ? ids : "none");

/** When it ends; null: never. A day counts to its last second, where one is. */
export function endOf({ end, day }: Pick<KeyFields, "end" | "day">, now: number): string | null {
  if (end === "never" || end === "kept") return null;
  if (end !== "day") return new Date(now + Number(end) * DAY_MS).toISOString();
  const last = new Date(`${day}T23:59:59`);
  return Number.isNaN(last.getTime()) ? null : last.toISOString();
}

/** What is missing, by field. */
export function faultsOf(fields: KeyFields, now: number): Partial<Record<keyof KeyFields, string>> {
  const { name, end, use, allAgents, agents, allModels, models, credits } = fields;
  const isNothing = use === "some" && !allAgents && !allModels && agents.length + models.length === 0;
  const noBudget = credits === "" ? null : faultOfCredits(credits);
  const last = end === "day" ? endOf(fields, now) : undefined;
  return {
    ...(name.trim() === "" && { name: t`Give it a name` }),
    ...(last === null && { day: t`Choose a day` }),
    ...(last && Date.parse(last) <= now && { day: t`Choose a day that lies ahead` }),
    ...(noBudget && { credits: noBudget }),
    ...(isNothing && { agents: t`Choose an agent or a model at least` }),
  };
}
