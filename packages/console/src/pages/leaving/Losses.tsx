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
        The account stays, deactivated. Its conversations and files stay sealed. Activating it again gives back neither
        memberships nor shares.
      </Text>
      {!isInOneStep && <Text size="sm">There is very much to end: it takes several steps, one after another.</Text>}
      {loss === null ? (
        <Text size="sm" c="dimmed">
          Who loses what is not shown: it is too much to look at, or you may not ask about others.
        </Text>
      ) : (
        <>
          <Text size="sm" fw={600}>
            Who loses what
          </Text>
          {loss.rows.length === 0 && <Text size="sm">Nobody gains or loses a right.</Text>}
          <List size="sm" aria-label="Who loses what">
            {loss.rows.map((row) => (
              <List.Item key={row.subject}>
                {row.name ?? row.subject}
                {row.name === name ? " (leaves)" : ""}: {tallyInWords(row)}
              </List.Item>
            ))}
          </List>
          {loss.subjects > loss.rows.length && (
            <Text size="sm" c="dimmed">
              And {loss.subjects - loss.rows.length} more.
            </Text>
          )}
        </>
      )}
    </Stack>
  );
}

function tallyInWords({ gained, lost }: { gained: number; lost: number }): string {
  const told = [lost > 0 && `loses ${rights(lost)}`, gained > 0 && `gains ${rights(gained)}`].filter(Boolean);
  return told.length === 0 ? "features and capabilities" : told.join(", ");
}

const rights = (count: number) => `${count} ${count === 1 ? "right" : "rights"}`;
