import { t } from "@lingui/core/macro";
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
  const why = reasonInWords(proof.reason);
  const verdict = proof.allowed ? t`May ${action}: ${why}.` : t`May not ${action}: ${why}.`;
  return (
    <Stack gap={6} role="status">
      <Group gap="xs">
        <Badge color={proof.allowed ? "gate" : "gray"} variant="light">
          {proof.allowed ? t`Yes` : t`No`}
        </Badge>
        <Text size="sm">
          {[at && t`On ${inFull(at)}:`, verdict, proof.until && t`Until ${inFull(proof.until)}.`]
            .filter(Boolean)
            .join(" ")}
        </Text>
      </Group>
      {proof.leads.map((lead, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a proof does not change in place
        <Way key={at} title={at === 0 ? t`Because` : t`And because`} way={lead.way} proof={proof} />
      ))}
      {proof.denies.map((deny, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a proof does not change in place
        <Way key={at} title={t`Denied, because`} way={deny.way} proof={proof} />
      ))}
      {proof.remedies.length > 0 && (
        <div>
          <Text size="sm" fw={600}>
            {t`What would turn it`}
          </Text>
          <List size="sm">
            {proof.remedies.map((remedy) => {
              const name = (principal: string) => nameOf(principal, proof);
              const text = remedy.changes
                .map((change) => remedyInWords(change, subject, name))
                .reduce((first, next) => t`${first}, and ${next}`);
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
            {step.expiresAt && `, ${t`until ${inFull(step.expiresAt)}`}`}
          </List.Item>
        ))}
      </List>
    </div>
  );
}

const relations: Readonly<Record<string, string>> = {
  "is-in": t`is in`,
  "holds-role": t`holds the role`,
  "is-everyone": t`belongs to`,
  "is-anyone": t`belongs to`,
  owns: t`owns`,
  granted: t`was given a right on`,
  "holds-capability": t`holds the capability`,
  feature: t`includes the feature`,
  "parent-of": t`contains`,
  "shown-by": t`is shown by`,
  "lent-by": t`is lent by`,
  open: t`is open:`,
  "member-of": t`is a member of`,
};

function nameOf(principal: string, proof: Explanation): string {
  const known = proof.names[principal];
  if (known) return known;
  if (principal === "everyone") return t`everyone in the organization`;
  if (principal === "anyone") return t`anyone with the link`;
  if (principal === proof.resource && proof.thing?.name) return `${calledOf(principal)} ${proof.thing.name}`;
  const thing = proof.leads ? thisThing(principal) : null;
  if (thing) return thing;
  return principal.startsWith("role:") ? principal.slice(5) : principal;
}
