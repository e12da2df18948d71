/** The dialog of this product: named by its title, and the focus goes back where it came from. */
import { Modal } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";
import { words } from "../strings/kit";
import classes from "./Dialog.module.css";

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** Give the focus back when the dialog is gone: to where it was, unless it has a new place already. */
export function useReturnFocus(): void {
  const before = useRef(document.activeElement);
  useEffect(() => {
    const element = before.current;
    return () => {
      requestAnimationFrame(() => {
        const lost = document.activeElement === null || document.activeElement === document.body;
        if (lost && element instanceof HTMLElement && element.isConnected) element.focus();
      });
    };
  }, []);
}

export function Dialog({ title, onClose, children }: Props) {
  useReturnFocus();
  return (
    <Modal.Root opened onClose={onClose} returnFocus={false}>
      <Modal.Overlay />
      <Modal.Content className={classes.content}>
        {/* Not Mantine's header: a header element would be a second banner of the page. */}
        <div className={classes.head}>
          <Modal.Title>{title}</Modal.Title>
          <Modal.CloseButton aria-label={words.close} />
        </div>
        <Modal.Body className={classes.body}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
