/** Keep the list as it is now under a name; rename, share and delete what was kept. */
import { Button, Menu } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import type { SavedView } from "../../api/types";
import { Icon } from "../../kit/icons";
import { saved as words } from "../../strings/inbox";
import type { InboxSearch } from "./address";
import { differs, savedFilterOf, searchOf } from "./filters";
import { useChangeView } from "./savedViews";

const SavedViewDialog = lazy(async () => ({
  default: (await import("./SavedViewDialog")).SavedViewDialog,
}));

export type ViewTask = "create" | "rename" | "remove";

interface Props {
  search: InboxSearch;
  /** The saved view that the list came from. */
  current: SavedView | undefined;
  onGo: (search: InboxSearch) => void;
}

export function SavedViewMenu({ search, current, onGo }: Props) {
  const [task, setTask] = useState<ViewTask | null>(null);
  const change = useChangeView();
  const mine = current?.may_change.allowed ? current : undefined;
  return (
    <>
      <Menu width={230} position="bottom-end">
        <Menu.Target>
          <Button variant="subtle" color="gray" rightSection={<Icon name="chevron" size={14} />}>
            {current ? words.change : words.save}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {mine && differs(mine, search) && (
            <Menu.Item onClick={() => change.mutate({ view: mine, filter: savedFilterOf(search) })}>
              {words.update}
            </Menu.Item>
          )}
          <Menu.Item onClick={() => setTask("create")}>{words.saveAs}</Menu.Item>
          {mine && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => setTask("rename")}>{words.rename}</Menu.Item>
              <Menu.Item onClick={() => change.mutate({ view: mine, shared: !mine.shared })}>
                {mine.shared ? words.unshare : words.share}
              </Menu.Item>
              <Menu.Item onClick={() => setTask("remove")}>{words.remove}</Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {task && (
        <Suspense>
          <SavedViewDialog
            task={task}
            view={mine}
            filter={savedFilterOf(search)}
            onClose={() => setTask(null)}
            onSaved={(view) => onGo(searchOf(view))}
            onRemoved={() => onGo({ ...search, saved: undefined })}
          />
        </Suspense>
      )}
    </>
  );
}
