import { t } from "@lingui/core/macro";
import { Button, List, Radio, Stack } from "@mantine/core";
import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { perform } from "../../api/call.ts";
import { roleQuery, setFeatures } from "../../api/roles.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";

/** What a yes switches on for the role USER (docs: roles, "Features of the built-in roles"). */
const sharing = (on: boolean) => ({
  AGENTS: { SHARE: on },
  PROMPTS: { SHARE: on },
  PEOPLE_PICKER: { VIEW_USERS: on, VIEW_GROUPS: on },
});

export function MayMembersShare({ onDone }: { onDone(): void }) {
  const {
    data: { role },
  } = useSuspenseQuery(roleQuery("USER"));
  // Whoever comes back to the question sees what was answered.
  const answered = role.permissions?.AGENTS?.SHARE ? "yes" : "no";
  const [answer, setAnswer] = useState(answered);
  const queryClient = useQueryClient();
  const saving = useMutation({
    mutationFn: async () => {
      if (answer !== answered) await perform(setFeatures("USER", sharing(answer === "yes"), null));
    },
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: ["roles"] });
      onDone();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <PageTitle
        title={t`May members share with each other?`}
        text={t`You can change this at any time under Roles. Administrators may share in any case.`}
      />
      <Stack>
        <Radio.Group value={answer} onChange={setAnswer} aria-label={t`May members share with each other?`}>
          <Stack gap="sm">
            <Radio
              value="yes"
              label={t`Yes, members may share`}
              description={t`They can share agents and prompts with people and groups, and find these by name.`}
            />
            <Radio
              value="no"
              label={t`No, only administrators share`}
              description={t`Members use what is shared with them, and see nobody else's names.`}
            />
          </Stack>
        </Radio.Group>
        <List size="sm" c="dimmed">
          <List.Item>{t`Nobody can ever hand on more than they hold themselves.`}</List.Item>
          <List.Item>{t`Sharing with everybody in the organization stays with administrators.`}</List.Item>
        </List>
        {saving.error && <ProblemCard error={saving.error} />}
        <Button type="submit" loading={saving.isPending}>
          {t`Finish`}
        </Button>
      </Stack>
    </form>
  );
}
