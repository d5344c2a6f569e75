import type { Actor } from "../../http/actor.ts";
import type { WorkspaceParts } from "../parts.ts";
import type { ListedModel } from "./schemas.ts";

/** The models that configuration names, for whoever says who may use which. */
export class ModelCatalogue {
  private readonly parts: WorkspaceParts;

  constructor(parts: WorkspaceParts) {
    this.parts = parts;
  }

  /** All of them, in the order of configuration. @throws {Problem} `forbidden` without `read:configs` */
  list(actor: Actor): ListedModel[] {
    const access = this.parts.access.of(actor);
    access.require(actor, "read:configs");
    return this.parts.settings.models.map(({ id, endpoint, model }) => {
      const resource = `model:${id}`;
      const principals = new Set(access.engine.grantsOn(resource).map(({ principal }) => principal));
      const restricted = access.engine.describe(resource)?.restricted ?? false;
      return { id, endpoint, model, restricted, grants: principals.size };
    });
  }
}
