import { t } from "@lingui/core/macro";
import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { perform } from "../../api/call.ts";
import {
  addMember,
  type Group,
  MEMBERS_PAGE,
  membersQuery,
  removeMember,
  removeSubgroup,
  subgroupsQuery,
} from "../../api/groups.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { fromField } from "../../parts/moments.ts";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { takenMembers } from "../../parts/takenMembers.ts";
import { useChange } from "../../parts/useChange.ts";

/** Puts a person or another group into a group, if wanted until some moment. */
export function AddMember({ group, etag }: { group: Group; etag: string | null }) {
  const [end, setEnd] = useState("");
  const { data } = useQuery(membersQuery(group._id, "", 1));
  const { data: subgroups } = useQuery(subgroupsQuery(group._id));
  const inIt = [
    ...(data?.members ?? []),
    ...(subgroups ?? []).map(({ _id, membership }) => ({ type: "group" as const, userId: _id, ...membership })),
  ];
  const taken = takenMembers(inIt, fromField(end)).add(`group:${group._id}`);
  const adding = useChange({
    call: (found: FoundPrincipal) => addMember(group._id, { ...asMember(found), ...asEnd(fromField(end)) }, etag),
    asks: (found) => ({ title: t`Put ${found.name} into ${group.name}?`, confirm: t`Put in` }),
    // Whoever was in it before, with another end that is not over, is again; of a list that is not all here nobody can tell.
    ...(subgroups &&
      (data?.total ?? 0) <= MEMBERS_PAGE && {
        undo: (_: unknown, found: FoundPrincipal) => {
          const { type, id } = found;
          const former = inIt.find((one) => one.type === type && one.userId === id && !one.ended);
          if (former)
            return perform<unknown>(addMember(group._id, { ...asMember(found), ...asEnd(former.expiresAt) }, null));
          return perform<unknown>((type === "group" ? removeSubgroup : removeMember)(group._id, id, null));
        },
      }),
    refresh: [["groups"]],
    said: (_, found) => t`${found.name} is in ${group.name} now`,
    onDone: () => setEnd(""),
    onFailed: () => undefined,
  });
  return (
    <Stack className="panel" p="md" component="section" aria-label={t`Add members`}>
      <Title order={2} size="h4">
        {t`Add members`}
      </Title>
      <EndField value={end} onChange={setEnd} label={t`Membership ends`} />
      <PrincipalPicker
        label={t`Add a person or group`}
        types={["user", "group"]}
        taken={taken}
        takenMeans={t`Already in it`}
        onPick={(found) => adding.mutate(found)}
      />
      <ChangeProblem of={adding} again={t`Add them all the same`} />
    </Stack>
  );
}

const asMember = ({ type, id }: FoundPrincipal) => (type === "group" ? { groupId: id } : { userId: id });
const asEnd = (expiresAt: string | null) => expiresAt !== null && { expiresAt };
