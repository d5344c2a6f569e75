import { t } from "@lingui/core/macro";
import { Stack, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { appealBan, banNoticeQuery } from "../../api/moderation.ts";
import { problemOf } from "../../api/problem.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { AppealForm, OwnDecisionView, whatHappened } from "../decisions/OwnDecisionView.tsx";
import { FrontPage } from "./FrontPage.tsx";

const MARK = "#ticket=";

/** What signing in left behind the `#` of the address: there it stays not. */
function useTicket(): string | null {
  const [ticket] = useState(() =>
    window.location.hash.startsWith(MARK) ? window.location.hash.slice(MARK.length) : null,
  );
  useEffect(() => {
    const { hash, pathname } = window.location;
    if (hash.startsWith(MARK)) History.prototype.replaceState.call(window.history, window.history.state, "", pathname);
  }, []);
  return ticket;
}

/** For whoever proved who they are, and is banned: why, until when, and how to appeal. */
export function BannedPage() {
  const ticket = useTicket();
  return <FrontPage width={520}>{ticket === null ? <SignInAgain /> : <Notice ticket={ticket} />}</FrontPage>;
}

const SignInAgain = () => (
  <>
    <PageTitle
      title={t`Sign in to read it`}
      text={t`Why somebody is banned is shown to them alone, after they signed in.`}
    />
    <ButtonLink to="/login">{t`Sign in`}</ButtonLink>
  </>
);

function Notice({ ticket }: { ticket: string }) {
  const queryClient = useQueryClient();
  const query = banNoticeQuery(ticket);
  const { data, error } = useQuery(query);
  if (error)
    return problemOf(error).code === "ban-ticket-over" ? (
      <SignInAgain />
    ) : (
      <>
        <PageTitle title={t`It could not be read`} />
        <ProblemCard error={error} />
      </>
    );
  if (!data) return <RowsSkeleton />;
  if (!data.isBanned)
    return (
      <>
        <PageTitle title={t`You are not banned any more`} text={t`You can sign in again.`} />
        <ButtonLink to="/login">{t`Sign in`}</ButtonLink>
      </>
    );
  const { decision } = data;
  if (decision === null)
    return (
      <PageTitle title={t`You are banned`} text={t`Why is not on record. Ask whoever administers this installation.`} />
    );
  return (
    <>
      <PageTitle title={whatHappened(decision)} text={t`You cannot sign in, and were signed out everywhere.`} />
      <Stack>
        <OwnDecisionView decision={decision} />
        {decision.mayAppeal && (
          <AppealForm
            send={(text) => appealBan(ticket, text)}
            refresh={[]}
            onDone={(answer) => queryClient.setQueryData(query.queryKey, answer)}
          />
        )}
        {decision.appeal?.state === "open" && (
          <Text size="sm">
            {t`Sign in again later: the answer is shown here, and sent to you by mail where there is a mail server.`}
          </Text>
        )}
      </Stack>
    </>
  );
}
