import { plural, t } from "@lingui/core/macro";
import { Button, Checkbox, Group, Title, VisuallyHidden } from "@mantine/core";
import { IconFiles, IconTrash } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { deleteFiles, type FileRecord, filesQuery } from "../../api/files.ts";
import { rightsQuery } from "../../api/may.ts";
import { confirm } from "../../parts/confirm.tsx";
import { NothingHere } from "../../parts/NothingHere.tsx";
import { Pages } from "../../parts/Pages.tsx";
import { SearchField } from "../../parts/SearchField.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { useListPlace } from "../../parts/useListPlace.ts";
import { FileRow } from "./FileRow.tsx";
import { filesNamed } from "./filesNamed.ts";

/** As many as are drawn, and asked about, at a time. */
const PAGE = 25;

export function FileList() {
  const { data: files } = useSuspenseQuery(filesQuery);
  const { search, page, onSearch, onPage } = useListPlace("/signed-in/files");
  const found = useMemo(() => filesNamed(files, search), [files, search]);
  const shown = found.slice((page - 1) * PAGE, page * PAGE);
  const { data: rights } = useQuery(rightsQuery(shown.map(({ _id }) => `file:${_id}`)));
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const heading = useFocusWhenFewer(files.length);
  const deleting = useChange({
    run: (gone: readonly FileRecord[]) => deleteFiles(gone.map(({ file_id }) => file_id)),
    refresh: [filesQuery.queryKey, ["picture"]],
    said: (_, gone) =>
      plural(gone.length, { one: `${gone[0]?.filename ?? ""} is deleted`, other: `${gone.length} files are deleted` }),
    onDone: () => setChosen(new Set()),
  });
  const askAndDelete = async (meant: readonly FileRecord[]) => {
    const one = meant.length === 1 ? meant[0] : undefined;
    const sure = await confirm({
      title: one ? t`Delete ${one.filename}?` : t`Delete ${meant.length} files?`,
      text: one
        ? t`Nobody can fetch it any more, and it cannot be brought back. Messages keep its name; agents no longer have it.`
        : t`Nobody can fetch them any more, and they cannot be brought back. Messages keep their names; agents no longer have them.`,
      confirm: t`Delete`,
    });
    if (sure) deleting.mutate(meant);
  };
  // Only what one sees is meant: what was chosen on another page or is not found any more is not.
  const meant = shown.filter(({ file_id }) => chosen.has(file_id));
  const choose = (ids: readonly string[], isOn: boolean) => {
    const next = new Set(chosen);
    for (const id of ids) isOn ? next.add(id) : next.delete(id);
    setChosen(next);
  };
  if (files.length === 0)
    return (
      <NothingHere
        icon={<IconFiles size={36} stroke={1.4} aria-hidden />}
        title={t`No files yet`}
        text={t`Upload one above, or drop it anywhere on this page. Files that you attach to a message appear here, too.`}
      />
    );
  return (
    <>
      <Group mb="md">
        <SearchField label={t`Search files`} value={search} onSearch={onSearch} />
      </Group>
      <VisuallyHidden>
        <Title order={2} ref={heading} tabIndex={-1}>
          {t`Your files`}
        </Title>
      </VisuallyHidden>
      {found.length === 0 ? (
        <NothingHere title={t`No file found`} text={t`None of your files has “${search}” in its name.`} />
      ) : (
        <>
          <Group px="md" mb="xs" mih={30} justify="space-between">
            <Checkbox
              size="sm"
              label={meant.length === 0 ? t`Choose all on this page` : t`${meant.length} chosen`}
              checked={meant.length === shown.length && shown.length > 0}
              indeterminate={meant.length > 0 && meant.length < shown.length}
              onChange={(event) =>
                choose(
                  shown.map(({ file_id }) => file_id),
                  event.currentTarget.checked,
                )
              }
            />
            {meant.length > 0 && (
              <Button
                size="xs"
                variant="default"
                leftSection={<IconTrash size={15} aria-hidden />}
                loading={deleting.isPending}
                onClick={() => void askAndDelete(meant)}
              >
                {plural(meant.length, { one: "Delete one file", other: `Delete ${meant.length} files` })}
              </Button>
            )}
          </Group>
          <ul className="plain-list panel" aria-label={t`Files`}>
            {shown.map((file) => (
              <li key={file.file_id}>
                <FileRow
                  file={file}
                  rights={rights?.get(`file:${file._id}`) ?? {}}
                  isChosen={chosen.has(file.file_id)}
                  onChoose={(isOn) => choose([file.file_id], isOn)}
                  onDelete={() => void askAndDelete([file])}
                />
              </li>
            ))}
          </ul>
        </>
      )}
      <Pages page={page} size={PAGE} total={found.length} onChange={onPage} />
    </>
  );
}
