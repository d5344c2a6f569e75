import { t } from "@lingui/core/macro";
import { Button, Group, PasswordInput, Stack, Text } from "@mantine/core";
import { IconFlag } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { forkLink, type Reading, readingQuery } from "../../api/links.ts";
import { problemOf } from "../../api/problem.ts";
import { ColorSchemeSwitch } from "../../app/ColorSchemeSwitch.tsx";
import { useSession } from "../../app/useSession.ts";
import { Wordmark } from "../../app/Wordmark.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { useChange } from "../../parts/useChange.ts";
import { MessageView } from "../chat/MessageView.tsx";
import { threadOf } from "../chat/threadOf.ts";
import { openReport } from "../moderation/ReportForm.tsx";
import { AskButton } from "../requests/AskButton.tsx";
import { FrontPage } from "../signIn/FrontPage.tsx";

const route = getRouteApi("/share/$shareId");

/** What a link shows to whoever has its address, with an account or without. */
export function ReadLinkPage() {
  const { shareId } = route.useParams();
  const [passcode, setPasscode] = useState("");
  const { data, error, refetch, isFetching } = useQuery(readingQuery(shareId, passcode));
  if (data) return <Shown shareId={shareId} passcode={passcode} reading={data} />;
  const code = error ? problemOf(error).code : "";
  if (code === "passcode-needed" || code === "passcode-wrong")
    return (
      <FrontPage>
        <PageTitle title={t`This link has a passcode`} text={t`Ask whoever gave you the link.`} />
        <PasscodeForm
          isWrong={code === "passcode-wrong"}
          onGiven={(given) => (given === passcode ? void refetch() : setPasscode(given))}
        />
      </FrontPage>
    );
  if (error)
    return (
      <FrontPage>
        {code === "resource-not-found" || code === "request-invalid" ? (
          <NotThere shareId={shareId} />
        ) : (
          <>
            <PageTitle title={t`The link could not be opened`} />
            <ProblemCard error={error} onRetry={() => void refetch()} />
          </>
        )}
      </FrontPage>
    );
  return (
    <FrontPage width={760}>
      {passcode !== "" && isFetching && <PageTitle title={t`Opening the link`} />}
      <RowsSkeleton />
    </FrontPage>
  );
}

function PasscodeForm({ isWrong, onGiven }: { isWrong: boolean; onGiven(passcode: string): void }) {
  const [typed, setTyped] = useState("");
  return (
    <form
      aria-label={t`Open the link`}
      onSubmit={(event) => {
        event.preventDefault();
        if (typed !== "") onGiven(typed);
      }}
    >
      <Stack>
        <PasswordInput
          label={t`Passcode`}
          autoComplete="off"
          maxLength={128}
          value={typed}
          error={isWrong && t`This is not the passcode`}
          visibilityToggleButtonProps={{ "aria-label": t`Show the passcode` }}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Button type="submit" disabled={typed === ""}>
          {t`Open`}
        </Button>
      </Stack>
    </form>
  );
}

/** The same for one that there never was, one that has ended, and one that is for others: which of them it is, is nobody's to know. */
function NotThere({ shareId }: { shareId: string }) {
  const user = useSession();
  return (
    <>
      <PageTitle title={t`There is nothing at this link`} text={t`It has ended, was taken back, or is not for you.`} />
      {user ? (
        <Group>
          <ButtonLink to="/agents" size="xs" variant="default">
            {t`Go to Gatehouse`}
          </ButtonLink>
          <AskButton resource={`sharedLink:${shareId}`} action="view" />
        </Group>
      ) : (
        <Stack>
          <Text size="sm">{t`If it was given to you as a member, sign in first.`}</Text>
          <ButtonLink to="/login" search={{ redirect_to: `/share/${shareId}` }}>
            {t`Sign in`}
          </ButtonLink>
        </Stack>
      )}
    </>
  );
}

function Shown({ shareId, passcode, reading }: { shareId: string; passcode: string; reading: Reading }) {
  const thread = threadOf(reading.messages);
  return (
    <Stack mih="100dvh" gap={0}>
      <Group component="header" justify="space-between" p="md" wrap="nowrap">
        <Wordmark />
        <Group gap="xs" wrap="nowrap">
          <GoOn shareId={shareId} passcode={passcode} reading={reading} />
          <ColorSchemeSwitch />
        </Group>
      </Group>
      <main style={{ padding: "0 16px 64px" }}>
        <div className="chat-column">
          <PageTitle
            title={reading.title}
            text={
              reading.live
                ? t`A conversation, as it goes on`
                : t`A conversation, as it was on ${inFull(reading.updatedAt)}`
            }
          />
          <Stack gap="lg">
            {thread.map(({ conversationId: _, ...message }) => (
              <MessageView
                key={message.messageId}
                message={message}
                partner={message.sender ?? t`Assistant`}
                author={t`Somebody`}
              />
            ))}
          </Stack>
        </div>
      </main>
    </Stack>
  );
}

/** In a conversation of one's own, for who has an account. */
function GoOn({ shareId, passcode, reading }: { shareId: string; passcode: string; reading: Reading }) {
  const user = useSession();
  const navigate = useNavigate();
  const going = useChange({
    run: () => forkLink(shareId, passcode, reading.shareRevision),
    refresh: [["conversations"]],
    said: t`This is your own copy: it is shared with nobody`,
    onDone: ({ conversation: { conversationId } }) =>
      void navigate({ to: "/c/$conversationId", params: { conversationId } }),
  });
  if (!user) return null;
  return (
    <>
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        leftSection={<IconFlag size={14} aria-hidden />}
        onClick={() =>
          openReport({
            resource: `sharedLink:${shareId}`,
            what: `“${reading.title}”`,
            ...(passcode !== "" && { passcode }),
          })
        }
      >
        {t`Report…`}
      </Button>
      <Button size="xs" variant="default" loading={going.isPending} onClick={() => going.mutate()}>
        {t`Go on with a copy`}
      </Button>
    </>
  );
}
