import type { CustomEndpoint, DeclaredModel } from "../../../config/index.ts";
import { modelId } from "../../../config/index.ts";
import { iso } from "../../shapes.ts";
import type { EndpointSecrets } from "./endpointSecrets.ts";
import type { EndpointRow, OfferedRow } from "./queries.ts";
import type { Endpoint } from "./schemas.ts";

/** A shorter one would be half told. */
const SHORTEST_TOLD = 12;

/** The column is what `writing.ts` wrote. */
export const modelsOf = (row: Pick<EndpointRow, "models">): string[] => JSON.parse(row.models);

/** The models of a row, as configuration would declare them. */
export const declaredBy = (row: Pick<EndpointRow, "name" | "models">): DeclaredModel[] =>
  modelsOf(row).map((model) => ({ id: modelId(row.name, model), endpoint: row.name, model }));

/** A row as configuration would say it. INVARIANT: without its key and headers. */
export const asConfigured = (row: OfferedRow): CustomEndpoint => ({
  name: row.name,
  baseURL: row.base_url,
  apiKey: undefined,
  headers: {},
  models: { default: modelsOf(row), fetch: false },
  titleConvo: row.title_convo === 1,
  titleModel: row.title_model ?? undefined,
  modelDisplayLabel: row.label ?? undefined,
  dropParams: [],
  addParams: {},
  iconURL: undefined,
  prices: {},
  configured: true,
  whyNot: undefined,
});

/** As it is told. INVARIANT: of what is secret the names of headers and the end of a long key, and no more. */
export function endpointOf(
  row: EndpointRow,
  {
    secrets,
    isOfFile,
    nameOf,
  }: { secrets: EndpointSecrets; isOfFile: boolean; nameOf(account: string): string | null },
): Endpoint {
  const opened = secrets.open(row);
  const key = opened?.key ?? null;
  return {
    _id: row.id,
    name: row.name,
    source: "console",
    baseURL: row.base_url,
    key:
      opened === undefined
        ? { lastFour: null, isReadable: false }
        : key === null
          ? null
          : { lastFour: key.length < SHORTEST_TOLD ? null : key.slice(-4), isReadable: true },
    headers: Object.keys(opened?.headers ?? {}),
    models: modelsOf(row),
    titleConvo: row.title_convo === 1,
    titleModel: row.title_model,
    label: row.label ?? "",
    enabled: row.enabled === 1,
    whyNot: isOfFile
      ? "librechat.yaml has an endpoint of this name, which is the one that counts"
      : opened === undefined
        ? "its key cannot be read here any more: give it again"
        : null,
    changedByName: nameOf(row.changed_by),
    updatedAt: iso(row.updated_at),
  };
}

/** One of librechat.yaml; where it is and what it is asked with is the operator's matter. */
export const endpointOfFile = (endpoint: CustomEndpoint): Endpoint => ({
  _id: null,
  name: endpoint.name,
  source: "file",
  baseURL: null,
  key: null,
  headers: [],
  models: [...endpoint.models.default],
  titleConvo: endpoint.titleConvo,
  titleModel: endpoint.titleModel ?? null,
  label: endpoint.modelDisplayLabel ?? "",
  enabled: true,
  whyNot: endpoint.whyNot ?? null,
  changedByName: null,
  updatedAt: null,
});
