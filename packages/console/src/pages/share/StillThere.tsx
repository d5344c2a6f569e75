import { plural, t } from "@lingui/core/macro";
import { Button, Group, List, Stack } from "@mantine/core";
import { modals } from "@mantine/modals";
import type { TakenBack } from "../../api/access.ts";
import { refusalInWords } from "../../parts/problemInWords.ts";
import { givenBy } from "./levels.ts";

/**
 * After everything was taken back: what is still there, and why. A dialog of its own, since whoever took back their own grant may see nothing
 * more of the thing.
 */
export function showStillThere(stays: TakenBack["stays"]) {
  if (stays.length === 0) return;
  modals.open({
    title: plural(stays.length, { one: "One grant is still there", other: `${stays.length} grants are still there` }),
    children: (
      <Stack>
        <List size="sm" spacing="xs">
          {stays.map(({ grant, reason, detail }) => (
            <List.Item key={grant.id}>
              <strong>{grant.principalName ?? grant.principal}</strong>{" "}
              {grant.allow.length > 0 ? `(${givenBy(grant)})` : t`(denies ${grant.deny.join(", ")})`}:{" "}
              {refusalInWords(reason, detail)}
            </List.Item>
          ))}
        </List>
        <Group justify="flex-end">
          <Button onClick={() => modals.closeAll()}>{t`Done`}</Button>
        </Group>
      </Stack>
    ),
  });
}
