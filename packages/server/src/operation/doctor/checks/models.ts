import { type Reach, reachOfFile } from "../../../workspace/index.ts";
import type { Check, Ground } from "../check.ts";
import { type Found, fine, warning, wrong } from "../finding.ts";

/** The models of librechat.yaml, and whether their endpoints answer. */
export const models: Check<Ground> = async ({ settings }, signal) => {
  const names = settings.models.slice(0, 5).map(({ id }) => id);
  const [usable, unusable] = [true, false].map((is) =>
    settings.endpoints.custom.filter((endpoint) => endpoint.configured === is),
  );
  const reached = await Promise.all(
    (usable ?? []).map(async (endpoint) => reachFinding(endpoint.name, await reachOfFile(endpoint, signal))),
  );
  return [
    fine(`${settings.models.length} models: ${names.join(", ")}`),
    ...(unusable ?? []).map(({ name, whyNot }) =>
      warning({
        code: "endpoint-incomplete",
        detail: `the endpoint \`${name}\` cannot be asked: ${whyNot ?? "not configured"}`,
        cause: "Its models are offered to nobody.",
        advice: "Complete it in the YAML file, or remove it.",
      }),
    ),
    ...reached,
  ];
};

/** @param organization the slug of the one in whose console it was made */
export function reachFinding(name: string, { trouble, why }: Reach, organization?: string): Found {
  const detail = `the endpoint \`${name}\`: ${why}`;
  if (trouble === null) return fine(detail, organization);
  const isMade = organization !== undefined;
  const place = isMade ? "on the page *Models* of the console" : "under `endpoints.custom` of librechat.yaml";
  return wrong({
    code: `endpoint-${trouble}`,
    detail,
    cause: "Whoever asks its models gets no answer.",
    advice:
      trouble === "key-refused"
        ? `Give its key anew, ${place}${isMade ? "" : " or in the variable that it names"}.`
        : `Check its address ${place}, that it runs, and that this machine reaches it.`,
    ...(isMade && { organization }),
  });
}
