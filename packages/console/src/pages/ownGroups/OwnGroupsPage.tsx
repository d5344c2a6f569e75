import { t } from "@lingui/core/macro";
import { Badge, Button, Group as Line, Text } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { type OwnGroup, ownGroupsQuery } from "../../api/ownGroups.ts";
import { directMembers } from "../../parts/directMembers.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { OwnGroupForm } from "./OwnGroupForm.tsx";

/** The groups that one owns, looks after or is in. */
export function OwnGroupsPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <OwnGroupList />
      </Loaded>
    </div>
  );
}

function OwnGroupList() {
  const { data, hasNextPage, fetchNextPage, isFetchingNextPage } = useSuspenseInfiniteQuery(ownGroupsQuery);
  const groups = data.pages.flatMap((page) => page.groups);
  const mayMake = data.pages.at(-1)?.mayMake ?? false;
  return (
    <>
      <PageTitle
        title={t`My groups`}
        text={t`People who belong together: what is shared with a group, everybody in it has.`}
        actions={
          <GuardedButton
            whyNot={mayMake ? null : t`Not allowed: here, administrators make groups.`}
            onClick={() => openForm({ title: t`New group`, children: <OwnGroupForm /> })}
          >
            {t`New group`}
          </GuardedButton>
        }
      />
      {groups.length === 0 && (
        <NothingHere
          icon={<IconUsersGroup size={36} stroke={1.4} aria-hidden />}
          title={t`You are in no group`}
          text={
            mayMake
              ? t`Make one, put people into it, and share with all of them at once.`
              : t`Groups that somebody puts you into appear here.`
          }
        />
      )}
      {groups.length > 0 && (
        <section className="panel" aria-label={t`My groups`}>
          <ul className="plain-list" aria-label={t`My groups`}>
            {groups.map((group) => (
              <li key={group.id}>
                <Row group={group} />
              </li>
            ))}
          </ul>
          {hasNextPage && (
            <Line p="md">
              <Button size="xs" variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
                {t`Show more`}
              </Button>
            </Line>
          )}
        </section>
      )}
    </>
  );
}

function Row({ group }: { group: OwnGroup }) {
  const ends = group.memberUntil ?? group.endsAt;
  return (
    <div className="row">
      <PrincipalIcon kind="group" name={group.name} />
      <div className="grow">
        <TextLink to="/my-groups/$groupId" params={{ groupId: group.id }} size="sm">
          {group.name}
        </TextLink>
        <Text size="xs" c="dimmed">
          {[directMembers(group.memberCount), ends && t`until ${inFull(ends)}`].filter(Boolean).join(" · ")}
        </Text>
        {group.description !== "" && (
          <Text size="xs" c="dimmed" truncate>
            {group.description}
          </Text>
        )}
      </div>
      {group.may.includes("share") && <Badge variant="light">{t`Owner`}</Badge>}
    </div>
  );
}
