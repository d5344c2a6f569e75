import { t } from "@lingui/core/macro";
import { Stack, Title } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type OwnGroup, ownMembersQuery, putIn } from "../../api/ownGroups.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { fromField } from "../../parts/moments.ts";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { takenMembers } from "../../parts/takenMembers.ts";
import { useChange } from "../../parts/useChange.ts";

/** Puts a person into a group of one's own, if wanted until some moment. */
export function PutIn({ group }: { group: OwnGroup }) {
  const [end, setEnd] = useState("");
  const { data } = useInfiniteQuery(ownMembersQuery(group.id));
  const adding = useChange({
    run: (found: FoundPrincipal) => {
      const expiresAt = fromField(end);
      return putIn(group.id, { userId: found.id, ...(expiresAt && { expiresAt }) });
    },
    refresh: [["own-groups"]],
    said: (_, found) => t`${found.name} is in ${group.name} now`,
    onDone: () => setEnd(""),
    onFailed: () => undefined,
  });
  return (
    <Stack className="panel" p="md" component="section" aria-label={t`Add members`}>
      <Title order={2} size="h4">
        {t`Add members`}
      </Title>
      <EndField
        value={end}
        onChange={setEnd}
        label={t`Membership ends`}
        never={group.endsAt === null ? t`Never` : t`With the group`}
      />
      <PrincipalPicker
        label={t`Add a person`}
        types={["user"]}
        taken={takenMembers(data?.pages.flatMap(({ members }) => members) ?? [], fromField(end) ?? group.endsAt)}
        takenMeans={t`Already in it`}
        onPick={(found) => adding.mutate(found)}
      />
      <ChangeProblem of={adding} again={t`Add them all the same`} />
    </Stack>
  );
}
