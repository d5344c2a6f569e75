import type { LibreChatYaml } from "./catalogue/yaml.ts";
import { isJsonObject, type Json } from "./json.ts";
import { modelId } from "./modelId.ts";
import { unresolved } from "./references.ts";
import type { CustomEndpoint, DeclaredModel } from "./settings.ts";

type Given = NonNullable<NonNullable<LibreChatYaml["endpoints"]>["custom"]>[number];

/** What an unnamed endpoint is called. */
const nameless = "(without a name)";

/** The endpoints of the file; what cannot be asked is kept and says why not. */
export function customEndpoints(yaml: LibreChatYaml): CustomEndpoint[] {
  const seen = new Set<string>();
  return (yaml.endpoints?.custom ?? []).map((given) => {
    const name = given.name?.trim() || nameless;
    const endpoint = endpointOf(name, given);
    const whyNot = seen.has(name) ? "another endpoint has the same name" : whyNotConfigured(given);
    seen.add(name);
    return { ...endpoint, configured: whyNot === undefined, whyNot };
  });
}

function endpointOf(name: string, given: Given): Omit<CustomEndpoint, "configured" | "whyNot"> {
  return {
    name,
    baseURL: given.baseURL?.replace(/\/+$/, ""),
    apiKey: given.apiKey,
    headers: textsOf(given.headers),
    models: {
      default: [
        ...new Set(
          (given.models?.default ?? []).flatMap((model) => (typeof model === "string" ? model : (model.name ?? []))),
        ),
      ],
      fetch: given.models?.fetch ?? false,
    },
    titleConvo: given.titleConvo ?? false,
    titleModel: given.titleModel,
    modelDisplayLabel: given.modelDisplayLabel,
    dropParams: given.dropParams ?? [],
    addParams: isJsonObject(given.addParams) ? given.addParams : {},
    iconURL: given.iconURL,
    prices: Object.fromEntries(
      Object.entries(given.tokenConfig ?? {}).map(([model, { prompt, completion, cacheRead, cacheWrite }]) => [
        model,
        { prompt, completion, cacheRead, cacheWrite },
      ]),
    ),
  };
}

/** Names that LibreChat's clients give a meaning of their own; LibreChat refuses them here. */
const reserved = new Set(
  "openAI azureOpenAI google anthropic assistants azureAssistants agents custom bedrock gptPlugins bingAI chatGPTBrowser".split(
    " ",
  ),
);

export const isBuiltInName = (name: string): boolean => reserved.has(name);

/** Says what is missing, in the order in which one would mend it; undefined if nothing is. */
function whyNotConfigured(given: Given): string | undefined {
  if (!given.name?.trim()) return "it has no `name`";
  if (isBuiltInName(given.name.trim())) return "its name is that of a built-in endpoint of LibreChat";
  for (const key of ["apiKey", "baseURL"] as const) {
    const value = given[key]?.trim();
    if (!value) return `it has no \`${key}\``;
    if (value === "user_provided") return `\`${key}\` is \`user_provided\`, which is not supported yet`;
    const missing = unresolved(value)[0];
    if (missing !== undefined) return `\`${key}\` refers to \`${missing}\`, which is not set`;
  }
  for (const [header, value] of Object.entries(textsOf(given.headers))) {
    const missing = unresolved(value)[0];
    if (missing !== undefined && /key|token|auth|secret/i.test(header))
      return `the header \`${header}\` refers to \`${missing}\`, which is not set`;
  }
  if (!URL.canParse(given.baseURL ?? "") || !/^https?:/i.test(given.baseURL ?? ""))
    return "`baseURL` is no http address";
  if ((given.models?.default ?? []).length === 0 && given.models?.fetch !== true) return "it names no models";
  return undefined;
}

/** Headers are texts; numbers and booleans are taken as they are written. */
function textsOf(value: Json | undefined): Record<string, string> {
  if (!isJsonObject(value)) return {};
  const texts = Object.entries(value).filter(([, inner]) => typeof inner !== "object");
  return Object.fromEntries(texts.map(([name, inner]) => [name, String(inner)]));
}

/** What answers where no endpoint is configured: everything works offline. */
export const echoModel: DeclaredModel = { id: "echo", endpoint: "echo", model: "echo" };

/** The models that configuration names, by their resource ids, sorted. Those that an endpoint is asked for come later. */
export function declaredModels(endpoints: readonly CustomEndpoint[]): DeclaredModel[] {
  const configured = endpoints.filter((endpoint) => endpoint.configured);
  if (configured.length === 0) return [echoModel];
  return configured
    .flatMap(({ name, models }) => models.default.map((model) => ({ id: modelId(name, model), endpoint: name, model })))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
