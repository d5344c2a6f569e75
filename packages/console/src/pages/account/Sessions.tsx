import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { endOtherSessions, endSession, type SessionRow, sessionsQuery } from "../../api/auth.ts";
import { fromNow, inFull, onDay } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";

export function Sessions() {
  const { data: sessions } = useSuspenseQuery(sessionsQuery);
  const heading = useFocusWhenFewer(sessions.length);
  const ending = useChange({
    run: (row: SessionRow) => endSession(row.id),
    refresh: [["sessions"]],
    said: "The session has ended",
  });
  const endingOthers = useChange({
    run: endOtherSessions,
    refresh: [["sessions"]],
    said: "You are signed in here only",
  });
  return (
    <Stack className="panel" gap={0} component="section" aria-label="Sessions">
      <Group justify="space-between" p="md">
        <Title order={2} size="h4" ref={heading} tabIndex={-1}>
          Devices
        </Title>
        {sessions.length > 1 && (
          <Button
            size="xs"
            variant="default"
            loading={endingOthers.isPending}
            onClick={() => endingOthers.mutate(undefined)}
          >
            End all others
          </Button>
        )}
      </Group>
      <ul className="plain-list" aria-label="Sessions">
        {sessions.map((row) => (
          <li key={row.id}>
            <div className="row">
              <div className="grow">
                <Group gap="xs">
                  <Text size="sm" fw={500}>
                    {row.device}
                  </Text>
                  {row.current && (
                    <Badge variant="light" tt="none">
                      this one
                    </Badge>
                  )}
                </Group>
                <Text size="xs" c="dimmed">
                  {[
                    row.ip,
                    `since ${onDay(row.createdAt)}`,
                    row.lastSeenAt && `last seen ${fromNow(row.lastSeenAt)}`,
                    `ends ${inFull(row.expiresAt)}`,
                  ]
                    .filter(Boolean)
                    .join(" · ")}
                </Text>
              </div>
              {!row.current && (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`End the session in ${row.device}`}
                  onClick={() => ending.mutate(row)}
                >
                  End
                </Button>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Stack>
  );
}
