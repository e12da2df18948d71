import { Drawer } from "@mantine/core";
import { useReturnFocus } from "../../kit/Dialog";
import { words as kit } from "../../strings/kit";
import { words } from "../../strings/shell";
import classes from "./Shell.module.css";
import { Sidebar } from "./Sidebar";

interface Props {
  onClose: () => void;
  onSearch: () => void;
  onKeys: () => void;
}

export function MobileMenu({ onClose, onSearch, onKeys }: Props) {
  useReturnFocus();
  return (
    <Drawer.Root opened onClose={onClose} size={280} returnFocus={false}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={words.menu}>
        <div className={classes.drawer}>
          <Drawer.CloseButton aria-label={kit.close} className={classes.close} />
          <Sidebar onSearch={onSearch} onKeys={onKeys} onNavigate={onClose} />
        </div>
      </Drawer.Content>
    </Drawer.Root>
  );
}
