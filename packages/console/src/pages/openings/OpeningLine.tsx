import { t } from "@lingui/core/macro";
import { Badge, Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { Opening } from "../../api/openings.ts";
import { fromNow, inFull } from "../../parts/moments.ts";
import { Quoted } from "../requests/Quoted.tsx";

interface OpeningLineProps {
  opening: Opening;
  /** What happened, in a sentence. */
  children: ReactNode;
  action?: ReactNode;
}

/** One opening: what, why, and until when. */
export function OpeningLine({
  opening: { reason, openedAt, endsAt, closedAt, isOpen },
  children,
  action,
}: OpeningLineProps) {
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 320 }}>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {children}
        </Text>
        <Quoted by={t`Reason`} text={reason} />
        <Group gap={6} mt={4}>
          <Badge variant="light" {...(!isOpen && { color: "gray" })} size="sm" tt="none" fw={500}>
            {isOpen ? t`Open` : t`Closed`}
          </Badge>
          <Text size="xs" c="dimmed" title={inFull(openedAt)}>
            {closedAt === null
              ? t`opened ${fromNow(openedAt)}, until ${inFull(endsAt)}`
              : t`opened ${fromNow(openedAt)}, closed ${inFull(closedAt)}`}
          </Text>
        </Group>
      </div>
      {action}
    </div>
  );
}
