import { t } from "@lingui/core/macro";
import { List, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { ThingsPreview } from "../../api/belongings.ts";
import { countOf } from "./kindInWords.ts";

interface ThingsPreviewedProps {
  preview: ThingsPreview;
  isOwn: boolean;
  /** What is offered where some of them cannot be given. */
  children: ReactNode;
}

/** What would happen to them, counted. */
export function ThingsPreviewed({ preview: data, isOwn, children }: ThingsPreviewedProps) {
  return (
    <Stack gap="xs" role="group" aria-label={t`What would happen`}>
      <Text size="sm" fw={600}>
        {t`What would happen`}
      </Text>
      {data.kinds.length === 0 ? (
        <Text size="sm">{isOwn ? t`You own nothing here.` : t`They own nothing here.`}</Text>
      ) : (
        <List size="sm">
          {data.kinds.map((kind) => (
            <List.Item key={kind.type}>
              {countOf(kind.type, kind.owned)}: {outcomeOf(kind)}
            </List.Item>
          ))}
        </List>
      )}
      <ReachedBy preview={data} />
      {data.refused.length > 0 && (
        <Stack gap="xs">
          <Text size="sm" fw={600}>
            {t`Not everything can be handed over`}
          </Text>
          <List size="sm">
            {data.refused.map(({ type, reason, detail, count }) => (
              <List.Item key={`${type} ${reason}`}>
                {countOf(type, count)}: {why(reason) ?? detail}
              </List.Item>
            ))}
          </List>
          {children}
        </Stack>
      )}
    </Stack>
  );
}

function outcomeOf({ handedOver, organization, gone }: ThingsPreview["kinds"][number]): string {
  const told = [
    handedOver > 0 && t`${handedOver} handed over`,
    organization > 0 && t`${organization} left to the organization`,
    gone > 0 && t`${gone} deleted`,
  ];
  return told.filter(Boolean).join(", ");
}

function ReachedBy({ preview: { reachedBy, moreReachedBy } }: { preview: ThingsPreview }) {
  if (reachedBy.length === 0) return null;
  const names = reachedBy.map(({ principal, name, things }) => `${name ?? principal} (${things})`).join(", ");
  return (
    <Text size="sm" c="dimmed">
      {moreReachedBy > 0 ? t`Shared with ${names} and ${moreReachedBy} more.` : t`Shared with ${names}.`}
    </Text>
  );
}

const why = (reason: string): string | undefined =>
  ({
    "receiver-not-viewer": t`a project goes only to somebody who can already see it`,
    "to-oneself": t`nobody gives to themselves what is not theirs`,
    "feature-missing": t`it takes the right to share such things`,
    "action-missing": t`it takes the right to share them`,
  })[reason];
