import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Badge, Button, Checkbox, Group, Text } from "@mantine/core";
import type { Decision, ReviewLine } from "../../api/reviews.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull, onDay } from "../../parts/moments.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { findingsInWords, textOf } from "../report/inWords.ts";
import { Quoted } from "../requests/Quoted.tsx";
import { ThingLink } from "../requests/ThingLink.tsx";
import { givenInWords, hasEnded } from "../share/levels.ts";
import { nameOf, outcomesInWords, refusalsInWords } from "./words.ts";

interface ReviewLineRowProps {
  line: ReviewLine;
  isChosen: boolean;
  isBusy: boolean;
  onChoose(isChosen: boolean): void;
  onDecide(decision: Decision | "none"): void;
  /** Whether whoever looks may ask about others. */
  asksWhy: boolean;
}

/** One grant with what speaks for and against it, and what was decided. */
export function ReviewLineRow({ line, isChosen, isBusy, onChoose, onDecide, asksWhy }: ReviewLineRowProps) {
  const { resource, type, id, principal, allow, deny, mayDecide, decision, number } = line;
  const to = nameOf(line);
  const text = textOf(line);
  const [action = "use"] = [...allow, ...deny];
  const what = `${to}: ${text}`;
  return (
    <div className="row-block" data-line={number}>
      <div className="row-line">
        {mayDecide && (
          <Checkbox
            mt={6}
            aria-label={what}
            checked={isChosen}
            onChange={(event) => onChoose(event.currentTarget.checked)}
          />
        )}
        <PrincipalIcon kind={principal.split(":")[0] ?? ""} name={to} />
        <div className="grow">
          <Text size="sm" component="div">
            <Trans>
              <strong>{to}</strong> has{" "}
              <strong>{id === null ? text : <ThingLink request={{ resource, name: text, thingId: id }} />}</strong>
            </Trans>
          </Text>
          <Text size="xs" c="dimmed">
            {evidenceOf(line, type).join(" · ")}
          </Text>
          {line.reason && <Quoted by={t`Reason`} text={line.reason} />}
          {(line.findings.length > 0 || (line.outcome === null && line.now !== "same")) && (
            <Group gap={6} mt={4}>
              {line.findings.map((finding) => (
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
              {line.outcome === null && line.now !== "same" && (
                <Badge variant="default" size="sm" tt="none" fw={500}>
                  {line.now === "gone" ? t`Gone already` : t`Changed since`}
                </Badge>
              )}
            </Group>
          )}
          <Decided line={line} />
        </div>
        <Group gap="xs">
          {mayDecide && (
            <>
              <Button
                size="xs"
                variant={decision === "keep" ? "filled" : "default"}
                aria-pressed={decision === "keep"}
                aria-label={t`Keep: ${what}`}
                disabled={isBusy}
                onClick={() => onDecide(decision === "keep" ? "none" : "keep")}
              >
                {t`Keep`}
              </Button>
              <Button
                size="xs"
                variant={decision === "revoke" ? "filled" : "default"}
                {...(decision === "revoke" && { color: "red.9" })}
                aria-pressed={decision === "revoke"}
                aria-label={t`Revoke: ${what}`}
                disabled={isBusy}
                onClick={() => onDecide(decision === "revoke" ? "none" : "revoke")}
              >
                {t`Revoke`}
              </Button>
            </>
          )}
          {asksWhy && (
            <ButtonLink
              size="xs"
              variant="default"
              to="/why"
              search={{ action, thing: resource, ...(principal.startsWith("user:") && { who: principal }) }}
              aria-label={t`Why: ${what}`}
            >
              {t`Why`}
            </ButtonLink>
          )}
        </Group>
      </div>
    </div>
  );
}

function evidenceOf(line: ReviewLine, type: string): string[] {
  const { allow, deny, owner, ownerName, givenAt, givenBy, givenByName, lastUsed, expiresAt, condition } = line;
  const giver = givenByName ?? (givenBy === null ? t`nobody known` : t`somebody who is gone`);
  return [
    allow.length > 0 && givenInWords(type, line),
    deny.length > 0 && t`denied: ${deny.join(", ")}`,
    line.name !== null && owner !== "" && t`owned by ${ownerName ?? owner}`,
    givenAt ? t`given on ${onDay(givenAt)} by ${giver}` : t`given by ${giver}`,
    lastUsed ? t`last used ${onDay(lastUsed)}` : t`not used yet`,
    expiresAt !== null && (hasEnded(line) ? t`ended ${inFull(expiresAt)}` : t`until ${inFull(expiresAt)}`),
    condition !== null && t`under a condition`,
  ].filter((part) => part !== false);
}

/** Who decided what, and what came of it. */
function Decided({ line }: { line: ReviewLine }) {
  const { decision, decidedAt, decidedByName, note, outcome, outcomeWhy, outcomeByName, isOwnAccess, reviewer } = line;
  const decider = decidedByName ?? t`somebody who is gone`;
  const said = [
    isOwnAccess && outcome === null && t`This is about your own access: somebody else decides.`,
    decision !== null &&
      (decision === "keep"
        ? t`Keep, decided by ${decider} on ${onDay(decidedAt)}.`
        : t`Revoke, decided by ${decider} on ${onDay(decidedAt)}.`),
    decision === null && outcome === null && reviewer !== null && t`Waits for ${reviewer.name ?? t`its owner`}.`,
    outcome !== null && `${outcomesInWords[outcome].label}.`,
    outcome === "revoked" && t`In the name of ${outcomeByName ?? t`somebody who is gone`}.`,
    outcome === "refused" && outcomeWhy !== null && refusalsInWords[outcomeWhy] && `${refusalsInWords[outcomeWhy]}.`,
  ].filter(Boolean);
  return (
    <>
      {said.length > 0 && (
        <Text size="sm" mt={4}>
          {said.join(" ")}
        </Text>
      )}
      {note !== "" && <Quoted by={decidedByName ?? t`Somebody who is gone`} text={note} />}
    </>
  );
}
