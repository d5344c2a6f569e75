import { t } from "@lingui/core/macro";
import { IconCpu } from "@tabler/icons-react";
import { useSuspenseQueries } from "@tanstack/react-query";
import { configuredModelsQuery, endpointsQuery } from "../../api/models.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useWhyNotCapable } from "../../parts/whyNot.ts";
import { EndpointForm } from "./EndpointForm.tsx";
import { EndpointSection } from "./EndpointSection.tsx";

export function ModelsPage() {
  return (
    <div className="page">
      <Loaded isPage>
        <EndpointList />
      </Loaded>
    </div>
  );
}

function AddEndpoint() {
  const mayNot = useWhyNotCapable("manage:configs");
  return (
    <GuardedButton
      whyNot={mayNot}
      onClick={() => openForm({ title: t`Add an endpoint`, isLarge: true, children: <EndpointForm former={null} /> })}
    >
      {t`Add an endpoint`}
    </GuardedButton>
  );
}

function EndpointList() {
  const [{ data: models }, { data: endpoints }] = useSuspenseQueries({
    queries: [configuredModelsQuery, endpointsQuery],
  });
  const beside = models.filter(({ source }) => source === "built-in");
  return (
    <>
      <PageTitle
        title={t`Models`}
        text={t`Which models people may use. A model is for everybody until it is restricted; then it is for whom it is shared with.`}
        actions={<AddEndpoint />}
      />
      {endpoints.length === 0 && (
        <NothingHere
          title={t`No endpoints yet`}
          text={t`Answers come from any OpenAI-compatible endpoint: add one here, or name it in librechat.yaml (endpoints.custom). Until then echo, which repeats what is said to it, lets you try everything.`}
          icon={<IconCpu size={36} stroke={1.4} aria-hidden />}
        />
      )}
      {endpoints.map((endpoint) => (
        <EndpointSection
          key={endpoint._id ?? `file ${endpoint.name}`}
          endpoint={endpoint}
          models={models.filter((model) => model.endpoint === endpoint.name && model.source === endpoint.source)}
        />
      ))}
      {beside.length > 0 && <EndpointSection endpoint={null} models={beside} />}
    </>
  );
}
