import { t } from "@lingui/core/macro";
import { SimpleGrid, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { deleteOwnGroup, leaveGroup, type OwnGroup, ownGroupQuery } from "../../api/ownGroups.ts";
import { confirm } from "../../parts/confirm.tsx";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { inFull } from "../../parts/moments.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { DeleteGroup } from "../groups/DeleteGroup.tsx";
import { Owners } from "./Owners.tsx";
import { OwnGroupForm } from "./OwnGroupForm.tsx";
import { OwnMembers } from "./OwnMembers.tsx";
import { PutIn } from "./PutIn.tsx";
import { sharersInWords } from "./sharersInWords.ts";

const route = getRouteApi("/signed-in/my-groups/$groupId");

export function OwnGroupPage() {
  const { groupId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={groupId} isPage>
        <OneGroup key={groupId} id={groupId} />
      </Loaded>
    </div>
  );
}

function OneGroup({ id }: { id: string }) {
  const { group, etag } = useSuspenseQuery(ownGroupQuery(id)).data;
  const may = (action: string) => group.may.includes(action);
  const whyNot = (action: string) => (may(action) ? null : t`Not allowed: its owners may.`);
  return (
    <>
      <PageTitle
        title={group.name}
        text={group.description}
        actions={
          <>
            <ButtonLink to="/my-groups" size="xs" variant="default">
              {t`My groups`}
            </ButtonLink>
            <GuardedButton
              size="xs"
              variant="default"
              whyNot={whyNot("update")}
              onClick={() => openForm({ title: t`Change the group`, children: <OwnGroupForm id={id} /> })}
            >
              {t`Edit`}
            </GuardedButton>
            <Leaving group={group} />
            <DeleteGroup
              name={group.name}
              call={() => deleteOwnGroup(id, etag)}
              whyNot={whyNot("delete")}
              list={{ queryKey: ["own-groups", "list"], to: "/my-groups" }}
              gone={["own-groups", id]}
            />
          </>
        }
      />
      <About group={group} />
      {may("members") && (
        <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
          <Loaded>
            <OwnMembers group={group} />
          </Loaded>
          <Stack>
            <PutIn group={group} />
            {may("share") && <Owners group={group} />}
          </Stack>
        </SimpleGrid>
      )}
    </>
  );
}

function About({ group }: { group: OwnGroup }) {
  const hasEnded = group.endsAt !== null && Date.parse(group.endsAt) <= Date.now();
  const said = [
    group.endsAt &&
      (hasEnded ? t`It ended on ${inFull(group.endsAt)}: nobody is in it.` : t`It ends on ${inFull(group.endsAt)}.`),
    group.memberUntil && group.memberUntil !== group.endsAt && t`You are in it until ${inFull(group.memberUntil)}.`,
    group.shareInto && t`May share into it: ${sharersInWords[group.shareInto].toLowerCase()}.`,
    !group.may.includes("members") && whoSeesMore(group.owners),
  ].filter(Boolean);
  return (
    <Text size="sm" c="dimmed" mb="md">
      {said.join(" ")}
    </Text>
  );
}

/** For members, who are told whose the group is. */
function whoSeesMore(owners: OwnGroup["owners"]): string {
  const [owner] = owners;
  return owner
    ? t`The group is ${owner.name}’s. Only its owners see who else is in it.`
    : t`The group is the organization’s. Only administrators see who else is in it.`;
}

function Leaving({ group }: { group: OwnGroup }) {
  const navigate = useNavigate();
  const leaving = useChange({
    run: () => leaveGroup(group.id),
    refresh: [["own-groups"]],
    said: t`You have left ${group.name}`,
    onDone: () => void navigate({ to: "/my-groups" }),
  });
  const askAndLeave = async () => {
    const sure = await confirm({
      title: t`Leave ${group.name}?`,
      text: t`What is shared with the group you then have no more, unless you have it by another way. Only who looks after the group puts you in again.`,
      confirm: t`Leave the group`,
    });
    if (sure) leaving.mutate();
  };
  return (
    <GuardedButton
      size="xs"
      variant="default"
      whyNot={group.isMember ? null : t`You are not in it yourself.`}
      onClick={() => void askAndLeave()}
    >
      {t`Leave`}
    </GuardedButton>
  );
}
