import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Group, SegmentedControl, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { featuresQuery } from "../../api/may.ts";
import type { Whose } from "../../api/myAccess.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { accessKinds } from "./kinds.ts";
import { MyFeatures } from "./MyFeatures.tsx";
import { ReachedThings } from "./ReachedThings.tsx";

const route = getRouteApi("/signed-in/access");

/** What one can reach, and why. */
export function MyAccessPage() {
  const { type = "agent", whose = "others" } = route.useSearch();
  const navigate = useNavigate();
  const features = useQuery(featuresQuery).data;
  const kinds = accessKinds.filter((one) => !("feature" in one) || (features?.get(one.feature)?.allowed ?? true));
  const kind = kinds.find(({ value }) => value === type) ?? accessKinds[0];
  const show = (next: string, of: Whose) =>
    void navigate({ to: "/access", search: { type: next, ...(of === "me" && { whose: of }) }, replace: true });
  return (
    <div className="page">
      <PageTitle
        title={t`My access`}
        text={
          <Trans>
            What you can reach, why, and until when. If you were given an address that does not open, ask for access on
            that page; the answers are under{" "}
            <TextLink to="/requests" search={{ box: "mine" }} inherit underline="always">
              Requests
            </TextLink>
            .
          </Trans>
        }
      />
      <Group mb="md" align="flex-end">
        <Select
          label={t`Show`}
          data={kinds.map(({ value, label }) => ({ value, label }))}
          value={kind.value}
          allowDeselect={false}
          onChange={(next) => next !== null && show(next, whose)}
        />
        {kind.value !== "features" && (
          <SegmentedControl
            aria-label={t`Whose`}
            data={[
              { value: "others", label: t`From others` },
              { value: "me", label: t`Your own` },
            ]}
            value={whose}
            onChange={(next) => show(kind.value, next === "me" ? "me" : "others")}
          />
        )}
      </Group>
      <Loaded of={`${kind.value} ${whose}`}>
        {kind.value === "features" ? (
          <MyFeatures />
        ) : (
          <ReachedThings key={`${kind.value} ${whose}`} type={kind.value} whose={whose} />
        )}
      </Loaded>
    </div>
  );
}
