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
    said: `${account.name} begins at 0 again`,
  });
  const askAndForget = async () => {
    const sure = await confirm({
      title: `Forget the violations of ${account.name}?`,
      text: "They begin at 0 again. A ban that they have stays; lift it beside.",
      confirm: "Forget",
    });
    if (sure) forgetting.mutate();
  };
  if (data === undefined && (!error || problemOf(error).status === 403)) return null;
  return (
    <Stack className="panel" gap={0} component="section" aria-labelledby="their-violations">
      <Group justify="space-between" p="md">
        <Title order={2} size="h4" id="their-violations" ref={heading} tabIndex={-1}>
          Violations
        </Title>
        {data?.mayForget && data.violations.length > 0 && (
          <Button size="xs" variant="default" loading={forgetting.isPending} onClick={() => void askAndForget()}>
            Forget
          </Button>
        )}
      </Group>
      {error && <ProblemCard error={error} onRetry={() => void refetch()} />}
      {data?.violations.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          {account.name} was never refused for doing too much.
        </Text>
      )}
      {data !== undefined && data.violations.length > 0 && (
        <ul className="plain-list" aria-label="Violations">
          {data.violations.map((one) => (
            <li key={one.type}>
              <div className="row">
                <div className="grow">
                  <Text size="sm" fw={500}>
                    {inWords(one)}
                  </Text>
                  <Text size="xs" c="dimmed" title={inFull(one.lastAt)}>
                    {[
                      `last ${fromNow(one.lastAt)}`,
                      `score ${one.score}`,
                      data.bans ? `the next ban follows at ${one.nextBanAt}` : "no ban follows",
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
  `${words.charAt(0).toUpperCase()}${words.slice(1)}, ${times === 1 ? "once" : `${times} times`}`;
