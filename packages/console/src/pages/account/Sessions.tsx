import { t } from "@lingui/core/macro";
import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { endOtherSessions, endSession, type SessionRow, sessionsQuery } from "../../api/auth.ts";
import { deviceInWords } from "../../parts/deviceInWords.ts";
import { fromNow, inFull, onDay } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";

export function Sessions() {
  const { data: sessions } = useSuspenseQuery(sessionsQuery);
  const heading = useFocusWhenFewer(sessions.length);
  const ending = useChange({
    run: (row: SessionRow) => endSession(row.id),
    refresh: [["sessions"]],
    said: t`The session has ended`,
  });
  const endingOthers = useChange({
    run: endOtherSessions,
    refresh: [["sessions"]],
    said: t`You are signed in here only`,
  });
  return (
    <Stack className="panel" gap={0} component="section" aria-label={t`Sessions`}>
      <Group justify="space-between" p="md">
        <Title order={2} size="h4" ref={heading} tabIndex={-1}>
          {t`Devices`}
        </Title>
        {sessions.length > 1 && (
          <Button
            size="xs"
            variant="default"
            loading={endingOthers.isPending}
            onClick={() => endingOthers.mutate(undefined)}
          >
            {t`End all others`}
          </Button>
        )}
      </Group>
      <ul className="plain-list" aria-label={t`Sessions`}>
        {sessions.map((row) => (
          <li key={row.id}>
            <div className="row">
              <div className="grow">
                <Group gap="xs">
                  <Text size="sm" fw={500}>
                    {deviceInWords(row.device)}
                  </Text>
                  {row.current && (
                    <Badge variant="light" tt="none">
                      {t`this one`}
                    </Badge>
                  )}
                </Group>
                <Text size="xs" c="dimmed">
                  {[
                    row.ip,
                    t`since ${onDay(row.createdAt)}`,
                    row.lastSeenAt && t`last seen ${fromNow(row.lastSeenAt)}`,
                    t`ends ${inFull(row.expiresAt)}`,
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </Text>
              </div>
              {!row.current && (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t`End the session in ${deviceInWords(row.device)}`}
                  onClick={() => ending.mutate(row)}
                >
                  {t`End`}
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
