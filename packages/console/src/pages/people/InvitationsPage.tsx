import { t } from "@lingui/core/macro";
import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { IconMail } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import {
  type Invitation,
  type InvitationSort,
  invitationsQuery,
  MAIL_PAGE,
  sendAgain,
  withdraw,
} from "../../api/mail.ts";
import { confirm } from "../../parts/confirm.tsx";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { ListHead } from "../../parts/ListHead.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { fromNow, inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Pages } from "../../parts/Pages.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { SortBy } from "../../parts/SortBy.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { type Sorting, useListPlace, useSorting } from "../../parts/useListPlace.ts";
import { useMailWaits } from "../../parts/useMailWaits.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { InviteForm } from "./InviteForm.tsx";

export function InvitationsPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <Invitations />
      </Loaded>
    </div>
  );
}

const sortings: readonly [Sorting<InvitationSort>, ...Sorting<InvitationSort>[]] = [
  { sort: "created", order: "desc", label: t`Newest first` },
  { sort: "created", order: "asc", label: t`Oldest first` },
  { sort: "email", order: "asc", label: t`Address, A to Z` },
  { sort: "email", order: "desc", label: t`Address, Z to A` },
];

function Invitations() {
  const { search, page, onSearch, onPage } = useListPlace("/signed-in/people/invitations");
  const { sorting, onSort } = useSorting<InvitationSort>(sortings);
  const whyNot = useWhyNotCapable("manage:users");
  // A refusal takes the place of the whole page.
  useSuspenseQuery(invitationsQuery(1));
  return (
    <>
      <PageTitle
        title={t`Invitations`}
        text={t`Addresses that may make an account. What an invitation gives is asked of its inviter's rights once more when it is accepted.`}
        actions={
          <Group gap="xs">
            <ButtonLink to="/people" variant="default">
              {t`All people`}
            </ButtonLink>
            <GuardedButton
              whyNot={whyNot}
              onClick={() => openForm({ title: t`Invite somebody`, children: <InviteForm /> })}
            >
              {t`Invite somebody`}
            </GuardedButton>
          </Group>
        }
      />
      <ListHead
        search={<SearchField label={t`Search addresses`} value={search} onSearch={onSearch} />}
        sort={<SortBy sortings={sortings} value={sorting} onSort={onSort} />}
      />
      <Loaded of={`${search} ${page} ${sorting.label}`}>
        <InvitationList search={search} page={page} sorting={sorting} onPage={onPage} />
      </Loaded>
    </>
  );
}

interface InvitationListProps {
  search: string;
  page: number;
  sorting: Sorting<InvitationSort>;
  onPage(page: number): void;
}

function InvitationList({ search, page, sorting, onPage }: InvitationListProps) {
  const {
    data: { invitations, total },
  } = useSuspenseQuery(invitationsQuery(page, search, sorting));
  const list = useFocusWhenFewer(total);
  const mailWaits = useMailWaits();
  const pages = <Pages page={page} size={MAIL_PAGE} total={total} onChange={onPage} />;
  if (invitations.length === 0 && page > 1) return pages;
  if (invitations.length === 0 && search)
    return (
      <NothingHere
        icon={<IconMail size={36} stroke={1.4} aria-hidden />}
        title={t`Nobody found`}
        text={t`No address that is invited holds this.`}
      />
    );
  if (invitations.length === 0)
    return (
      <NothingHere
        icon={<IconMail size={36} stroke={1.4} aria-hidden />}
        title={t`Nobody is invited`}
        text={
          mailWaits
            ? t`Invite an address above: a letter with a link waits in the Outbox then.`
            : t`Invite an address above: a letter with a link is sent there.`
        }
      />
    );
  return (
    <div ref={list} tabIndex={-1}>
      <ul className="plain-list panel" aria-label={t`Invitations`}>
        {invitations.map((invitation) => (
          <li key={invitation.id}>
            <InvitationLine invitation={invitation} />
          </li>
        ))}
      </ul>
      {pages}
    </div>
  );
}

function InvitationLine({ invitation }: { invitation: Invitation }) {
  const { id, email, status, inviter, leftOut } = invitation;
  const refresh = [["invitations"]];
  const mailWaits = useMailWaits();
  const sending = useChange({
    run: () => sendAgain(id),
    refresh: [...refresh, ["outbox"]],
    said: mailWaits
      ? t`A letter to ${email} with a new link waits in the Outbox`
      : t`A new link is on its way to ${email}`,
  });
  const taking = useChange({ run: () => withdraw(id), refresh, said: t`The invitation of ${email} holds no longer` });
  const askAndWithdraw = async () => {
    const sure = await confirm({
      title: t`Withdraw the invitation of ${email}?`,
      text: t`The link that was sent opens nothing any more.`,
      confirm: t`Withdraw`,
    });
    if (sure) taking.mutate();
  };
  return (
    <div className="row">
      <Stack className="grow" gap={2}>
        <Group gap="xs">
          <Text fw={500} style={{ overflowWrap: "anywhere" }}>
            {email}
          </Text>
          {status !== "open" && (
            <Badge variant="light" color={status === "accepted" ? "gate" : "gray"} tt="none">
              {status}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {[inWords(invitation), t`invited by ${inviter.name}`, whenOf(invitation)].join(" · ")}
        </Text>
        {leftOut && <Text size="sm">{t`Not given, as the inviter could no longer: ${inWords(leftOut)}`}</Text>}
      </Stack>
      {status !== "accepted" && (
        <Group gap="xs">
          {status === "open" && (
            <Button
              size="xs"
              variant="default"
              loading={sending.isPending}
              aria-label={t`Send again to ${email}`}
              onClick={() => sending.mutate()}
            >
              {t`Send again`}
            </Button>
          )}
          <Button size="xs" variant="default" aria-label={t`Withdraw ${email}`} onClick={() => void askAndWithdraw()}>
            {t`Withdraw`}
          </Button>
        </Group>
      )}
    </div>
  );
}

const inWords = ({ role, roles, groups }: Pick<Invitation, "role" | "roles" | "groups">) =>
  [role, ...roles, ...groups.map(({ name }) => name)].filter(Boolean).join(", ");

const whenOf = ({ status, acceptedAt, expiresAt }: Invitation) =>
  status === "accepted" ? t`accepted ${fromNow(acceptedAt)}` : t`until ${inFull(expiresAt)}`;
