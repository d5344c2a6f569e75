import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Button, Checkbox, Group, Text } from "@mantine/core";
import type { ReportLine } from "../../api/report.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull, onDay } from "../../parts/moments.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalLink } from "../../parts/PrincipalLink.tsx";
import { Quoted } from "../requests/Quoted.tsx";
import { ThingLink } from "../requests/ThingLink.tsx";
import { givenInWords, hasEnded } from "../share/levels.ts";
import { findingsInWords, textOf } from "./inWords.ts";

interface ReportLineRowProps {
  line: ReportLine;
  isChosen: boolean;
  /** Whether any line of the list may be taken away. */
  isOffered: boolean;
  onChoose(isChosen: boolean): void;
  /** Shows all grants on the thing alone. */
  onThing(): void;
}

/** Who was given what, by whom, since and until when; chosen, to be taken away. */
export function ReportLineRow({ line, isChosen, isOffered, onChoose, onThing }: ReportLineRowProps) {
  const { resource, type, id, principal, principalName, allow, deny, expiresAt, condition, lastUsed } = line;
  const { givenByName, givenBy, givenAt, reason, findings, ownerName, owner } = line;
  const to = principalName ?? principal.slice(principal.indexOf(":") + 1);
  const text = textOf(line);
  const [action = "use"] = [...allow, ...deny];
  return (
    <div className="row-block">
      <div className="row-line">
        {isOffered && (
          <Checkbox
            mt={6}
            aria-label={`${to}: ${text}`}
            checked={isChosen}
            disabled={!line.mayTakeAway}
            {...(!line.mayTakeAway && { title: t`You may not take it away; whoever owns it can.` })}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        )}
        <PrincipalIcon kind={principal.split(":")[0] ?? ""} name={to} />
        <div className="grow">
          <Text size="sm" component="div">
            <Trans>
              <PrincipalLink principal={principal}>
                <strong>{to}</strong>
              </PrincipalLink>{" "}
              has <strong>{id === null ? text : <ThingLink request={{ resource, name: text, thingId: id }} />}</strong>
            </Trans>
          </Text>
          <Text size="xs" c="dimmed">
            {[
              allow.length > 0 && givenInWords(type, line),
              deny.length > 0 && t`denied: ${deny.join(", ")}`,
              line.name !== null && owner !== "" && t`owned by ${ownerName ?? owner}`,
              givenAt
                ? t`given on ${onDay(givenAt)} by ${givenByName ?? whoIs(givenBy)}`
                : t`given by ${givenByName ?? whoIs(givenBy)}`,
              lastUsed ? t`last used ${onDay(lastUsed)}` : t`not used yet`,
              expiresAt !== null && (hasEnded(line) ? t`ended ${inFull(expiresAt)}` : t`until ${inFull(expiresAt)}`),
              condition !== null && t`under a condition`,
            ]
              .filter(Boolean)
              .join(" · ")}
          </Text>
          {reason && <Quoted by={t`Reason`} text={reason} />}
          {findings.length > 0 && (
            <Group gap={6} mt={4}>
              {findings.map((finding) => (
                <Badge
                  key={finding}
                  variant="default"
                  size="sm"
                  tt="none"
                  fw={500}
                  title={findingsInWords[finding].text()}
                >
                  {findingsInWords[finding].label}
                </Badge>
              ))}
            </Group>
          )}
        </div>
        <Group gap="xs">
          <Button size="xs" variant="default" aria-label={t`Who else has ${text}`} onClick={onThing}>
            {t`Who else`}
          </Button>
          <ButtonLink
            size="xs"
            variant="default"
            to="/why"
            search={{ action, thing: resource, ...(principal.startsWith("user:") && { who: principal }) }}
            aria-label={t`Why: ${to}, ${text}`}
          >
            {t`Why`}
          </ButtonLink>
        </Group>
      </div>
    </div>
  );
}

/** Whoever has no name: configuration, the command line, an account that is deleted. */
const whoIs = (actor: string | null | undefined): string => {
  if (!actor) return t`nobody known`;
  return /^(user|service):/.test(actor) ? t`a deleted account` : actor;
};
