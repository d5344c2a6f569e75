import { plural, t } from "@lingui/core/macro";
import type { ApiKey, KeyScope } from "../../api/keys.ts";
import { amountsInWords } from "../../parts/limitInWords.ts";
import { listed } from "../../parts/listed.ts";
import { fromNow, onDay } from "../../parts/moments.ts";

/** What agents and models are called, where it is known. */
export interface ScopeNames {
  agents: ReadonlyMap<string, string>;
  models: ReadonlyMap<string, string>;
}

export const NO_NAMES: ScopeNames = { agents: new Map(), models: new Map() };

/** More are counted: a line is to be read at a glance. */
const MOST_NAMED = 3;

/** What a key is for, a part for agents and one for models where they differ. */
export function scopeInWords({ models, endpoints, agents, readOnly }: KeyScope, names: ScopeNames): string[] {
  if (models === "all" && endpoints === "all" && agents === "all")
    return [readOnly ? t`listing only` : t`all models and agents`];
  return [
    ...(readOnly ? [t`listing only`] : []),
    agentsInWords(agents, names),
    modelsInWords(models, names, endpoints),
  ];
}

function agentsInWords(which: KeyScope["agents"], { agents }: ScopeNames): string {
  if (which === "all") return t`all agents`;
  if (which === "none") return t`no agents`;
  const names = namesOf(which, agents);
  return names ? t`agents: ${names}` : plural(which.length, { one: "# agent", other: "# agents" });
}

function modelsInWords(which: KeyScope["models"], { models }: ScopeNames, endpoints: KeyScope["endpoints"]): string {
  if (which === "none") return t`no models`;
  if (endpoints !== "all") return ofEndpointsInWords(which, endpoints);
  if (which === "all") return t`all models`;
  const names = namesOf(which, models);
  return names ? t`models: ${names}` : plural(which.length, { one: "# model", other: "# models" });
}

function ofEndpointsInWords(which: KeyScope["models"], endpoints: readonly string[]): string {
  const of =
    endpoints.length > MOST_NAMED
      ? plural(endpoints.length, { one: "# endpoint", other: "# endpoints" })
      : listed(endpoints);
  if (typeof which === "string") return t`all models of ${of}`;
  return plural(which.length, { one: `# model, if it is of ${of}`, other: `of # models those of ${of}` });
}

/** Null where there are many, or some are not known: then they are counted. */
function namesOf(ids: readonly string[], known: ReadonlyMap<string, string>): string | null {
  if (ids.length > MOST_NAMED) return null;
  const names = ids.flatMap((id) => known.get(id) ?? []);
  return names.length === ids.length ? listed(names) : null;
}

export function addressesInWords(addresses: readonly string[]): string {
  if (addresses.length === 0) return t`from everywhere`;
  if (addresses.length > MOST_NAMED)
    return plural(addresses.length, { one: "from # address or range", other: "from # addresses and ranges" });
  return t`from ${listed(addresses)}`;
}

/** What it may have in a minute; nothing where nothing is said. */
export function paceInWords({ requestsPerMinute, tokensPerMinute }: ApiKey["limits"]): string[] {
  if (requestsPerMinute === null && tokensPerMinute === null) return [];
  return [amountsInWords({ requests: requestsPerMinute, tokens: tokensPerMinute, windowSeconds: 60 })];
}

export function endInWords({ expiresAt, isEnded }: Pick<ApiKey, "expiresAt" | "isEnded">): string {
  if (isEnded) return t`ended ${onDay(expiresAt)}`;
  return expiresAt === null ? t`never ends` : t`ends ${onDay(expiresAt)}`;
}

export const lastUseInWords = (lastUsedAt: string | null): string =>
  lastUsedAt === null ? t`not used yet` : t`last used ${fromNow(lastUsedAt)}`;
