import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Text } from "@mantine/core";
import { IconGavel } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { appeal, markDecisionSeen, type OwnDecision, ownDecisionsQuery } from "../../api/moderation.ts";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { AppealForm, OwnDecisionView, whatHappened } from "./OwnDecisionView.tsx";

/** What moderators decided about oneself and one's things. */
export function DecisionsPage() {
  return (
    <div className="page">
      <PageTitle
        title={t`Decisions about me`}
        text={
          <Trans>
            What moderators decided about you or your things, and why. What you reported yourself stands under{" "}
            <TextLink to="/my-reports" underline="always">
              My reports
            </TextLink>
            .
          </Trans>
        }
      />
      <Loaded>
        <Decisions />
      </Loaded>
    </div>
  );
}

function Decisions() {
  const { data, ...pages } = useSuspenseInfiniteQuery(ownDecisionsQuery);
  return (
    <PagedRows
      title={t`Decisions`}
      rows={data.pages.flatMap(({ decisions }) => decisions)}
      keyOf={({ id }) => id}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconGavel size={36} stroke={1.4} aria-hidden />}
          title={t`Nothing was decided about you`}
          text={t`If moderators ever warn you, or hide something of yours, you read here why, and can appeal.`}
        />
      }
    >
      {(decision) => <DecisionLine decision={decision} />}
    </PagedRows>
  );
}

function DecisionLine({ decision }: { decision: OwnDecision }) {
  const seeing = useChange({ run: () => markDecisionSeen(decision.id), refresh: [["decisions"]] });
  const which = t`${whatHappened(decision)}, decided ${inFull(decision.decidedAt)}`;
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 320 }}>
        <Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
          {whatHappened(decision)}
        </Text>
        <OwnDecisionView decision={decision} />
      </div>
      <Group gap="xs">
        {!decision.isSeen && decision.state !== "undone" && (
          <Button
            size="xs"
            variant="default"
            aria-label={t`I have read it: ${which}`}
            loading={seeing.isPending}
            onClick={() => seeing.mutate()}
          >
            {t`I have read it`}
          </Button>
        )}
        {decision.mayAppeal && (
          <Button
            size="xs"
            variant="default"
            aria-label={t`Appeal: ${which}`}
            onClick={() =>
              openForm({
                title: t`Appeal`,
                children: (
                  <AppealForm send={(text) => appeal(decision.id, text)} refresh={[["decisions"]]} onDone={closeForm} />
                ),
              })
            }
          >
            {t`Appeal`}
          </Button>
        )}
      </Group>
    </div>
  );
}
