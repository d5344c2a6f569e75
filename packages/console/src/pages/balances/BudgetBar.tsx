import { t } from "@lingui/core/macro";
import { Badge, Group, Text } from "@mantine/core";
import type { Budget } from "../../api/balances.ts";
import { budgetInWords, manyCredits, reachInWords } from "./inWords.ts";

/** How much of a budget is spent: as a bar, and in words. */
export function BudgetBar({ budget }: { budget: Omit<Budget, "principal" | "name" | "keyOf" | "whose"> }) {
  const { credits, spent, isNearlySpent } = budget;
  const part = credits === 0 ? 100 : Math.min(100, (spent / credits) * 100);
  return (
    <div>
      <Group gap="xs">
        <Text size="sm">{t`${manyCredits(spent)} spent of ${budgetInWords(budget)}`}</Text>
        {isNearlySpent && (
          <Badge variant="light" color="red" tt="none">
            {spent >= credits ? t`Spent` : t`Nearly spent`}
          </Badge>
        )}
      </Group>
      <div
        aria-hidden
        style={{ background: "var(--mantine-color-default-border)", borderRadius: 3, height: 8, marginBlock: 4 }}
      >
        <div
          style={{
            background: isNearlySpent ? "var(--mantine-color-red-filled)" : "var(--mantine-primary-color-filled)",
            borderRadius: 3,
            height: 8,
            width: `${part}%`,
          }}
        />
      </div>
      <Text size="xs" c="dimmed">
        {reachInWords(budget)}
      </Text>
    </div>
  );
}
