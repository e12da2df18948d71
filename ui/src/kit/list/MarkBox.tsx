import type { ComponentProps } from "react";
import classes from "./MarkBox.module.css";

/** The box that selects a row of a list. */
export function MarkBox(props: Omit<ComponentProps<"input">, "type" | "className">) {
  return <input type="checkbox" className={classes.box} {...props} />;
}
