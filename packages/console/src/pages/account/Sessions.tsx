import { Badge, Button, Group, Stack, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { endSession, type SessionRow, sessionsQuery } from "../../api/auth.ts";
import { fromNow, inFull } from "../../parts/moments.ts";
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
  return (
    <Stack className="panel" gap={0} component="section" aria-label="Sessions">
      <Title order={2} size="h4" p="md" ref={heading} tabIndex={-1}>
        Sessions
      </Title>
      <ul className="plain-list" aria-label="Sessions">
        {sessions.map((row) => (
          <li key={row.id}>
            <div className="row">
              <div className="grow">
                <Group gap="xs">
                  <Text size="sm" fw={500}>
                    {browserOf(row.userAgent)}
                  </Text>
                  {row.current && (
                    <Badge variant="light" tt="none">
                      this one
                    </Badge>
                  )}
                </Group>
                <Text size="xs" c="dimmed">
                  {[row.ip, row.lastSeenAt && `last seen ${fromNow(row.lastSeenAt)}`, `ends ${inFull(row.expiresAt)}`]
                    .filter(Boolean)
                    .join(" · ")}
                </Text>
              </div>
              {!row.current && (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={`End the session in ${browserOf(row.userAgent)}`}
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

/** Enough of a user agent to tell one's own devices apart. */
function browserOf(userAgent: string | null): string {
  if (!userAgent) return "Unknown program";
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(userAgent)?.[1];
  const system = /(Windows|Android|iPhone|iPad|Mac OS X|Linux)/.exec(userAgent)?.[1];
  const name = browser === "Edg" ? "Edge" : browser === "OPR" ? "Opera" : browser;
  return [name ?? userAgent.slice(0, 40), system && `on ${system === "Mac OS X" ? "macOS" : system}`]
    .filter(Boolean)
    .join(" ");
}
