import type { Explanation, ProofStep } from "@gatehouse/engine";

/** In the place of the id of a thing that whoever asks may not know of: `project:?`. */
const UNKNOWN_ID = "?";

/**
 * An explanation for whoever may share a thing and not know of all that it lies in: that there is something above it stays, what it is does not,
 * nor which grant lies there.
 * @param isSecret of the name of a resource
 */
export function withoutSecretThings(explanation: Explanation, isSecret: (resource: string) => boolean): Explanation {
  const hidden = (name: string) => (isSecret(name) ? `${name.slice(0, name.indexOf(":"))}:${UNKNOWN_ID}` : name);
  const shownStep = (step: ProofStep): ProofStep => {
    if (!isSecret(step.from) && !isSecret(step.to)) return step;
    const { relation, from, to, expiresAt } = step;
    return { relation, from: hidden(from), to: hidden(to), ...(expiresAt !== undefined && { expiresAt }) };
  };
  const namesSecret = (value: unknown): boolean =>
    typeof value === "string"
      ? value.includes(":") && isSecret(value)
      : typeof value === "object" && value !== null && Object.values(value).some(namesSecret);
  return {
    ...explanation,
    leads: explanation.leads.map((lead) => ({ ...lead, way: lead.way.map(shownStep) })),
    denies: explanation.denies.filter(({ grant, way }) => !isSecret(grant.resource) && !way.some(namesSecret)),
    remedies: explanation.remedies.filter((remedy) => !namesSecret(remedy)),
  };
}
