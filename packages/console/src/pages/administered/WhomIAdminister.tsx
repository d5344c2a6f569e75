import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { administeredQuery, useFeature, useScopes } from "../../api/may.ts";
import { TextLink } from "../../parts/links.tsx";
import { groupsInWords } from "./inWords.ts";

/** Whose people the page is about, for whoever administers those of some groups alone. @param by what the page takes; absent: whatever one holds */
export function WhomIAdminister({ by }: { by?: string }) {
  const isStaff = useFeature("access:admin")?.allowed ?? false;
  const all = useQuery({ ...administeredQuery, enabled: isStaff }).data ?? [];
  const covered = useScopes(by ?? "");
  const scopes = by === undefined ? all : covered;
  if (scopes.length === 0) return null;
  return (
    <Alert variant="light" color="gray" mb="md" role="note">
      <Trans>
        You administer the people of {groupsInWords(scopes)}.{by !== undefined && ` ${t`Nobody else stands here.`}`}{" "}
        <TextLink to="/administered" inherit underline="always">
          What you may do
        </TextLink>
      </Trans>
    </Alert>
  );
}
