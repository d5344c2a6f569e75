import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ActionIcon, Button, Group, Menu, Text } from "@mantine/core";
import { IconDotsVertical, IconInbox } from "@tabler/icons-react";
import { type AccessRequest, declineRequest, grantRequest, REQUESTS_CHANGED } from "../../api/requests.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { fromNow, inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { useChange } from "../../parts/useChange.ts";
import { DeclineForm } from "./DeclineForm.tsx";
import { OtherTermsForm } from "./OtherTermsForm.tsx";
import { Quoted } from "./Quoted.tsx";
import { RequestList } from "./RequestList.tsx";
import { rightInWords } from "./rightInWords.ts";
import { ThingLink } from "./ThingLink.tsx";

const icon = <IconInbox size={36} stroke={1.4} aria-hidden />;

/** What waits for one's answer: a yes or a no is one press. */
export const RequestsToMe = () => (
  <RequestList
    box="to-me"
    title={t`What others ask of you`}
    whenEmpty={
      <NothingHere
        icon={icon}
        title={t`No requests for you`}
        text={t`When somebody asks for something that is yours to give, you answer it here.`}
      />
    }
  >
    {(request) => <RequestToMe request={request} />}
  </RequestList>
);

function RequestToMe({ request }: { request: AccessRequest }) {
  const { id, requesterName, name, message, expiresAt, createdAt } = request;
  const who = requesterName ?? t`Somebody`;
  const touched = [...REQUESTS_CHANGED, ["access"]];
  const granting = useChange({ run: () => grantRequest(id), refresh: touched, said: t`${who} has it now` });
  const declining = useChange({ run: () => declineRequest(id, ""), refresh: touched, said: t`Said no` });
  const about = `${who}, ${name ?? t`a thing`}`;
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 320 }}>
        <Text size="sm">
          <Trans>
            <b>{who}</b> asks for <ThingLink request={request} />: to {rightInWords(request)}
          </Trans>
        </Text>
        <Quoted text={message} />
        <Text size="xs" c="dimmed" mt={4}>
          {expiresAt === null ? (
            <Trans>
              <span title={inFull(createdAt)}>Asked {fromNow(createdAt)}</span>, for good
            </Trans>
          ) : (
            <Trans>
              <span title={inFull(createdAt)}>Asked {fromNow(createdAt)}</span>, until {inFull(expiresAt)}
            </Trans>
          )}
        </Text>
      </div>
      <Group gap="xs" wrap="nowrap">
        <Button
          size="xs"
          aria-label={t`Give it: ${about}`}
          loading={granting.isPending}
          onClick={() => granting.mutate()}
        >
          {t`Give it`}
        </Button>
        <Button
          size="xs"
          variant="default"
          aria-label={t`Say no: ${about}`}
          loading={declining.isPending}
          onClick={() => declining.mutate()}
        >
          {t`Say no`}
        </Button>
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={30} aria-label={t`Other answers: ${about}`}>
              <IconDotsVertical size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              onClick={() => openForm({ title: t`What ${who} gets`, children: <OtherTermsForm request={request} /> })}
            >
              {t`Give something else …`}
            </Menu.Item>
            <Menu.Item onClick={() => openForm({ title: t`Say no`, children: <DeclineForm request={request} /> })}>
              {t`Say no, with why …`}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
    </div>
  );
}
