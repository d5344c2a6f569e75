import { t } from "@lingui/core/macro";
import { IconLockAccess } from "@tabler/icons-react";
import { useSuspenseInfiniteQuery } from "@tanstack/react-query";
import { reachedQuery, type Whose } from "../../api/myAccess.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PagedRows } from "./PagedRows.tsx";
import { ReachedLine } from "./ReachedLine.tsx";
import { reachedInWords } from "./reachedInWords.ts";

interface ReachedThingsProps {
  type: string;
  whose: Whose;
}

export function ReachedThings({ type, whose }: ReachedThingsProps) {
  const { data, ...pages } = useSuspenseInfiniteQuery(reachedQuery(type, whose));
  const words = reachedInWords[type];
  return (
    <PagedRows
      title={(whose === "me" ? words?.own : words?.others) ?? type}
      rows={data.pages.flatMap(({ things }) => things)}
      keyOf={({ resource }) => resource}
      pages={pages}
      whenEmpty={
        whose === "me" ? (
          <NothingHere icon={icon} title={words?.noOwn ?? type} text={t`Those that you make appear here.`} />
        ) : (
          <NothingHere
            icon={icon}
            title={words?.noOthers ?? type}
            text={t`What others share with you, with a group of yours or with everybody appears here. If somebody gave you an address that does not open, ask for access on that page.`}
            action={
              <ButtonLink to="/requests" search={{ box: "mine" }} variant="default">
                {t`What you asked for`}
              </ButtonLink>
            }
          />
        )
      }
    >
      {(thing) => <ReachedLine thing={thing} />}
    </PagedRows>
  );
}

const icon = <IconLockAccess size={36} stroke={1.4} aria-hidden />;
