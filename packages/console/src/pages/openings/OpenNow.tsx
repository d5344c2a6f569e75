import { t } from "@lingui/core/macro";
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconLockOpen2 } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { closeOpening, OPENINGS_CHANGED, openedQuery } from "../../api/openings.ts";
import { useSession } from "../../app/useSession.ts";
import { inFull } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";

interface OpenNowProps {
  /** As the engine names it. */
  resource: string;
  /** When it ends by itself. */
  until: string | number | null;
  /** The queries that hold what is shown of it. */
  content: readonly (readonly unknown[])[];
}

/** Above what one reads by broken glass: that it is, until when, and the way to end it. Once it has ended, nothing of it stays on the page. */
export function OpenNow({ resource, until, content }: OpenNowProps) {
  const me = useSession();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: opened = [] } = useQuery(openedQuery(resource));
  const mine = opened.find(({ openedBy }) => openedBy === `user:${me?.id}`);
  const closing = useChange({
    run: (id: string) => closeOpening(id),
    refresh: OPENINGS_CHANGED,
    said: t`Closed`,
    onDone: async () => {
      await navigate({ to: "/openings" });
      for (const queryKey of content) queryClient.removeQueries({ queryKey });
    },
  });
  const end = until === null ? null : new Date(until).getTime();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the queries are the thing's
  useEffect(() => {
    if (end === null) return;
    const ending = setTimeout(
      () => {
        for (const queryKey of OPENINGS_CHANGED) void queryClient.invalidateQueries({ queryKey });
        // What was read goes from the page before the server is asked again.
        for (const queryKey of content) void queryClient.resetQueries({ queryKey });
      },
      Math.max(0, end - Date.now()) + 500,
    );
    return () => clearTimeout(ending);
  }, [end, resource, queryClient]);
  return (
    <Alert
      variant="default"
      className="notice notice-careful"
      radius={0}
      icon={<IconLockOpen2 size={18} aria-hidden />}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" style={{ flex: "1 1 240px" }}>
          {until === null
            ? t`Open by breaking the glass. You read it, and change nothing.`
            : t`Open by breaking the glass, until ${inFull(until)}. You read it, and change nothing.`}
        </Text>
        {mine && (
          <Button size="xs" variant="default" loading={closing.isPending} onClick={() => closing.mutate(mine.id)}>
            {t`Close now`}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
