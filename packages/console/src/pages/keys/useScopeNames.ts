import { useQuery } from "@tanstack/react-query";
import { agentChoicesQuery, type KeyScope, modelChoicesQuery, type ScopeChoice } from "../../api/keys.ts";
import type { ScopeNames } from "./keyInWords.ts";

/** What the agents and models of these scopes are called, as far as one sees them; asked only where some are named. */
export function useScopeNames(scopes: readonly KeyScope[]): ScopeNames {
  const namesAgents = scopes.some(({ agents }) => typeof agents !== "string");
  const namesModels = scopes.some(({ models }) => typeof models !== "string");
  const agents = useQuery({ ...agentChoicesQuery(""), enabled: namesAgents });
  const models = useQuery({ ...modelChoicesQuery, enabled: namesModels });
  return { agents: namesOf(agents.data), models: namesOf(models.data) };
}

const namesOf = (choices: readonly ScopeChoice[] = []): ReadonlyMap<string, string> =>
  new Map(choices.flatMap(({ id, name }) => (name === null ? [] : [[id, name]])));
