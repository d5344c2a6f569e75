import type { Check, DoctorParts } from "../check.ts";
import { type Found, worthKnowing, wrong } from "../finding.ts";
import { reachFinding } from "./models.ts";

/** Those that were made in the console; those of the file are looked at with the models. */
export const modelEndpoints: Check<DoctorParts> = async ({ access, workspace }, signal) => {
  const findings: Found[] = [];
  for (const { id, slug } of access.list())
    for (const { name, reach } of await workspace.endpoints.reachAll(id, signal))
      findings.push(reach === "unreadable" ? unreadable(name, slug) : reachFinding(name, reach, slug));
  return findings.length > 0 ? findings : [worthKnowing("none was made in the console")];
};

const unreadable = (name: string, organization: string): Found =>
  wrong({
    organization,
    code: "endpoint-key-unreadable",
    detail: `the key of the endpoint \`${name}\` cannot be read`,
    cause: "It was kept under another CREDS_KEY.",
    advice: "Give its key anew on the page *Models* of the console, or set CREDS_KEY to what it was.",
  });
