import { t } from "@lingui/core/macro";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type Feature, featuresQuery } from "../../api/may.ts";
import { ProblemError } from "../../api/problem.ts";

/** The refusal that somebody would get at the end, told at the beginning: the first of these features that their role lacks; null if it has them all. */
export function useMissingFeature(...needed: readonly Feature[]): ProblemError | null {
  const { data: features } = useSuspenseQuery(featuresQuery);
  const missing = needed.find((feature) => features.get(feature)?.allowed === false);
  if (missing === undefined) return null;
  const reason = features.get(missing)?.reason === "ceiling-down" ? "ceiling-down" : "feature-missing";
  return new ProblemError(403, { code: "feature-off", title: t`Not allowed`, reason, missing: [missing] });
}
