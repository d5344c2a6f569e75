import { USER } from "@gatehouse/engine";
import type { Check, DoctorParts } from "../check.ts";
import { type Found, fine, warning } from "../finding.ts";
import { featuresOf } from "../queries.ts";

/** What the file says of features for USER, against what counts: an administrator may have switched it since, and a ceiling is above both. */
export const featureSwitches: Check<DoctorParts> = async ({ access, store, settings }) => {
  const findings: Found[] = [];
  for (const { id, slug } of access.list()) {
    const features = await featuresOf(store.db, id, USER);
    const other = settings.featureSeeds.flatMap(({ feature, on, key }) => {
      if (on && settings.ceilings.includes(feature.split(".")[0] ?? "")) return [underCeiling(slug, key, feature)];
      return features.has(feature) === on ? [] : [switchedSince(slug, key, feature, on)];
    });
    findings.push(
      ...(other.length > 0 ? other : [fine(`${settings.featureSeeds.length} of the file are as it says`, slug)]),
    );
  }
  return findings;
};

const switchedSince = (organization: string, key: string, feature: string, on: boolean): Found =>
  warning({
    organization,
    code: on ? "feature-switched-off" : "feature-switched-on",
    detail: `\`${key}\` switches ${feature} ${on ? "on" : "off"} for USER, and it is ${on ? "off" : "on"}`,
    cause: "An administrator switched it since; the file counts when what it says is new.",
    advice: "Let the file say what is wanted, or switch it back.",
    command: `gatehouse role set USER ${feature} ${on ? "on" : "off"} --organization ${organization}`,
  });

const underCeiling = (organization: string, key: string, feature: string): Found =>
  warning({
    organization,
    code: "feature-below-ceiling",
    detail: `\`${key}\` switches ${feature} on for USER, and nobody has it`,
    cause: `The environment takes ${feature.split(".")[0]} from everybody (ALLOW_… and the like), whatever is switched on below.`,
    advice: "Take the variable away, or the key out of the file, and start the server anew.",
    command: "gatehouse config show",
  });
