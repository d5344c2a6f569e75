import { Stack, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { perform } from "../../api/call.ts";
import { addMember, type Group, membersQuery, removeMember, removeSubgroup } from "../../api/groups.ts";
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
  const { data } = useInfiniteQuery(membersQuery(group._id));
  const taken = takenMembers(data?.pages.flatMap(({ members }) => members) ?? [], fromField(end));
  for (const id of [group._id, ...(end === "" ? group.subgroupIds : [])]) taken.add(`group:${id}`);
  const adding = useChange({
    call: (found: FoundPrincipal) => {
      const expiresAt = fromField(end);
      const who = found.type === "group" ? { groupId: found.id } : { userId: found.id };
      return addMember(group._id, { ...who, ...(expiresAt && { expiresAt }) }, etag);
    },
    asks: (found) => ({ title: `Put ${found.name} into ${group.name}?`, confirm: "Put in" }),
    undo: (_, { type, id }) =>
      perform(type === "group" ? removeSubgroup(group._id, id, null) : removeMember(group._id, id, null)),
    refresh: [["groups"]],
    said: (_, found) => `${found.name} is in ${group.name} now`,
    onDone: () => setEnd(""),
    onFailed: () => undefined,
  });
  return (
    <Stack className="panel" p="md" component="section" aria-label="Add members">
      <Title order={2} size="h4">
        Add members
      </Title>
      <EndField value={end} onChange={setEnd} label="Membership ends" />
      <PrincipalPicker
        label="Add a person or group"
        types={["user", "group"]}
        taken={taken}
        takenMeans="Already in it"
        onPick={(found) => adding.mutate(found)}
      />
      <ChangeProblem of={adding} again="Add them all the same" />
    </Stack>
  );
}
