import { t } from "@lingui/core/macro";
import { Box, CloseButton, Group as Line, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { perform } from "../../api/call.ts";
import {
  addMember,
  deleteGroup,
  type Group,
  groupQuery,
  groupsAroundQuery,
  MEMBERS_PAGE,
  type Member,
  membersQuery,
  removeMember,
  removeSubgroup,
  type Subgroup,
  subgroupsQuery,
} from "../../api/groups.ts";
import { About, mayQuery, useCapability } from "../../api/may.ts";
import { EndedBadge } from "../../parts/EndedBadge.tsx";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { Pages } from "../../parts/Pages.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { useListPlace } from "../../parts/useListPlace.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { Powers } from "../powers/Powers.tsx";
import { AddMember } from "./AddMember.tsx";
import { DeleteGroup } from "./DeleteGroup.tsx";
import { GroupForm } from "./GroupForm.tsx";

const route = getRouteApi("/signed-in/groups/$groupId");

export function GroupPage() {
  const { groupId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={groupId} isPage>
        <About value={`group:${groupId}`}>
          <OneGroup key={groupId} id={groupId} />
        </About>
      </Loaded>
    </div>
  );
}

function OneGroup({ id }: { id: string }) {
  const {
    data: { group, etag },
  } = useSuspenseQuery(groupQuery(id));
  const { data: may } = useQuery(mayQuery(`group:${id}`, ["update", "delete", "members"]));
  const isAdministrator = useCapability("read:groups");
  return (
    <>
      <PageTitle
        title={group.name}
        text={[group.description, group.organizationWide && t`Stands for the whole organization.`]
          .filter(Boolean)
          .join(" · ")}
        actions={
          <>
            <ButtonLink to="/groups" size="xs" variant="default">
              {t`All groups`}
            </ButtonLink>
            <GuardedButton
              size="xs"
              variant="default"
              whyNot={whyNot(may?.get("update"))}
              onClick={() => openForm({ title: t`Change the group`, children: <GroupForm id={id} /> })}
            >
              {t`Edit`}
            </GuardedButton>
            <DeleteGroup
              name={group.name}
              call={() => deleteGroup(id, etag)}
              whyNot={whyNot(may?.get("delete"))}
              list={{ queryKey: ["groups", "list"], to: "/groups" }}
              gone={["groups", id]}
            />
          </>
        }
      />
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
        <Loaded>
          <Members group={group} etag={etag} />
        </Loaded>
        <Stack>
          <AddMember group={group} etag={etag} />
          <Loaded>
            <Subgroups group={group} etag={etag} />
          </Loaded>
          <Loaded>
            <GroupsAround group={group} />
          </Loaded>
          {isAdministrator && (
            <Loaded>
              <Powers holder={{ kind: "group", id, name: group.name }} manages="manage:groups" />
            </Loaded>
          )}
        </Stack>
      </SimpleGrid>
    </>
  );
}

interface PartProps {
  group: Group;
  etag: string | null;
}

function Members({ group, etag }: PartProps) {
  const { search, page, onSearch, onPage } = useListPlace("/signed-in/groups/$groupId");
  // Until the next ones are here the list stays, with the field in which one types.
  const [sought, shown] = [useDeferredValue(search), useDeferredValue(page)];
  const {
    data: { members, total, current },
  } = useSuspenseQuery(membersQuery(group._id, sought, shown));
  const heading = useFocusWhenFewer(total);
  const removing = useChange({
    call: (member: Member) => removeMember(group._id, member.userId, etag),
    asks: (member) => ({ title: t`Take ${member.name} out of ${group.name}?`, confirm: t`Take out` }),
    // Nobody can give what is over.
    mayUndo: ({ ended }) => !ended,
    undo: (_, { userId: id, type, expiresAt }) => {
      const who = type === "service" ? { serviceId: id } : { userId: id };
      return perform(addMember(group._id, { ...who, ...(expiresAt && { expiresAt: String(expiresAt) }) }, null));
    },
    refresh: [["groups"]],
    said: (_, member) => t`${member.name} is no longer in ${group.name}`,
  });
  return (
    <section className="panel" aria-label={t`Members`}>
      <Title order={2} size="h4" p="md" ref={heading} tabIndex={-1}>
        {current > 0 ? t`Members (${current})` : t`Members`}
      </Title>
      {(search !== "" || total > 1) && (
        <Box px="md" pb="md">
          <SearchField label={t`Search members`} value={search} onSearch={onSearch} />
        </Box>
      )}
      {members.length === 0 && shown === 1 && (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {sought
            ? t`Nobody in it is called so.`
            : t`Nobody is in it directly yet. Whoever you add has at once what is shared with the group.`}
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
                aria-label={t`Remove ${member.name}`}
                disabled={removing.isPending}
                onClick={() => removing.mutate(member)}
              />
            </div>
          </li>
        ))}
      </ul>
      <Box px="md" pb={total > MEMBERS_PAGE ? "md" : 0}>
        <Pages page={shown} size={MEMBERS_PAGE} total={total} onChange={onPage} />
      </Box>
    </section>
  );
}

function Subgroups({ group, etag }: PartProps) {
  const { data: groups } = useSuspenseQuery(subgroupsQuery(group._id));
  const heading = useFocusWhenFewer(groups.length);
  const removing = useChange({
    call: (child: Subgroup) => removeSubgroup(group._id, child._id, etag),
    asks: (child) => ({ title: t`Take ${child.name} out of ${group.name}?`, confirm: t`Take out` }),
    mayUndo: ({ membership: { ended } }) => !ended,
    undo: (_, { _id: groupId, membership: { expiresAt } }) =>
      perform(addMember(group._id, { groupId, ...(expiresAt && { expiresAt }) }, null)),
    refresh: [["groups"]],
    said: (_, child) => t`${child.name} is no longer in ${group.name}`,
  });
  return (
    <section className="panel" aria-label={t`Groups in it`}>
      <Title order={2} size="h4" p="md" ref={heading} tabIndex={-1}>
        {t`Groups in it`}
      </Title>
      {groups.length === 0 && (
        <Text c="dimmed" size="sm" px="md" pb="md">
          {t`None yet. Add a group above: its members then have what is shared with this one, too.`}
        </Text>
      )}
      <ul className="plain-list" aria-label={t`Groups in it`}>
        {groups.map((child) => (
          <li key={child._id}>
            <Line className="row">
              <PrincipalIcon kind="group" name={child.name} />
              <div className="grow">
                <TextLink to="/groups/$groupId" params={{ groupId: child._id }} size="sm">
                  {child.name}
                </TextLink>
                {child.membership.expiresAt && (
                  <Text size="xs" c="dimmed">
                    {t`until ${inFull(child.membership.expiresAt)}`}
                  </Text>
                )}
              </div>
              <EndedBadge of={child.membership} />
              <CloseButton aria-label={t`Remove ${child.name}`} onClick={() => removing.mutate(child)} />
            </Line>
          </li>
        ))}
      </ul>
    </section>
  );
}

function GroupsAround({ group }: { group: Group }) {
  const { data: groups } = useSuspenseQuery(groupsAroundQuery(group._id));
  if (groups.length === 0) return null;
  return (
    <section className="panel" aria-label={t`Groups that it is in`}>
      <Title order={2} size="h4" p="md" pb={0}>
        {t`It is in`}
      </Title>
      <Text c="dimmed" size="sm" px="md">
        {t`Whoever is in ${group.name} is in these, too.`}
      </Text>
      <ul className="plain-list" aria-label={t`Groups that it is in`}>
        {groups.map((around) => (
          <li key={around._id}>
            <Line className="row">
              <PrincipalIcon kind="group" name={around.name} />
              <TextLink to="/groups/$groupId" params={{ groupId: around._id }} className="grow" size="sm">
                {around.name}
              </TextLink>
            </Line>
          </li>
        ))}
      </ul>
    </section>
  );
}
