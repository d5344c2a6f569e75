import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";

/** The models that an organization names, offered or switched off: whoever has them says so. */
export interface NamedModels {
  of(organization: string, tx: Tx): Promise<{ nameOf(id: string): string | undefined }>;
}

/**
 * A limit of a model that nobody names would match nothing, and nobody would hear of it.
 * @throws {Problem} `resource-not-found` for `model:<id>` that is none; also where its endpoint is not configured any more
 */
export async function requireModel(models: NamedModels, organization: string, model: string, tx: Tx): Promise<void> {
  const named = await models.of(organization, tx);
  if (named.nameOf(model.slice("model:".length)) !== undefined) return;
  throw problem("resource-not-found", {
    detail: `there is no \`${model}\`; \`GET /api/admin/models\` lists the models that are configured, with their ids`,
    extra: { errors: [{ path: "model", message: "no such model" }] },
  });
}
