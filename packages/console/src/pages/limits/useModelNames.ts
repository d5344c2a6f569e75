import { useQuery } from "@tanstack/react-query";
import { modelChoicesQuery, type ScopeChoice } from "../../api/keys.ts";
import { useCapability } from "../../api/may.ts";
import { configuredModelsQuery } from "../../api/models.ts";

/** The models that a limit can be of: all, for whoever reads the configuration; otherwise those that one may use oneself. */
export function useModelNames(): readonly ScopeChoice[] {
  const readsAll = useCapability("read:configs");
  const all = useQuery({ ...configuredModelsQuery, enabled: readsAll === true, retry: false }).data;
  const own = useQuery({ ...modelChoicesQuery, enabled: readsAll === false }).data;
  return all?.map(({ id, endpoint, model }) => ({ id, name: `${endpoint}/${model}` })) ?? own ?? [];
}
