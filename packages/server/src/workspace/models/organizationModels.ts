import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import type { CustomEndpoint, DeclaredModel } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { WITHOUT_CAPABILITIES } from "../parts.ts";
import type { Model } from "./model.ts";

/** An endpoint that people can be offered, and what answers there. */
export interface Offered {
  endpoint: Pick<CustomEndpoint, "name" | "modelDisplayLabel" | "iconURL">;
  models: readonly DeclaredModel[];
  find(resource: string, model: string): Model;
}

/** The models of one organization as they are at this moment: the file's, and those that were made in the console. */
export class OrganizationModels {
  private readonly offered: ReadonlyMap<string, Offered>;
  /** Those that are switched off have a name, too. */
  private readonly others: readonly DeclaredModel[];
  private readonly byName = new Map<string, DeclaredModel>();

  constructor(offered: Iterable<Offered>, others: readonly DeclaredModel[] = []) {
    this.offered = new Map([...offered].map((one) => [one.endpoint.name, one]));
    this.others = others;
    for (const { models } of this.offered.values())
      for (const one of models) {
        const name = `${one.endpoint}/${one.model}`;
        if (!this.byName.has(name)) this.byName.set(name, one);
      }
  }

  /** `model:<id>`, or undefined for what people are not offered. */
  resourceOf(endpoint: string, model: string | null): string | undefined {
    const found = this.offered.get(endpoint)?.models.find((one) => one.model === model);
    return found && `model:${found.id}`;
  }

  /** What is offered as `endpoint/model`. Where two can be read so, the first. */
  named(name: string): DeclaredModel | undefined {
    return this.byName.get(name);
  }

  /** `endpoint/model` of `model:<id>`; undefined for what nobody names. */
  nameOf(id: string): string | undefined {
    const found = this.known().find((one) => one.id === id);
    return found && `${found.endpoint}/${found.model}`;
  }

  /** What answers; undefined for what people are not offered. */
  find(endpoint: string, model: string | null): Model | undefined {
    const resource = this.resourceOf(endpoint, model);
    return resource === undefined || model === null ? undefined : this.offered.get(endpoint)?.find(resource, model);
  }

  /** Endpoint → the names of its models that the actor may use; endpoints without one are left out. */
  usableBy(access: OrganizationAccess, actor: Actor): Record<string, string[]> {
    const usable = [...this.offered].map(([name, { models }]): [string, string[]] => [
      name,
      models
        .filter(({ id }) => access.may(actor, "use", `model:${id}`, WITHOUT_CAPABILITIES))
        .map(({ model }) => model),
    ]);
    return Object.fromEntries(usable.filter(([, models]) => models.length > 0));
  }

  /** Ids of what these endpoints offer. */
  idsOf(endpoints: readonly string[]): string[] {
    return endpoints.flatMap((name) => this.offered.get(name)?.models.map(({ id }) => id) ?? []);
  }

  endpoint(name: string): Offered["endpoint"] | undefined {
    return this.offered.get(name)?.endpoint;
  }

  /** All that are named, offered or not. */
  known(): DeclaredModel[] {
    return [...[...this.offered.values()].flatMap(({ models }) => models), ...this.others];
  }
}
