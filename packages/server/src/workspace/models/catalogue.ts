import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import { isOfFile } from "./endpoints/names.ts";
import type { Models } from "./models.ts";
import type { ListedModel } from "./schemas.ts";

/** The models that configuration and the console name, for whoever says who may use which. */
export class ModelCatalogue {
  private readonly parts: WorkspaceParts;
  private readonly models: Models;

  constructor(parts: WorkspaceParts, models: Models) {
    this.parts = parts;
    this.models = models;
  }

  /** All of them, those of configuration first, also those that are switched off. @throws {Problem} `forbidden` without `read:configs` */
  async list(actor: Actor): Promise<ListedModel[]> {
    const { access: organizations, settings } = this.parts;
    const access = organizations.of(actor);
    access.require(actor, "read:configs");
    const known = await this.models.of(actor.organization);
    return known.known().map(({ id, endpoint, model }) => {
      const resource = `model:${id}`;
      const principals = new Set(access.engine.grantsOn(resource).map(({ principal }) => principal));
      const restricted = access.engine.describe(resource)?.restricted ?? false;
      const isOffered = known.resourceOf(endpoint, model) !== undefined;
      const source = isOfFile(settings, endpoint) ? "file" : endpoint === "echo" ? "built-in" : "console";
      return { id, endpoint, model, source, isOffered, restricted, grants: principals.size };
    });
  }
}
