import { t } from "@lingui/core/macro";
import { Button, Text } from "@mantine/core";
import { IconWorldOff } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { ADDRESSES_CHANGED, type AddressBan, addressesQuery, banAddress, liftAddress } from "../../api/addresses.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { fromNow, inFull } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { PagedRows } from "../access/PagedRows.tsx";
import { whoIn } from "../moderation/words.ts";
import { Quoted } from "../requests/Quoted.tsx";
import { BanAddressForm } from "./BanAddressForm.tsx";

/** Addresses from which nobody comes in. */
export function AddressesPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <Addresses />
      </Loaded>
    </div>
  );
}

const openBan = () => openForm({ title: t`Ban an address`, children: <BanAddressForm />, isLarge: true });

function Addresses() {
  const { data, ...pages } = useSuspenseInfiniteQuery(addressesQuery);
  const rows = data.pages.flatMap(({ bans }) => bans);
  return (
    <>
      <PageTitle
        title={t`Addresses`}
        text={t`From these addresses nobody comes in, whoever they are. Behind one there may be a whole office: you see who else sits there before you ban it.`}
        actions={
          <Button size="xs" onClick={openBan}>
            {t`Ban an address`}
          </Button>
        }
      />
      <PagedRows
        title={t`Banned addresses`}
        rows={rows}
        keyOf={({ id }) => id}
        pages={pages}
        whenEmpty={
          <NothingHere
            icon={<IconWorldOff size={36} stroke={1.4} aria-hidden />}
            title={t`No address is banned`}
            text={t`A person is banned on their own page. Ban an address where they come back under other names.`}
          />
        }
      >
        {(ban) => <Line ban={ban} />}
      </PagedRows>
    </>
  );
}

function Line({ ban }: { ban: AddressBan }) {
  const { id, address, reason, bannedBy, createdAt, until } = ban;
  const lifting = useChange({
    run: () => liftAddress(id),
    refresh: ADDRESSES_CHANGED,
    said: t`People come in from ${address} again`,
    // As it was, dangers included: they were seen when it was banned.
    undo: () => banAddress({ address, reason, until, evenThough: ["own", "private", "proxy"] }),
  });
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 280 }}>
        <Text fw={600} style={{ overflowWrap: "anywhere" }}>
          {address}
        </Text>
        <Quoted by={whoIn(bannedBy)} text={reason} />
        <Text size="xs" c="dimmed" mt={4} title={inFull(createdAt)}>
          {until === null
            ? t`banned ${fromNow(createdAt)}, for good`
            : t`banned ${fromNow(createdAt)}, until ${inFull(until)}`}
        </Text>
      </div>
      <Button
        size="xs"
        variant="default"
        aria-label={t`Lift the ban of ${address}`}
        loading={lifting.isPending}
        onClick={() => lifting.mutate()}
      >
        {t`Lift the ban`}
      </Button>
    </div>
  );
}
