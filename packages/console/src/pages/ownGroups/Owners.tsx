import { t } from "@lingui/core/macro";
import { Badge, Button, CloseButton, Stack, Text, Title } from "@mantine/core";
import { addOwner, handOver, type OwnGroup, removeOwner } from "../../api/ownGroups.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { confirm } from "../../parts/confirm.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { useChange } from "../../parts/useChange.ts";

type Owner = OwnGroup["owners"][number];

/** Whoever owns a group, and who owns it beside. */
export function Owners({ group }: { group: OwnGroup }) {
  const refresh = [["own-groups"]];
  const adding = useChange({
    run: (found: FoundPrincipal) => addOwner(group.id, found.id),
    refresh,
    said: (_, found) => t`${found.name} is an owner of ${group.name} now`,
  });
  const removing = useChange({
    run: (owner: Owner) => removeOwner(group.id, owner.userId),
    refresh,
    said: (_, owner) => t`${owner.name} is no longer an owner of ${group.name}`,
  });
  const handing = useChange({
    run: (owner: Owner) => handOver(group.id, owner.userId),
    refresh,
    said: (_, owner) => t`${group.name} is ${owner.name}'s now`,
  });
  const askAndHand = async (owner: Owner) => {
    const sure = await confirm({
      title: t`Hand ${group.name} over to ${owner.name}?`,
      text: t`You stay in the group as a member, and look after it no more.`,
      confirm: t`Hand it over`,
    });
    if (sure) handing.mutate(owner);
  };
  return (
    <Stack className="panel" p="md" component="section" aria-label={t`Owners`}>
      <Title order={2} size="h4">
        {t`Owners`}
      </Title>
      <ul className="plain-list" aria-label={t`Owners`}>
        {group.owners.map((owner) => (
          <li key={owner.userId}>
            <div className="row">
              <PrincipalIcon kind="user" name={owner.name} />
              <Text size="sm" fw={500} truncate className="grow">
                {owner.name}
              </Text>
              {owner.isOwner && <Badge variant="light">{t`Owns it`}</Badge>}
              {!owner.isOwner && group.isOwner && (
                <Button
                  size="xs"
                  variant="default"
                  aria-label={t`Hand over to ${owner.name}`}
                  onClick={() => void askAndHand(owner)}
                >
                  {t`Hand over`}
                </Button>
              )}
              {!owner.isOwner && (
                <CloseButton
                  aria-label={t`Let ${owner.name} be an owner no more`}
                  disabled={removing.isPending}
                  onClick={() => removing.mutate(owner)}
                />
              )}
            </div>
          </li>
        ))}
      </ul>
      <PrincipalPicker
        label={t`Add an owner`}
        description={t`Owners do all that you do with the group; only whoever owns it hands it over.`}
        types={["user"]}
        taken={new Set(group.owners.map(({ userId }) => `user:${userId}`))}
        onPick={(found) => adding.mutate(found)}
      />
    </Stack>
  );
}
