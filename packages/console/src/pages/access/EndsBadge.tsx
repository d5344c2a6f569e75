import { t } from "@lingui/core/macro";
import { Badge } from "@mantine/core";
import { fromNow, inFull } from "../../parts/moments.ts";

interface EndsBadgeProps {
  /** Null: without an end. */
  until: string | null;
  /** That it is over soon is to be seen at once. */
  isUrgent?: boolean;
}

/** When one has something no longer. */
export function EndsBadge({ until, isUrgent = false }: EndsBadgeProps) {
  if (until === null) return null;
  const look = isUrgent ? ({ variant: "filled", color: "red.9" } as const) : ({ variant: "default" } as const);
  return (
    <Badge {...look} size="sm" tt="none" fw={500} title={inFull(until)}>
      {t`Ends ${fromNow(until)}`}
    </Badge>
  );
}
