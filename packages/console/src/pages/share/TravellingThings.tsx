import { t } from "@lingui/core/macro";
import { Badge, Group, Text } from "@mantine/core";
import { IconCpu, IconFile, IconPlugConnected, IconRobot } from "@tabler/icons-react";
import { useId } from "react";
import type { Travelling } from "../../api/closure.ts";
import { effectInWords, headingOf, modeInWords, nameInWords, order, whyNotInWords } from "./travelsInWords.ts";

const icons: Readonly<Record<string, typeof IconFile>> = {
  file: IconFile,
  tool: IconPlugConnected,
  agent: IconRobot,
  model: IconCpu,
};
const looks = {
  lent: { color: "gate", variant: "light" },
  shown: { color: "gate", variant: "filled" },
  own: { color: "gray", variant: "light" },
} as const;

/** Things that travel with an agent, by kinds; each with the way in which it does. */
export function TravellingThings({ things }: { things: readonly Travelling[] }) {
  const id = useId();
  const groups = Map.groupBy(things, ({ type }) => type);
  const place = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length);
  const sorted = [...groups].sort(([a], [b]) => place(a) - place(b));
  return sorted.map(([type, some]) => (
    <div key={type}>
      <Text size="xs" fw={600} c="dimmed" id={`${id}-${type}`}>
        {headingOf(type)}
      </Text>
      <ul className="plain-list" aria-labelledby={`${id}-${type}`}>
        {some.map((thing, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: what one may not see has nothing else to tell it by
          <Thing key={at} thing={thing} />
        ))}
      </ul>
    </div>
  ));
}

function Thing({ thing }: { thing: Travelling }) {
  const Icon = icons[thing.type] ?? IconFile;
  const whyNot = whyNotInWords(thing);
  return (
    <li>
      <Group wrap="nowrap" gap="xs" align="flex-start" py={4}>
        <Icon size={17} aria-hidden style={{ flex: "none", marginTop: 2 }} />
        <div style={{ flex: 1, minWidth: 0 }}>
          <Group gap={6} align="center">
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {nameInWords(thing)}
            </Text>
            <Badge size="sm" tt="none" {...looks[thing.mode]}>
              {modeInWords(thing)}
            </Badge>
          </Group>
          <Text size="xs" c={whyNot ? "var(--mantine-color-error)" : "dimmed"}>
            {whyNot ?? effectInWords(thing)}
            {thing.through.length > 0 && ` ${t`It comes by way of another agent.`}`}
          </Text>
        </div>
      </Group>
    </li>
  );
}
