import { Button, List, Radio, Stack } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { setFeatures } from "../../api/roles.ts";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";

/** What a yes switches on for the role USER (docs: roles, "Features of the built-in roles"). */
const sharing = {
  AGENTS: { SHARE: true },
  PROMPTS: { SHARE: true },
  PEOPLE_PICKER: { VIEW_USERS: true, VIEW_GROUPS: true },
};

export function MayMembersShare({ onDone }: { onDone(): void }) {
  const [answer, setAnswer] = useState("no");
  const saving = useMutation({
    mutationFn: async () => {
      if (answer === "yes") await setFeatures("USER", sharing, null);
    },
    onSuccess: onDone,
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        saving.mutate();
      }}
    >
      <PageTitle
        title="May members share with each other?"
        text="You can change this at any time under Roles. Administrators may share in any case."
      />
      <Stack>
        <Radio.Group value={answer} onChange={setAnswer} aria-label="May members share with each other?">
          <Stack gap="sm">
            <Radio
              value="yes"
              label="Yes, members may share"
              description="They can share agents and prompts with people and groups, and find these by name."
            />
            <Radio
              value="no"
              label="No, only administrators share"
              description="Members use what is shared with them, and see nobody else's names."
            />
          </Stack>
        </Radio.Group>
        <List size="sm" c="dimmed">
          <List.Item>Nobody can ever hand on more than they hold themselves.</List.Item>
          <List.Item>Sharing with everybody in the organization stays with administrators.</List.Item>
        </List>
        {saving.error && <ProblemCard error={saving.error} />}
        <Button type="submit" loading={saving.isPending}>
          Finish
        </Button>
      </Stack>
    </form>
  );
}
