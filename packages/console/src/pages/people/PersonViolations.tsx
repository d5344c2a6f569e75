import { plural, t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { Account } from "../../api/people.ts";
import { problemOf } from "../../api/problem.ts";
import { forgetViolations, type Violation, violationsQuery } from "../../api/violations.ts";
import { confirm } from "../../parts/confirm.tsx";
import { fromNow, inFull } from "../../parts/moments.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";

/** What somebody was refused for doing too much of, and when a ban follows; nothing of whoever was never refused. */
export function PersonViolations({ account }: { account: Account }) {
  const { data, error, refetch } = useQuery({ ...violationsQuery(account.id), retry: false });
  const heading = useFocusWhenFewer(data?.violations.length ?? 0);
  const forgetting = useChange({
    run: () => forgetViolations(account.id),
    refresh: [["accounts", "violations", account.id]],
    said: t`${account.name} begins at 0 again`,
  });
  const askAndForget = async () => {
    const sure = await confirm({
      title: t`Forget the violations of ${account.name}?`,
      text: t`They begin at 0 again. A ban that they have stays; lift it beside.`,
      confirm: t`Forget`,
    });
    if (sure) forgetting.mutate();
  };
  if (data === undefined && (!error || problemOf(error).status === 403)) return null;
  return (
    <Stack className="panel" gap={0} component="section" aria-labelledby="their-violations">
      <Group justify="space-between" p="md">
        <Title order={2} size="h4" id="their-violations" ref={heading} tabIndex={-1}>
          {t`Violations`}
        </Title>
        {data?.mayForget && data.violations.length > 0 && (
          <Button size="xs" variant="default" loading={forgetting.isPending} onClick={() => void askAndForget()}>
            {t`Forget`}
          </Button>
        )}
      </Group>
      {error && <ProblemCard error={error} onRetry={() => void refetch()} />}
      {data?.violations.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          {t`${account.name} was never refused for doing too much.`}
        </Text>
      )}
      {data !== undefined && data.violations.length > 0 && (
        <ul className="plain-list" aria-label={t`Violations`}>
          {data.violations.map((one) => (
            <li key={one.type}>
              <div className="row">
                <div className="grow">
                  <Text size="sm" fw={500}>
                    {inWords(one)}
                  </Text>
                  <Text size="xs" c="dimmed" title={inFull(one.lastAt)}>
                    {[
                      t`last ${fromNow(one.lastAt)}`,
                      t`score ${one.score}`,
                      data.bans ? t`the next ban follows at ${one.nextBanAt}` : t`no ban follows`,
                    ].join(" · ")}
                  </Text>
                </div>
              </div>
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}

const inWords = ({ words, times }: Violation) =>
  plural(times, {
    one: `${words.charAt(0).toUpperCase()}${words.slice(1)}, once`,
    other: `${words.charAt(0).toUpperCase()}${words.slice(1)}, ${times} times`,
  });
