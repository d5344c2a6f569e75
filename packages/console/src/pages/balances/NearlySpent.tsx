import { t } from "@lingui/core/macro";
import { Alert, Button, Group, List } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { markWarningsRead, type SpendingWarning, spendingWarningsQuery } from "../../api/balances.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { useChange } from "../../parts/useChange.ts";
import { warningInWords } from "./inWords.ts";

/** That little is left, on every page, until whoever is told says that they have read it. */
export function NearlySpent() {
  const { data: warnings = [] } = useQuery(spendingWarningsQuery);
  const reading = useChange({ run: markWarningsRead, refresh: [spendingWarningsQuery.queryKey] });
  if (warnings.length === 0) return null;
  const isTheirs = warnings.some(({ principal }) => /^(user|key):/.test(principal));
  return (
    <Alert variant="default" className="notice" m="md" mb={0} title={t`Little is left to spend on models`}>
      <List size="sm" mb="xs" style={{ overflowWrap: "anywhere" }}>
        {warnings.map((warning) => (
          <List.Item key={keyOf(warning)}>{warningInWords(warning)}</List.Item>
        ))}
      </List>
      <Group gap="xs">
        <Button size="xs" loading={reading.isPending} onClick={() => reading.mutate()}>
          {t`I have read it`}
        </Button>
        <ButtonLink to={isTheirs ? "/account" : "/balances"} size="xs" variant="default">
          {t`See what is left`}
        </ButtonLink>
      </Group>
    </Alert>
  );
}

const keyOf = ({ principal, whose, warnedAt }: SpendingWarning): string => `${principal} ${whose} ${warnedAt}`;
