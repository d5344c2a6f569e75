import { featureCatalogue } from "@gatehouse/engine";
import type { Actor } from "../../http/actor.ts";
import { fromExpiry } from "../../http/schemas.ts";
import type { WorkspaceParts } from "../parts.ts";
import { namesOfPrincipals } from "./called.ts";
import { pathOf, wayOf } from "./ways.ts";

/** Every feature, whether the actor has it, and by which roles. Cost: two questions for each, in memory, and the names of the roles. */
export async function listMyFeatures(parts: WorkspaceParts, actor: Actor) {
  const access = parts.access.of(actor);
  access.requireCurrent();
  const { engine } = access;
  const context = { now: parts.now(), ...(actor.key && { key: actor.key }) };
  const features = Object.entries(featureCatalogue).flatMap(([type, names]) => names.map((name) => `${type}.${name}`));
  const answers = await access.inTurn(actor, () =>
    features.map((feature) => {
      const { allowed, reason, until } = engine.check(actor.subject, feature, undefined, context);
      // A no is not explained: what would turn it takes long, and names what one may not know of.
      const leads = allowed ? engine.explain(actor.subject, feature, undefined, context).leads : [];
      return { feature, allowed, reason, until: fromExpiry(until), paths: leads.map((lead) => pathOf(access, lead)) };
    }),
  );
  const through = answers.flatMap(({ paths }) => paths.flatMap((path) => path.through));
  const nameOf = await namesOfPrincipals(parts, actor.organization, through);
  return {
    features: answers.map(({ paths, ...answer }) => ({
      ...answer,
      ways: paths.map((path) => wayOf(path, nameOf, () => null)),
    })),
  };
}
