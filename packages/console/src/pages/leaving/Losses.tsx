import { plural, t } from "@lingui/core/macro";
import { List, Stack, Text } from "@mantine/core";
import type { LeavingPreview } from "../../api/leaving.ts";

interface LossesProps {
  loss: LeavingPreview["loss"];
  name: string;
  isInOneStep: boolean;
}

/** Who would gain and lose what, as the engine has it. */
export function Losses({ loss, name, isInOneStep }: LossesProps) {
  return (
    <Stack gap="xs">
      <Text size="sm">
        {t`The account stays, deactivated. Its conversations and files stay sealed. Activating it again gives back neither memberships nor shares.`}
      </Text>
      {!isInOneStep && (
        <Text size="sm">{t`There is very much to end: it takes several steps, one after another.`}</Text>
      )}
      {loss === null ? (
        <Text size="sm" c="dimmed">
          {t`Who loses what is not shown: it is too much to look at, or you may not ask about others.`}
        </Text>
      ) : (
        <>
          <Text size="sm" fw={600}>
            {t`Who loses what`}
          </Text>
          {loss.rows.length === 0 && <Text size="sm">{t`Nobody gains or loses a right.`}</Text>}
          <List size="sm" aria-label={t`Who loses what`}>
            {loss.rows.map((row) => (
              <List.Item key={row.subject}>
                {row.name ?? row.subject}
                {row.name === name ? ` ${t`(leaves)`}` : ""}: {tallyInWords(row)}
              </List.Item>
            ))}
          </List>
          {loss.subjects > loss.rows.length && (
            <Text size="sm" c="dimmed">
              {t`And ${loss.subjects - loss.rows.length} more.`}
            </Text>
          )}
        </>
      )}
    </Stack>
  );
}

function tallyInWords({ gained, lost }: { gained: number; lost: number }): string {
  const told = [lost > 0 && t`loses ${rights(lost)}`, gained > 0 && t`gains ${rights(gained)}`].filter(Boolean);
  return told.length === 0 ? t`features and capabilities` : told.join(", ");
}

const rights = (count: number) => plural(count, { one: `${count} right`, other: `${count} rights` });
