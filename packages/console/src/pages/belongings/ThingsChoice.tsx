import { Checkbox, Group, Radio, Stack, Text } from "@mantine/core";
import { useState } from "react";
import type { Fate, ThingsWish } from "../../api/belongings.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { ThingsPreviewed } from "./ThingsPreviewed.tsx";

interface ThingsChoiceProps {
  /** Whose: an id, or null for one's own. */
  account: string | null;
  value: ThingsWish;
  onChange(wish: ThingsWish): void;
}

const choices: readonly { value: Fate; label: string; text: string }[] = [
  {
    value: "organization",
    label: "Leave them to the organization",
    text: "What others can still reach stays and is the organization's. What nobody else reaches is deleted.",
  },
  { value: "hand-over", label: "Hand them over to somebody", text: "They become that person's, as they are." },
  { value: "delete", label: "Delete them", text: "Also what others can reach." },
];

/** What is to become of somebody's things, and what that means. Nothing is done here. */
export function ThingsChoice({ account, value, onChange }: ThingsChoiceProps) {
  const [to, setTo] = useState<FoundPrincipal | null>(null);
  return (
    <Stack gap="sm">
      <Radio.Group
        label="What becomes of the things that nobody else owns?"
        description="Conversations are never handed over: what others read of them stays with the organization, the rest is deleted."
        value={value.things}
        onChange={(things) => {
          setTo(null);
          onChange({ things: things as Fate });
        }}
      >
        <Stack gap="xs" mt="xs">
          {choices.map(({ value: one, label, text }) => (
            <Radio key={one} value={one} label={label} description={text} />
          ))}
        </Stack>
      </Radio.Group>
      {value.things === "hand-over" && (
        <PrincipalPicker
          label={to ? "Hand over to somebody else" : "Hand over to"}
          types={["user"]}
          taken={new Set(account === null ? [] : [`user:${account}`])}
          takenMeans="this account"
          onPick={(person) => {
            setTo(person);
            onChange({ things: "hand-over", to: person.id });
          }}
        />
      )}
      {to && (
        <Group gap="xs">
          <Text size="sm">
            To <strong>{to.name}</strong>
            {to.email ? `, ${to.email}` : ""}
          </Text>
        </Group>
      )}
      {isWhole(value) && (
        <ThingsPreviewed account={account} wish={value}>
          <Checkbox
            label="Go on without these"
            description="They are treated as if they were left to the organization."
            checked={value.leaveRest ?? false}
            onChange={(event) => onChange({ ...value, leaveRest: event.currentTarget.checked })}
          />
        </ThingsPreviewed>
      )}
    </Stack>
  );
}

/** Whether it says all that it takes. */
export const isWhole = ({ things, to }: ThingsWish): boolean => things !== "hand-over" || to !== undefined;
