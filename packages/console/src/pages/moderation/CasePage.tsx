import { plural, t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type CaseDetail, caseQuery, giveCaseBack, MODERATION_CHANGED, takeCase } from "../../api/moderation.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { Quoted } from "../requests/Quoted.tsx";
import { DecideForm } from "./DecideForm.tsx";
import { DecisionLine } from "./DecisionLine.tsx";
import { ExcerptView } from "./ExcerptView.tsx";
import { StateBadge } from "./ModerationPage.tsx";
import { categoryWords, nameOfThing } from "./words.ts";

const route = getRouteApi("/signed-in/moderation/$caseId");

/** One case: what was reported, what its reporters saw, and what was decided. */
export function CasePage() {
  const { caseId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={caseId} isPage>
        <OneCase key={caseId} id={caseId} />
      </Loaded>
    </div>
  );
}

function OneCase({ id }: { id: string }) {
  const { data: its } = useSuspenseQuery(caseQuery(id));
  const more = its.reports - its.reportList.length;
  return (
    <>
      <PageTitle
        title={nameOfThing(its)}
        text={
          <Group gap="xs" component="span">
            <StateBadge case={its} />
            <span>{aboutInWords(its)}</span>
          </Group>
        }
        actions={
          <ButtonLink to="/moderation" size="xs" variant="default">
            {t`All cases`}
          </ButtonLink>
        }
      />
      <Stack>
        <Assignment case={its} />
        {its.reportList.length > 0 && (
          <section aria-labelledby="reports" className="panel">
            <Title order={2} size="h4" id="reports" p="md" pb={0}>
              {t`Reports`}
            </Title>
            <ul className="plain-list">
              {its.reportList.map((report) => (
                <li key={report.id}>
                  <div className="row">
                    <div className="grow" style={{ flexBasis: 300 }}>
                      <Text size="sm" fw={600}>
                        {categoryWords[report.category]}
                      </Text>
                      <Quoted by={report.reporter.name ?? t`Somebody who is gone`} text={report.text} />
                      <ExcerptView excerpt={report.excerpt} />
                      <Text size="xs" c="dimmed" mt={4}>
                        {report.text === "" && `${report.reporter.name ?? t`Somebody who is gone`}, `}
                        {inFull(report.createdAt)}
                      </Text>
                    </div>
                  </div>
                </li>
              ))}
            </ul>
            {more > 0 && (
              <Text size="sm" c="dimmed" p="md" pt={0}>
                {t`and ${more} more`}
              </Text>
            )}
          </section>
        )}
        {its.decisions.length > 0 && (
          <section aria-labelledby="decisions" className="panel">
            <Title order={2} size="h4" id="decisions" p="md" pb={0}>
              {t`Decisions`}
            </Title>
            <ul className="plain-list">
              {its.decisions.map((decision) => (
                <li key={decision.id}>
                  <DecisionLine decision={decision} case={its} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </Stack>
    </>
  );
}

function aboutInWords({ about, isThere, isHidden, type }: CaseDetail): string {
  if (about === null) {
    if (!isThere) return t`Nobody's account; it is gone`;
    return isHidden && type !== "user" ? t`Nobody's account; hidden now` : t`Nobody's account`;
  }
  const name = about.name ?? t`somebody who is gone`;
  if (!isThere) return t`Of ${name}; it is gone`;
  return isHidden && type !== "user" ? t`Of ${name}; hidden now` : t`Of ${name}`;
}

/** Who looks at it, and what can be done with it now. */
function Assignment({ case: its }: { case: CaseDetail }) {
  const taking = useChange({ run: () => takeCase(its.id), refresh: MODERATION_CHANGED, said: t`It is yours now` });
  const givingBack = useChange({ run: () => giveCaseBack(its.id), refresh: MODERATION_CHANGED, said: t`Given back` });
  const { about, earlier } = its;
  const isMine = its.assignedTo !== null && !its.mayTake && its.whyNot === null;
  return (
    <Stack className="panel" p="lg" gap="sm" component="section" aria-label={t`What to do`}>
      {about && (
        <Text size="sm">
          {t`About ${about.name ?? t`somebody who is gone`}: ${earlierCases(earlier.cases)}, ${earlierWarnings(earlier.warnings)}, ${earlierBans(earlier.bans)} before.`}{" "}
          {earlier.cases > 0 && (
            <TextLink to="/moderation" search={{ about: about.id }} underline="always">
              {t`See them`}
            </TextLink>
          )}
        </Text>
      )}
      {its.whyNot !== null && <Text size="sm">{its.whyNot}</Text>}
      {its.assignedTo !== null && (
        <Text size="sm">
          {isMine ? t`You have taken it.` : t`${its.assignedTo.name ?? t`Somebody who is gone`} has taken it.`}
        </Text>
      )}
      {its.state !== "decided" && (
        <Group gap="xs">
          {its.mayDecide && (
            <Button
              onClick={() => openForm({ title: t`Decide`, children: <DecideForm case={its} /> })}
            >{t`Decide`}</Button>
          )}
          {isMine ? (
            <Button variant="default" loading={givingBack.isPending} onClick={() => givingBack.mutate()}>
              {t`Give it back`}
            </Button>
          ) : (
            <GuardedButton
              whyNot={its.whyNot}
              variant={its.assignedTo === null ? "filled" : "default"}
              loading={taking.isPending}
              onClick={() => taking.mutate()}
            >
              {its.assignedTo === null ? t`Take it` : t`Take it over`}
            </GuardedButton>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** They are counted up to here. */
const MANY = 99;

const earlierCases = (count: number): string => {
  if (count === 0) return t`no other cases`;
  return count >= MANY
    ? t`99 or more other cases`
    : plural(count, { one: "one other case", other: `${count} other cases` });
};
const earlierWarnings = (count: number): string => {
  if (count === 0) return t`no warnings`;
  return count >= MANY ? t`99 or more warnings` : plural(count, { one: "one warning", other: `${count} warnings` });
};
const earlierBans = (count: number): string => {
  if (count === 0) return t`no bans`;
  return count >= MANY ? t`99 or more bans` : plural(count, { one: "one ban", other: `${count} bans` });
};
