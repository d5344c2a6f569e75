import { t } from "@lingui/core/macro";
import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { markDecisionSeen, newestDecisionsQuery } from "../../api/moderation.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { useChange } from "../../parts/useChange.ts";

/** A warning is shown on every page, until whoever is warned says that they have read it. */
export function UnreadWarning() {
  const { data } = useQuery(newestDecisionsQuery);
  const isThere = useRouterState({ select: ({ location }) => location.pathname === "/decisions" });
  const warning = data?.decisions.find(({ kind, state, isSeen }) => kind === "warn" && state === "in-force" && !isSeen);
  const seeing = useChange({ run: (id: string) => markDecisionSeen(id), refresh: [["decisions"]] });
  if (!warning || isThere) return null;
  return (
    <Alert variant="default" className="notice" m="md" mb={0} title={t`The moderators warned you`}>
      <Stack gap="xs">
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {warning.reason}
        </Text>
        <Group gap="xs">
          <Button size="xs" loading={seeing.isPending} onClick={() => seeing.mutate(warning.id)}>
            {t`I have read it`}
          </Button>
          <ButtonLink to="/decisions" size="xs" variant="default">
            {t`See it, or appeal`}
          </ButtonLink>
        </Group>
      </Stack>
    </Alert>
  );
}
