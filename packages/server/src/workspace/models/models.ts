import type { Access } from "../../access/index.ts";
import type { CustomEndpoint, Settings } from "../../config/index.ts";
import { Followed, type Store, type Tx } from "../../store/index.ts";
import type { Way } from "./askEndpoint.ts";
import { echo } from "./echo.ts";
import type { EndpointSecrets } from "./endpoints/endpointSecrets.ts";
import { asConfigured, declaredBy, modelsOf } from "./endpoints/endpointShape.ts";
import { isOfFile } from "./endpoints/names.ts";
import { findEndpoint, listOffered, type OfferedRow } from "./endpoints/queries.ts";
import { ModelFailed } from "./model.ts";
import { openAiModel } from "./openAiModel.ts";
import { type Offered, OrganizationModels } from "./organizationModels.ts";
import type { WayOut } from "./wayOut.ts";

export interface ModelOptions {
  /** Between two words of `echo`. */
  echoDelayMs: number;
  /** How long an endpoint may say nothing. */
  silenceMs: number;
}

interface Sources {
  access: Pick<Access, "of">;
  store: Pick<Store, "db" | "followConfig">;
  settings: Settings;
  wayOut: WayOut;
  secrets: EndpointSecrets;
}

/** The models of this installation, each a resource `model:<id>`: those of librechat.yaml everywhere, those of the console in its organization. */
export class Models {
  private readonly sources: Sources;
  private readonly options: ModelOptions;
  private readonly ofFile: readonly Offered[];
  private readonly listening = new Set<string>();
  /** Whoever writes endpoints announces it there. */
  readonly followed: Followed<OrganizationModels>;

  constructor(sources: Sources, options: ModelOptions) {
    this.sources = sources;
    this.options = options;
    this.ofFile = this.offeredByFile();
    this.followed = new Followed(sources.store, "endpoints", (db, organization) => this.read(db, organization));
  }

  /**
   * As they are now; what another server changes counts within half a second, and at once for whoever waited for its revision.
   * @param tx in a commit, its transaction; then it costs one query, by endpoints_by_name
   */
  of(organization: string, tx?: Tx): Promise<OrganizationModels> {
    if (tx) return this.read(tx, organization);
    this.listen(organization);
    return this.followed.of(organization);
  }

  /** A model that the log tells of stands in a row that was written with it. */
  private listen(organization: string): void {
    if (this.listening.has(organization)) return;
    this.listening.add(organization);
    this.sources.access.of(organization).onRevision(({ changes }) => {
      const isOfModel = changes.some((one) => "resource" in one && one.resource?.startsWith("model:"));
      if (isOfModel) this.followed.changed(organization);
    });
  }

  private async read(db: Tx, organization: string): Promise<OrganizationModels> {
    const rows = await listOffered(db, organization);
    const made = rows.filter(({ name }) => !isOfFile(this.sources.settings, name));
    return new OrganizationModels(
      [...this.ofFile, ...made.filter(({ enabled }) => enabled === 1).map((row) => this.offeredBy(row))],
      made.filter(({ enabled }) => enabled !== 1).flatMap(declaredBy),
    );
  }

  private offeredByFile(): Offered[] {
    const { endpoints, models } = this.sources.settings;
    const configured = new Map<string, CustomEndpoint>(
      endpoints.custom.filter((one) => one.configured).map((endpoint) => [endpoint.name, endpoint]),
    );
    return [...Map.groupBy(models, ({ endpoint }) => endpoint)].flatMap(([name, its]): Offered[] => {
      const endpoint = configured.get(name);
      if (endpoint)
        return [{ endpoint, models: its, find: (resource, model) => this.answering(endpoint, its, resource, model) }];
      if (name !== "echo") return [];
      return [
        {
          endpoint: { name, modelDisplayLabel: undefined, iconURL: undefined },
          models: its,
          find: (resource) => echo(resource, this.options),
        },
      ];
    });
  }

  private offeredBy(row: OfferedRow): Offered {
    const endpoint = asConfigured(row);
    const models = declaredBy(row);
    return {
      endpoint,
      models,
      find: (resource, model) => this.answering(endpoint, models, resource, model, () => this.wayTo(row, model)),
    };
  }

  private answering(
    endpoint: CustomEndpoint,
    its: Offered["models"],
    resource: string,
    name: string,
    way?: () => Promise<Way>,
  ) {
    const title = its.find(({ model }) => model === endpoint.titleModel);
    return openAiModel(resource, endpoint, name, {
      ...this.options,
      titleResource: title && `model:${title.id}`,
      ...(way && { way }),
    });
  }

  /** Read anew for each request: what was changed meanwhile counts, and nothing that is secret is kept. @throws {ModelFailed} */
  private async wayTo({ organization_id, id }: OfferedRow, model: string): Promise<Way> {
    const { store, secrets, wayOut } = this.sources;
    const row = await findEndpoint(store.db, organization_id, id);
    if (row?.enabled !== 1 || !modelsOf(row).includes(model)) throw new ModelFailed("The model was taken away.");
    const opened = secrets.open(row);
    if (!opened)
      throw new ModelFailed(
        "The key of the model's endpoint cannot be read any more; an administrator gives it again.",
      );
    const { key, headers } = opened;
    return {
      endpoint: { baseURL: row.base_url, apiKey: key ?? undefined, headers },
      ask: (url, sent) => wayOut.ask(url, sent),
    };
  }
}
