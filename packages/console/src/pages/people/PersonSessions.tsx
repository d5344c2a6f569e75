import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type Account, endOthersSession, type OthersSession, othersSessionsQuery } from "../../api/people.ts";
import { problemOf } from "../../api/problem.ts";
import { confirm } from "../../parts/confirm.tsx";
import { deviceInWords } from "../../parts/deviceInWords.ts";
import { fromNow, inFull, onDay } from "../../parts/moments.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";

/** Where somebody is signed in, for whoever may act on their account; for others nothing. */
export function PersonSessions({ account }: { account: Account }) {
  const { data: sessions, error, refetch } = useQuery({ ...othersSessionsQuery(account.id), retry: false });
  const heading = useFocusWhenFewer(sessions?.length ?? 0);
  const refresh = [["accounts", "sessions", account.id]];
  const ending = useChange({
    run: ({ id }: OthersSession) => endOthersSession(account.id, id),
    refresh,
    said: t`The session has ended`,
  });
  const endingAll = useChange({
    run: () => endOthersSession(account.id),
    refresh,
    said: t`${account.name} is signed out everywhere`,
  });
  const askAndEndAll = async () => {
    const sure = await confirm({
      title: t`Sign ${account.name} out everywhere?`,
      text: t`What they are doing stops at once. They can sign in again, and are told by mail.`,
      confirm: t`Sign out everywhere`,
    });
    if (sure) endingAll.mutate();
  };
  // Nothing that would go again where one may not act on the account.
  if (sessions === undefined && (!error || problemOf(error).status === 403)) return null;
  return (
    <Stack className="panel" gap={0} component="section" aria-labelledby="their-sessions">
      <Group justify="space-between" p="md">
        <Title order={2} size="h4" id="their-sessions" ref={heading} tabIndex={-1}>
          {t`Devices`}
        </Title>
        {sessions !== undefined && sessions.length > 0 && (
          <Button size="xs" variant="default" loading={endingAll.isPending} onClick={() => void askAndEndAll()}>
            {t`Sign out everywhere`}
          </Button>
        )}
      </Group>
      {error && <ProblemCard error={error} onRetry={() => void refetch()} />}
      {sessions?.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          {t`${account.name} is not signed in anywhere.`}
        </Text>
      )}
      {sessions !== undefined && sessions.length > 0 && (
        <ul className="plain-list" aria-label={t`Devices`}>
          {sessions.map((row) => (
            <li key={row.id}>
              <div className="row">
                <div className="grow">
                  <Text size="sm" fw={500}>
                    {deviceInWords(row.device)}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {[
                      wayIn(row),
                      t`since ${onDay(row.createdAt)}`,
                      t`last seen ${fromNow(row.lastSeenAt)}`,
                      t`ends ${inFull(row.expiresAt)}`,
                    ].join(" · ")}
                  </Text>
                </div>
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t`End the session in ${deviceInWords(row.device)}`}
                  onClick={() => ending.mutate(row)}
                >
                  {t`End`}
                </Button>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

function wayIn({ signedInWith, secondFactor }: OthersSession): string {
  const by = signedInWith === "password" ? t`with the password` : t`by ${signedInWith}`;
  return secondFactor && signedInWith === "password" ? t`${by} and a code` : by;
}
