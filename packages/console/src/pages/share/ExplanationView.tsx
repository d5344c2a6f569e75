import { Badge, Group, List, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type Explanation, explanationQuery, type ProofStep } from "../../api/access.ts";
import { inFull } from "../../parts/moments.ts";
import { thisThing } from "../../parts/sharedKinds.ts";
import { reasonInWords } from "../../parts/whyNot.ts";

interface ExplanationViewProps {
  subject: string;
  action: string;
  resource: string;
}

/** The server's proof of a yes, or what decided a no and what would turn it. */
export function ExplanationView({ subject, action, resource }: ExplanationViewProps) {
  const { data: proof } = useSuspenseQuery(explanationQuery(subject, action, resource));
  return (
    <Stack gap={6} role="status">
      <Group gap="xs">
        <Badge color={proof.allowed ? "gate" : "gray"} variant="light">
          {proof.allowed ? "Yes" : "No"}
        </Badge>
        <Text size="sm">
          {proof.allowed ? `May ${action}` : `May not ${action}`}: {reasonInWords(proof.reason)}.
          {proof.until && ` Until ${inFull(proof.until)}.`}
        </Text>
      </Group>
      {(proof.leads ?? []).map((lead, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a proof does not change in place
        <Way key={at} title={at === 0 ? "Because" : "And because"} way={lead.way} proof={proof} />
      ))}
      {(proof.denies ?? []).map((deny, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a proof does not change in place
        <Way key={at} title="Denied, because" way={deny.way} proof={proof} />
      ))}
      {(proof.remedies ?? []).length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            What would turn it
          </Text>
          <List size="sm">
            {proof.remedies?.map((remedy) => {
              const text = remedy.changes.map((change) => inWords(change.kind)).join(", and ");
              return <List.Item key={JSON.stringify(remedy.changes)}>{text}</List.Item>;
            })}
          </List>
        </div>
      )}
    </Stack>
  );
}

function Way({ title, way, proof }: { title: string; way: ProofStep[]; proof: Explanation }) {
  if (way.length === 0) return null;
  return (
    <div>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <List type="ordered" size="sm">
        {way.map((step) => (
          <List.Item key={`${step.relation} ${step.from} ${step.to}`}>
            {nameOf(step.from, step.fromName, proof)} {relations[step.relation] ?? step.relation.replaceAll("-", " ")}{" "}
            {nameOf(step.to, step.toName, proof)}
            {step.detail && ` (${step.detail})`}
            {step.expiresAt && `, until ${inFull(step.expiresAt)}`}
          </List.Item>
        ))}
      </List>
    </div>
  );
}

const relations: Readonly<Record<string, string>> = {
  "is-in": "is in",
  "holds-role": "holds the role",
  "is-everyone": "belongs to",
  "is-anyone": "belongs to",
  owns: "owns",
  granted: "was given a right on",
  "holds-capability": "holds the capability",
  feature: "includes the feature",
  "parent-of": "contains",
  "shown-by": "is shown by",
  "lent-by": "is lent by",
  open: "is open:",
  "member-of": "is a member of",
};

const changesInWords: Readonly<Record<string, string>> = {
  "grant-set": "share it with them",
  "grant-removed": "take the denying rule away",
  "account-status-set": "activate the account",
  "ban-lifted": "lift the ban",
  "resource-state-set": "make it visible again",
  "feature-set": "switch the feature on for a role of theirs",
  "ceiling-set": "have the operator switch the feature on",
  "role-given": "give them a role",
  "membership-set": "put them into a group",
  "capability-set": "give them a capability",
};
const inWords = (kind: string) => changesInWords[kind] ?? kind.replaceAll("-", " ");

function nameOf(principal: string, told: string | null | undefined, proof: Explanation): string {
  if (told) return told;
  const known = proof.names?.[principal];
  if (known) return known;
  if (principal === "everyone") return "everyone in the organization";
  if (principal === "anyone") return "anyone with the link";
  const thing = proof.leads ? thisThing(principal) : null;
  if (thing) return thing;
  return principal.startsWith("role:") ? principal.slice(5) : principal;
}
