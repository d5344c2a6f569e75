import { t } from "@lingui/core/macro";
import { List, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { explanationQuery, type Grant, type Sharing } from "../../api/access.ts";
import { firstActionOf } from "../../parts/sharedKinds.ts";
import { reasonInWords } from "../../parts/whyNot.ts";
import { leadInWords } from "./leadInWords.ts";
import { hasEnded } from "./levels.ts";
import type { Shared } from "./ShareButton.tsx";

interface HowTheyHaveItProps {
  subject: string;
  /** Default: what one needs to find it at all. */
  action?: string;
  shared: Shared;
  sharing: Sharing | undefined;
  /** The grant that is shown already: only what they have besides is told, and if they cannot use it, why. */
  besides?: Grant;
}

/** Each way in which somebody has an action now, from the server's proof. */
export function HowTheyHaveIt({ subject, action: asked, shared, sharing, besides }: HowTheyHaveItProps) {
  const action = asked ?? firstActionOf(shared.type);
  const { data: proof } = useQuery(explanationQuery(subject, action, `${shared.type}:${shared.id}`));
  if (!proof)
    return besides ? null : (
      <Text size="xs" c="dimmed">
        …
      </Text>
    );
  if (!proof.allowed) {
    if (besides && (hasEnded(besides) || !besides.allow.includes(action))) return null;
    return (
      <Text size="xs" c="var(--mantine-color-error)">
        {t`May not ${action} it now: ${reasonInWords(proof.reason)}.`}
      </Text>
    );
  }
  const grants = new Map((sharing?.grants ?? []).map((grant) => [grant.id, grant]));
  const others = proof.leads.filter(({ way }) => !besides || !way.some(({ grant }) => grant === besides.id));
  if (others.length === 0) return null;
  const texts = [...new Set(others.map((lead) => leadInWords(lead, grants, proof.names)))];
  if (besides)
    return (
      <Text size="xs" c="dimmed">
        {t`Besides: ${texts.join("; ")}`}
      </Text>
    );
  return (
    <List size="xs" c="dimmed" listStyleType="none">
      {texts.map((text) => (
        <List.Item key={text}>{text}</List.Item>
      ))}
    </List>
  );
}
