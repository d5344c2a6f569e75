import { Badge, Group, List, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type Explanation, explanationQuery, type ProofStep } from "../../api/access.ts";
import { inFull } from "../../parts/moments.ts";
import { PrincipalLink } from "../../parts/PrincipalLink.tsx";
import { calledOf, thisThing } from "../../parts/sharedKinds.ts";
import { reasonInWords } from "../../parts/whyNot.ts";
import { remedyInWords } from "./remedyInWords.ts";

interface ExplanationViewProps {
  subject: string;
  action: string;
  /** Absent: the action is a feature, or a capability. */
  resource?: string;
  /** As it was at that moment; absent: now. */
  at?: string;
}

/** The server's proof of a yes, or what decided a no and what would turn it. */
export function ExplanationView({ subject, action, resource, at }: ExplanationViewProps) {
  const { data: proof } = useSuspenseQuery(explanationQuery(subject, action, resource, at));
  return (
    <Stack gap={6} role="status">
      <Group gap="xs">
        <Badge color={proof.allowed ? "gate" : "gray"} variant="light">
          {proof.allowed ? "Yes" : "No"}
        </Badge>
        <Text size="sm">
          {at && `On ${inFull(at)}: `}
          {proof.allowed ? `May ${action}` : `May not ${action}`}: {reasonInWords(proof.reason)}.
          {proof.until && ` Until ${inFull(proof.until)}.`}
        </Text>
      </Group>
      {proof.leads.map((lead, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a proof does not change in place
        <Way key={at} title={at === 0 ? "Because" : "And because"} way={lead.way} proof={proof} />
      ))}
      {proof.denies.map((deny, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a proof does not change in place
        <Way key={at} title="Denied, because" way={deny.way} proof={proof} />
      ))}
      {proof.remedies.length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            What would turn it
          </Text>
          <List size="sm">
            {proof.remedies.map((remedy) => {
              const name = (principal: string) => nameOf(principal, proof);
              const text = remedy.changes.map((change) => remedyInWords(change, subject, name)).join(", and ");
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
            <PrincipalLink principal={step.from}>{nameOf(step.from, proof)}</PrincipalLink>{" "}
            {relations[step.relation] ?? step.relation.replaceAll("-", " ")}{" "}
            <PrincipalLink principal={step.to}>{nameOf(step.to, proof)}</PrincipalLink>
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

function nameOf(principal: string, proof: Explanation): string {
  const known = proof.names[principal];
  if (known) return known;
  if (principal === "everyone") return "everyone in the organization";
  if (principal === "anyone") return "anyone with the link";
  if (principal === proof.resource && proof.thing?.name) return `${calledOf(principal)} ${proof.thing.name}`;
  const thing = proof.leads ? thisThing(principal) : null;
  if (thing) return thing;
  return principal.startsWith("role:") ? principal.slice(5) : principal;
}
