import { movesOf } from "../../../moving/index.ts";
import type { Check, DoctorParts } from "../check.ts";
import { type Found, fine, warning, worthKnowing } from "../finding.ts";

/** A moving in from elsewhere that was cut off. */
export const movingIn: Check<DoctorParts> = async (parts) => {
  const findings: Found[] = [];
  for (const { slug } of parts.access.list())
    for (const { id, state, source } of await movesOf(parts, slug)) {
      if (state === "done") findings.push(fine(`done: ${source}`, slug));
      if (state === "running")
        findings.push(
          warning({
            organization: slug,
            code: "moving-in-unfinished",
            detail: `begun and not ended: ${source}`,
            cause: "It goes on now, or it was stopped.",
            advice: `Where it was stopped, the same command goes on where it was; \`gatehouse migrate undo ${id}\` takes it back.`,
            command: `gatehouse migrate librechat <source>${ofOrganization(parts, slug)}`,
          }),
        );
      if (state === "undoing")
        findings.push(
          warning({
            organization: slug,
            code: "moving-in-half-undone",
            detail: `begun to be taken back, and not ended: ${source}`,
            cause: "It goes on now, or it was stopped.",
            command: `gatehouse migrate undo ${id}${ofOrganization(parts, slug)}`,
          }),
        );
    }
  return findings.length > 0 ? findings : [worthKnowing("nothing was moved in")];
};

const ofOrganization = ({ access }: DoctorParts, slug: string): string =>
  access.findOrganization()?.slug === slug ? "" : ` --organization ${slug}`;
