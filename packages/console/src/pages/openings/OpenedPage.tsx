import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { IconLock } from "@tabler/icons-react";
import { useQueryClient, useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { markOpeningsSeen, ownOpeningsQuery, unseenOpeningsQuery } from "../../api/openings.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PagedRows } from "../access/PagedRows.tsx";
import { OpenedThing } from "./kinds.tsx";
import { OpeningLine } from "./OpeningLine.tsx";

/** What of one's own an administrator opened. Being shown it is having seen it. */
export function OpenedPage() {
  return (
    <div className="page">
      <PageTitle
        title={t`Opened by administrators`}
        text={t`Nobody reads your conversations and files unless you share them; except a super admin who breaks the glass, with a reason, for a time. Each time stands here.`}
      />
      <Loaded>
        <Opened />
      </Loaded>
    </div>
  );
}

function Opened() {
  const queryClient = useQueryClient();
  const { data, ...pages } = useSuspenseInfiniteQuery(ownOpeningsQuery);
  useEffect(() => {
    // What could not be noted is told again: no harm.
    markOpeningsSeen().then(
      () => queryClient.invalidateQueries({ queryKey: unseenOpeningsQuery.queryKey }),
      () => undefined,
    );
  }, [queryClient]);
  return (
    <PagedRows
      title={t`What was opened`}
      rows={data.pages.flatMap(({ openings }) => openings)}
      keyOf={({ id }) => id}
      pages={pages}
      whenEmpty={
        <NothingHere
          icon={<IconLock size={36} stroke={1.4} aria-hidden />}
          title={t`Nothing of yours was opened`}
          text={t`If it ever is, you are told here, and by mail where there is a mail server.`}
        />
      }
    >
      {(opening) => (
        <OpeningLine opening={opening}>
          <Trans>
            {opening.openedByName ?? t`Somebody who is gone`} opened <OpenedThing opening={opening} />
          </Trans>
        </OpeningLine>
      )}
    </PagedRows>
  );
}
