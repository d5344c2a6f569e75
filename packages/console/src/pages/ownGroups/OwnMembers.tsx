import { plural, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, CloseButton, Group as Line, Text, Title } from "@mantine/core";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import type { Member } from "../../api/groups.ts";
import { type OwnGroup, ownMembersQuery, takeOut } from "../../api/ownGroups.ts";
import { EndedBadge } from "../../parts/EndedBadge.tsx";
import { inFull } from "../../parts/moments.ts";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";

/** Who is in a group, for whoever looks after it. */
export function OwnMembers({ group }: { group: OwnGroup }) {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(ownMembersQuery(group.id));
  const members = data.pages.flatMap((page) => page.members);
  const total = data.pages.at(-1)?.total ?? 0;
  const current = data.pages.at(-1)?.current ?? 0;
  const heading = useFocusWhenFewer(total);
  const removing = useChange({
    run: (member: Member) => takeOut(group.id, member.userId),
    refresh: [["own-groups"]],
    said: (_, member) => t`${member.name} is no longer in ${group.name}`,
  });
  const hidden = hasNextPage ? 0 : total - members.length;
  return (
    <section className="panel" aria-label={t`Members`}>
      <Title order={2} size="h4" p="md" ref={heading} tabIndex={-1}>
        <Trans>Members{current > 0 && ` (${current})`}</Trans>
      </Title>
      {total === 0 && (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {t`Nobody is in it. Whoever you add has at once what is shared with the group.`}
        </Text>
      )}
      <ul className="plain-list" aria-label={t`Members`}>
        {members.map((member) => (
          <li key={member.userId}>
            <div className="row">
              <PrincipalIcon kind={member.type ?? "user"} name={member.name} />
              <div className="grow">
                <Text size="sm" fw={500} truncate>
                  {member.name}
                </Text>
                <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
                  {[member.email, member.expiresAt && t`until ${inFull(member.expiresAt)}`].filter(Boolean).join(" · ")}
                </Text>
              </div>
              <EndedBadge of={member} />
              <CloseButton
                aria-label={t`Take ${member.name} out`}
                disabled={removing.isPending}
                onClick={() => removing.mutate(member)}
              />
            </div>
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <Text c="dimmed" size="sm" p="md">
          {plural(hidden, {
            one: "One more is hidden. Who is in the group sees them.",
            other: `${hidden} more are hidden. Who is in the group sees them.`,
          })}
        </Text>
      )}
      {hasNextPage && (
        <Line p="md">
          <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t`Show more`}
          </Button>
        </Line>
      )}
    </section>
  );
}
