import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { CustomEndpoint, DeclaredModel, Settings } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { WITHOUT_CAPABILITIES } from "../parts.ts";
import { echo } from "./echo.ts";
import type { Model } from "./model.ts";
import { openAiModel } from "./openAiModel.ts";

export interface ModelOptions {
  /** Between two words of `echo`. */
  echoDelayMs: number;
  /** How long an endpoint may say nothing. */
  silenceMs: number;
}

/** The models of this installation: those that configuration names, each a resource `model:<id>`. */
export class Models {
  private readonly declared: readonly DeclaredModel[];
  private readonly endpoints: ReadonlyMap<string, CustomEndpoint>;
  private readonly options: ModelOptions;

  constructor(settings: Settings, options: ModelOptions) {
    this.declared = settings.models;
    this.endpoints = new Map(
      settings.endpoints.custom.filter((one) => one.configured).map((endpoint) => [endpoint.name, endpoint]),
    );
    this.options = options;
  }

  /** `model:<id>`, or undefined for what is not configured. */
  resourceOf(endpoint: string, model: string | null): string | undefined {
    const found = this.declared.find((one) => one.endpoint === endpoint && one.model === model);
    return found && `model:${found.id}`;
  }

  /** `endpoint/model` of `model:<id>`; undefined for what is not configured. */
  nameOf(id: string): string | undefined {
    const found = this.declared.find((one) => one.id === id);
    return found && `${found.endpoint}/${found.model}`;
  }

  /** What answers; undefined for what is not configured. */
  find(endpoint: string, model: string | null): Model | undefined {
    const resource = this.resourceOf(endpoint, model);
    if (resource === undefined || model === null) return undefined;
    const custom = this.endpoints.get(endpoint);
    if (custom) {
      const titleResource = this.resourceOf(endpoint, custom.titleModel ?? null);
      return openAiModel(resource, custom, model, { ...this.options, titleResource });
    }
    return endpoint === "echo" ? echo(resource, this.options) : undefined;
  }

  /** Endpoint → the names of its models that the actor may use; endpoints without one are left out. */
  usableBy(access: OrganizationAccess, actor: Actor): Record<string, string[]> {
    const usable: Record<string, string[]> = {};
    for (const { id, endpoint, model } of this.declared) {
      if (access.may(actor, "use", `model:${id}`, WITHOUT_CAPABILITIES)) {
        usable[endpoint] ??= [];
        usable[endpoint].push(model);
      }
    }
    return usable;
  }

  endpoint(name: string): CustomEndpoint | undefined {
    return this.endpoints.get(name);
  }
}
