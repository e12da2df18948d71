import type { ReactNode } from "react";
import classes from "./PersonCard.module.css";

/** One line of a description list: what it is, and its value. */
export function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
