import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconApps } from "@tabler/icons-react";
import { useSuspenseQuery } from "@tanstack/react-query";
import { problemOf } from "../../api/problem.ts";
import {
  createService,
  deleteService,
  renewCredential,
  SERVICES_PAGE,
  type Service,
  servicesQuery,
  serviceVersion,
} from "../../api/services.ts";
import { confirm } from "../../parts/confirm.tsx";
import { closeForm, openForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { onDay } from "../../parts/moments.ts";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Pages } from "../../parts/Pages.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { showSecretOnce } from "../../parts/SecretOnce.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useKept } from "../../parts/useKept.ts";
import { useListPlace } from "../../parts/useListPlace.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

export function ServicesPage() {
  return (
    <div className="page">
      <PageTitle
        title={t`Services`}
        text={
          <Trans>
            Accounts of programs. Each has a credential of its own, and no rights until somebody gives it some: on the
            page of a{" "}
            <TextLink to="/roles" underline="always">
              role
            </TextLink>
            .
          </Trans>
        }
        actions={
          <Button
            onClick={() => openForm({ title: t`New service`, children: <ServiceForm /> })}
          >{t`New service`}</Button>
        }
      />
      <Loaded>
        <ServiceList />
      </Loaded>
    </div>
  );
}

function ServiceList() {
  const { page, onPage } = useListPlace("/signed-in/services");
  const {
    data: { services, total },
  } = useSuspenseQuery(servicesQuery(page));
  const pages = <Pages page={page} size={SERVICES_PAGE} total={total} onChange={onPage} />;
  if (services.length === 0 && page > 1) return pages;
  if (services.length === 0)
    return (
      <NothingHere
        icon={<IconApps size={36} stroke={1.4} aria-hidden />}
        title={t`No services yet`}
        text={t`Make one for each application that asks Gatehouse what somebody may do.`}
      />
    );
  return (
    <>
      <ul className="plain-list panel" aria-label={t`Services`}>
        {services.map((service) => (
          <li key={service.id}>
            <ServiceLine service={service} />
          </li>
        ))}
      </ul>
      {pages}
    </>
  );
}

function ServiceLine({ service }: { service: Service }) {
  const renewing = useChange({
    run: () => renewCredential(service.id),
    refresh: [["services"]],
    onDone: ({ credential }) => showSecretOnce(service.name, t`Credential`, credential),
  });
  const deleting = useChange({
    run: (version: string | null) => deleteService(service.id, version),
    refresh: [["services"]],
    gone: ["services", "one", service.id],
    said: t`${service.name} is deleted`,
  });
  const askAndRenew = async () => {
    const sure = await confirm({
      title: t`A new credential for ${service.name}?`,
      text: t`The one that it uses now ends at once.`,
      confirm: t`Make a new one`,
    });
    if (sure) renewing.mutate();
  };
  const askAndDelete = async () => {
    // As it was when the question was put. Where it cannot be read, deleting will say why.
    const version = serviceVersion(service.id).catch(() => null);
    const sure = await confirm({
      title: t`Delete ${service.name}?`,
      text: t`Its credential ends at once, and everything that was given to it.`,
      confirm: t`Delete the service`,
    });
    if (sure) deleting.mutate(await version);
  };
  return (
    <div className="row">
      <PrincipalIcon kind="service" name={service.name} />
      <div className="grow">
        <TextLink to="/services/$serviceId" params={{ serviceId: service.id }} fw={500} c="var(--mantine-color-text)">
          {service.name}
        </TextLink>
        <Text size="sm" c="dimmed">
          {[
            service.description,
            service.credentialPrefix && t`credential ${service.credentialPrefix}_…`,
            service.createdAt && t`made ${onDay(service.createdAt)}`,
            service.lastUsedAt ? t`last used ${onDay(service.lastUsedAt)}` : t`not used yet`,
          ]
            .filter(Boolean)
            .join(" · ")}
        </Text>
      </div>
      <Group gap="xs">
        <Button
          size="xs"
          variant="default"
          loading={renewing.isPending}
          aria-label={t`New credential for ${service.name}`}
          onClick={() => void askAndRenew()}
        >
          {t`New credential`}
        </Button>
        <Button size="xs" variant="default" aria-label={t`Delete ${service.name}`} onClick={() => void askAndDelete()}>
          {t`Delete`}
        </Button>
      </Group>
    </div>
  );
}

function ServiceForm() {
  const form = useForm({ initialValues: { name: "", description: "" } });
  const creating = useChange({
    run: ({ name, description }: typeof form.values) => createService({ name, ...(description && { description }) }),
    refresh: [["services"]],
    onDone: ({ service, credential }) => {
      closeForm();
      showSecretOnce(service.name, t`Credential`, credential);
    },
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  useUnsaved(form.isDirty, t`This service is not made yet.`);
  useKept("fields", () => (form.isDirty() ? form.getValues() : null), form.setValues);
  return (
    <form onSubmit={form.onSubmit((values) => creating.mutate(values))}>
      <Stack>
        <TextInput label={t`Name`} data-autofocus required withAsterisk={false} {...form.getInputProps("name")} />
        <TextInput label={t`Description`} {...form.getInputProps("description")} />
        {creating.error && <ProblemCard error={creating.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={creating.isPending}>
            {t`Create service`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
